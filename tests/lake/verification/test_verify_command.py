"""`newsbeam verify`: what an operator sees, and what a scheduler reads."""

import json
from pathlib import Path

import pytest
from made_lakes import cut, log_entry, made_lake, parquet

from pipeline.cli import main
from pipeline.queries import connect
from transforms.lake.begin import begin
from transforms.lake.storage import LakeError, Storage


@pytest.fixture
def lake(tmp_path: Path) -> Storage:
    return made_lake(tmp_path)


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([*arguments])
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def test_a_clean_lake_is_one_line_with_figures(
    lake: Storage, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = answer(capsys, "verify", lake.uri)
    assert (code, err) == (0, "")
    (line,) = out.splitlines()
    assert "all well: 3 generations, 12 tables, 41 files, 45 rows" in line


def test_what_is_wrong_is_listed_by_kind_and_then_mended(
    lake: Storage, capsys: pytest.CaptureFixture[str]
) -> None:
    cut(log_entry(lake, "quotes", 2))
    code, out, _ = answer(capsys, "verify", lake.uri)
    assert code == 1
    assert "log unreadable (1 found):" in out
    assert "quotes/_delta_log/00000000000000000002.json is cut or damaged in line" in out
    assert f"newsbeam verify {lake.uri} --repair" in out
    code, out, _ = answer(capsys, "verify", lake.uri, "--repair")
    assert code == 0
    assert out.splitlines()[0] == "Repaired:"
    assert "all well: 3 generations" in out.splitlines()[-1]


def test_long_lists_are_capped_for_people_and_whole_for_machines(
    lake: Storage, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [p for t in ("entities", "events", "quotes", "articles") for p in parquet(lake, t, 1)]
    for path in [*files, *parquet(lake, "_state/seen", 1), *parquet(lake, "dead_letters", 1)]:
        cut(path)
    files += [p for t in ("feed_polls", "_state/feeds") for p in parquet(lake, t, 1)]
    cut(files[-1])
    cut(files[-2])
    code, out, _ = answer(capsys, "verify", lake.uri, "--quick")
    assert code == 1
    assert "file unreadable (12 found):" in out
    assert "  … and 2 more" in out
    code, out, _ = answer(capsys, "verify", lake.uri, "--format", "json")
    assert code == 1
    told = json.loads(out)
    assert told["clean"] is False
    assert sum(f["check"] == "file_unreadable" for f in told["findings"]) == 12
    assert set(told["findings"][0]) == {
        "check",
        "table",
        "key",
        "problem",
        "severity",
        "repairable",
        "count",
    }


@pytest.mark.parametrize("command", [["verify"], ["verify", "--repair"], ["sql"]])
def test_a_lake_that_is_a_file_is_bad_usage_and_left_alone(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lake"
    path.write_text("a letter")
    query = ["SELECT 1"] if command == ["sql"] else []
    code, out, err = answer(capsys, *command, str(path), *query)
    assert (code, out) == (2, "")
    assert f"{path} is a file, and a lake is a folder" in err
    assert path.read_text() == "a letter"


def test_a_run_on_a_lake_that_is_a_file_does_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lake"
    path.write_text("a letter")
    config = tmp_path / "news.yaml"
    config.write_text(
        f"lake: {path}\nfeeds: [http://a.example/feed]\n"
        "fetch: {user_agent: 'test/0 (+http://a.example)'}\n"
    )
    code, _, err = answer(capsys, "run", str(config))
    assert code == 2
    assert "file" in err
    assert "Traceback" not in err
    assert path.read_text() == "a letter"


def test_no_lake_is_bad_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = answer(capsys, "verify", str(tmp_path / "nowhere"), "--repair")
    assert code == 2
    assert "is no lake of newsbeam" in err
    assert not list(tmp_path.iterdir())


def test_readers_of_a_damaged_lake_are_sent_to_the_repair(
    lake: Storage, capsys: pytest.CaptureFixture[str]
) -> None:
    cut(log_entry(lake, "events", 1))
    code, _, err = answer(capsys, "sql", lake.uri, "SELECT 1")
    assert code == 2
    assert "log of table events cannot be read: events/_delta_log/" in err
    assert "--repair" in err
    with pytest.raises(LakeError, match="--repair"):
        connect(lake.uri)
    with pytest.raises(LakeError, match="--repair"):
        begin(lake)


def test_a_query_over_a_cut_file_is_told_without_a_traceback(
    lake: Storage, capsys: pytest.CaptureFixture[str]
) -> None:
    cut(parquet(lake, "quotes", 1)[0])
    code, _, err = answer(capsys, "sql", lake.uri, "SELECT count(text) FROM quotes")
    assert code == 1
    assert "Traceback" not in err
    assert "part-00000001" in err

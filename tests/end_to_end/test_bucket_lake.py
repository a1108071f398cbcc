"""A lake in a bucket over the command line: what a user does with a folder, done with a store."""

import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
import yaml
from command import newsbeam
from deltalake import DeltaTable
from s3_server import environment, free_port, keys_of, make_bucket, serving

from benchmarks.generated_site import GeneratedSite, site_config
from pipeline.localweb import Answer, LocalWeb, Request

pytestmark = pytest.mark.slow

SITE = GeneratedSite(articles=16, step=8, hosts=2, feeds_per_host=1, days=1)


def write_config(folder: Path, lake: str, web: LocalWeb, **more: object) -> Path:
    path = folder / "bucket.yaml"
    more = {"language": {"models": {}}, **more}
    config = site_config(SITE, lake, web.address, **more)
    path.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    return path


def rows(lake: str, query: str) -> list[str]:
    done = newsbeam("sql", lake, query, "-f", "csv")
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[1:]


@pytest.fixture
def web() -> Iterator[LocalWeb]:
    SITE.show(0)
    with LocalWeb(SITE) as served:
        yield served


@pytest.mark.parametrize("name", ["lake", "a lake/é"])
def test_a_lake_in_a_bucket_lives_as_one_in_a_folder(
    tmp_path: Path, bucket: str, s3_server: str, web: LocalWeb, name: str
) -> None:
    lake = f"{bucket}/{name}"
    config = write_config(tmp_path, lake, web)
    checked = newsbeam("config", "check", str(config))
    assert (checked.returncode, lake in checked.stdout) == (0, True)
    for edition in (0, 1):
        SITE.show(edition)
        ran = newsbeam("run", str(config))
        assert ran.returncode == 0, ran.stderr
    again = newsbeam("run", str(config))
    assert again.returncode == 0, again.stderr

    assert rows(lake, "select count(*), count(distinct url) from articles") == ["16,16"]
    expected = Counter(SITE.url(n) for n in range(16))
    delta = DeltaTable(f"{lake}/articles").to_pyarrow_table(columns=["url"])
    assert Counter(delta["url"].to_pylist()) == expected
    if name == "lake":  # Polars encodes the address of a file twice where it needs encoding
        frame = pl.scan_delta(f"{lake}/articles", storage_options=environment(s3_server)).collect()
        assert Counter(frame["url"]) == expected
    assert newsbeam("runs", lake, "-f", "csv").stdout.count("\n") == 4
    traced = newsbeam("trace", lake, SITE.url(3))
    assert traced.returncode == 0, traced.stderr

    compacted = newsbeam("compact", lake, "--open-days", "0", "--grace", "0")
    assert compacted.returncode == 0, compacted.stderr
    assert "articles: 2 files, now 1" in compacted.stdout
    vacuumed = newsbeam("vacuum", lake, "--grace", "0", "--staging-grace", "0s")
    assert vacuumed.returncode == 0, vacuumed.stderr
    forgotten = newsbeam("forget", lake, "news0.example", "--yes")
    assert forgotten.returncode == 0, forgotten.stderr
    assert rows(lake, "select count(*) from articles where host = 'news0.example'") == ["0"]
    assert rows(lake, "select count(*) from articles") == ["8"]
    lying = [k for k in keys_of(s3_server, bucket.removeprefix("s3://")) if "/_delta_log/" not in k]
    assert all(key.startswith(f"{name}/") for key in lying)
    assert [key for key in lying if "/_staging/" in key or "/_replaced/" in key] == []


@pytest.mark.parametrize("command", ["run", "sql", "runs", "compact", "vacuum", "forget"])
@pytest.mark.parametrize("fault", ["no bucket", "no server"])
def test_a_store_that_is_not_there_is_one_clear_message(
    tmp_path: Path,
    bucket: str,
    web: LocalWeb,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    fault: str,
) -> None:
    lake, said = "s3://no-such-bucket/lake", "There is no such bucket"
    if fault == "no server":
        lake, said = f"{bucket}/lake", "The store does not answer"
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("NEWSBEAM_STORE_PATIENCE_S", "2")
    more = {"sql": ["select 1"], "forget": ["a.example", "--yes"]}.get(command, [])
    named = str(write_config(tmp_path, lake, web)) if command == "run" else lake
    done = newsbeam(command, named, *more)
    assert done.returncode in (1, 2), done.stdout
    assert_one_message(done, lake, said)


def assert_one_message(done: "subprocess.CompletedProcess[str]", lake: str, said: str) -> None:
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stderr
    lines = [x for x in done.stderr.splitlines() if not x.startswith(("time=", "newsbeam: one"))]
    assert len(lines) == 1, done.stderr
    assert lake in lines[0]
    assert said in lines[0]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_store_that_goes_away_in_the_middle_fails_the_run_with_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    SITE.show(0)
    with serving() as server:
        make_bucket(server.address, "news")
        for name, value in environment(server.address).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("NEWSBEAM_STORE_PATIENCE_S", "2")

        def respond(request: Request) -> Answer:
            if "story" in request.path:
                server.stop()
            return SITE(request)

        with LocalWeb(respond) as web:
            config = write_config(tmp_path, "s3://news/lake", web, workers=workers)
            done = newsbeam("run", str(config))
    assert done.returncode == 1, done.stderr
    assert_one_message(done, "s3://news/lake", "The store does not answer")


def test_a_disk_that_goes_away_in_the_middle_fails_the_run_with_one_line(tmp_path: Path) -> None:
    lake, gone = tmp_path / "lake", list[str]()

    def respond(request: Request) -> Answer:
        if "story" in request.path and not gone:
            gone.append(request.path)
            shutil.rmtree(lake / "_staging", ignore_errors=True)
            (lake / "_staging").write_text("in the way")
        return SITE(request)

    SITE.show(0)
    with LocalWeb(respond) as web:
        config = write_config(tmp_path, str(lake), web)
        done = newsbeam("run", str(config))
        assert done.returncode == 1
        assert_one_message(done, str(lake), "Not a directory")
        gone.clear()
        (lake / "_staging").unlink()
        told = newsbeam("run", str(config), "--verbose")
        assert told.returncode == 1
        assert "Traceback" in told.stderr
        (lake / "_staging").unlink()
        assert newsbeam("run", str(config)).returncode == 0
    assert rows(str(lake), "select count(*), count(distinct url) from articles") == ["8,8"]

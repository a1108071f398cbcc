"""A lake in a bucket is asked like one in a folder."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from lineage_lake import START, Call, Told, a_poll, commit_rows, page, run_number, seen

from transforms.lake.storage import Storage

BUCKET = "news"


@pytest.fixture
def store() -> Iterator[str]:
    """An S3-compatible server in a process of its own: Delta holds Python's lock while it waits."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as server:
        try:
            _wait_for(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    while server.poll() is None:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("the S3-compatible server did not start")


@pytest.fixture
def bucket(lake: Storage, store: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A corrected article, written to a folder and copied to a bucket."""
    for number in (0, 1):
        run = run_number(number)
        told = Told("a", revision=number + 1, text=f"Kenya {number}", published=START.date())
        state = [seen("a", run, run_number(0), number + 1, revision=number + 1)]
        commit_rows(lake, run, [*told.rows(run), a_poll(run)], state)
    for name, value in {
        "AWS_ENDPOINT_URL": store,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ALLOW_HTTP": "true",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3")
    client.create_bucket(Bucket=BUCKET)
    root = Path(lake.uri)
    for file in root.rglob("*"):
        if file.is_file():
            client.upload_file(str(file), BUCKET, f"lake/{file.relative_to(root).as_posix()}")
    return f"s3://{BUCKET}/lake"


def test_views_runs_and_traces_of_a_lake_in_a_bucket(bucket: str, call: Call) -> None:
    code, out, err = call("sql", bucket, "SELECT revision FROM latest_events")
    assert (code, out, err) == (0, "revision\n2\n", "")
    code, out, _ = call("runs", bucket, "-f", "json")
    assert (code, [row["articles"] for row in json.loads(out)]) == (0, [1, 1])
    code, out, _ = call("trace", bucket, page("a"), "-f", "json")
    assert (code, len(json.loads(out)["files"])) == (0, 8)

"""Fixtures that more than one folder of tests uses."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings
from s3_server import environment, make_bucket, serving

# No test asserts a time. CI tries the same examples each time, so that a change is blamed for what
# it did; everybody else tries new ones.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "here")


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Folder of the evaluation data; skips where it is missing, fails where CI promises it."""
    beside = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
    folder = Path(os.environ.get("NEWSBEAM_DATA", beside))
    if not folder.is_dir():
        message = f"no evaluation data at {folder}: set NEWSBEAM_DATA to its folder"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return folder


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """Address of an S3-compatible server, started where the first test asks for it."""
    with serving() as server:
        yield server.address


@pytest.fixture
def bucket(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Address of an empty bucket; the environment leads to it, that of child processes too."""
    name = f"news-{uuid4().hex}"
    make_bucket(s3_server, name)
    for variable, value in environment(s3_server).items():
        monkeypatch.setenv(variable, value)
    return f"s3://{name}"

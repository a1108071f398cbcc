"""A lake for each test: in a folder, and in a bucket too where the store could make a difference.

A commit in a bucket takes two seconds of the server's time, so only tests marked ``bucket_too`` run
there as well; with NEWSBEAM_TEST_BUCKET=all every test does (ten minutes).
"""

import os
from pathlib import Path

import pytest

from transforms.lake.storage import Storage


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Choose where the lake of a test lies."""
    if "lake" in metafunc.fixturenames and "lake" not in vars(metafunc.module):
        marked = metafunc.definition.get_closest_marker("bucket_too") is not None
        everywhere = marked or os.environ.get("NEWSBEAM_TEST_BUCKET") == "all"
        metafunc.parametrize(
            "lake", ["folder", "bucket"] if everywhere else ["folder"], indirect=True
        )


@pytest.fixture
def folder_lake(tmp_path: Path) -> Storage:
    """A lake in a folder, for tests that look at its files."""
    return Storage(str(tmp_path / "lake"))


@pytest.fixture
def bucket_lake(bucket: str) -> Storage:
    """A lake in a bucket, at an address that needs encoding."""
    return Storage(f"{bucket}/a lake/é")


@pytest.fixture
def lake(request: pytest.FixtureRequest) -> Storage:
    """A lake wherever the test wants it."""
    storage: Storage = request.getfixturevalue(f"{request.param}_lake")
    return storage

"""Fixtures that more than one folder of tests uses."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

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

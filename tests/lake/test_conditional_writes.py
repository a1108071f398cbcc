"""Two writers of one log entry: where a store overwrites, the first one's articles are gone."""

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from lakes import a_letter, keys_in, put
from wire import listening

from transforms.lake.begin import begin
from transforms.lake.commit import read_runs
from transforms.lake.log import Refused, append, fence, generation_of, open_table
from transforms.lake.storage import Storage

HERE = Path(__file__).parent
TIMEOUT_S = 120


def started(stack: ExitStack, *arguments: object) -> "subprocess.Popen[str]":
    """Start a process that has staged its letter and waits to commit."""
    process = stack.enter_context(
        subprocess.Popen(
            [sys.executable, str(HERE / "committing.py"), *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
    )
    stack.callback(process.kill)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.fixture(autouse=True)
def found_by_children(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", f"{HERE}:{HERE.parent.parent}")


@pytest.mark.bucket_too
def test_of_two_handles_on_one_version_the_second_is_refused(lake: Storage) -> None:
    begin(lake)
    first, second = (open_table(lake, "quotes") for _ in range(2))
    fence(lake, first, "quotes")
    with pytest.raises(Refused):
        append(lake, second, "quotes", [], 1)
    fence(lake, open_table(lake, "quotes"), "quotes")
    with pytest.raises(Refused):  # a third commit in between changes nothing
        append(lake, second, "quotes", [], 1)
    assert generation_of(open_table(lake, "quotes")) == 0


def test_a_fresh_handle_is_not_refused_so_number_and_version_must_travel_together(
    folder_lake: Storage,
) -> None:
    """Delta itself takes a generation twice, or a lower one, from a handle that is up to date."""
    begin(folder_lake)
    for generation in (5, 5, 3):
        append(folder_lake, open_table(folder_lake, "quotes"), "quotes", [], generation)
    assert open_table(folder_lake, "quotes").version() == 3


def test_of_two_processes_that_commit_at_once_one_wins(bucket_lake: Storage) -> None:
    put(bucket_lake, "one", [a_letter("one")])
    with ExitStack() as stack:
        both = [started(stack, bucket_lake.uri, name) for name in ("two", "three")]
        for process in both:
            assert process.stdin is not None
            print("go", file=process.stdin, flush=True)
        said = [process.communicate(timeout=TIMEOUT_S)[0].strip() for process in both]
    assert sorted(said) == ["committed", "superseded"]
    winner = ("two", "three")[said.index("committed")]
    assert [run.commit_id for run in read_runs(bucket_lake)] == ["one", winner]
    assert keys_in(bucket_lake) == sorted(["one", winner])
    assert not list(bucket_lake.list_files("_staging"))


def test_every_entry_of_a_log_is_put_on_the_condition_that_there_is_none(
    bucket_lake: Storage, s3_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It must not hang on a store's goodwill, nor on a default of a library.

    Both processes have looked, and found nobody; the other one writes while the first one's entry
    is under way. Only the store can still refuse it.
    """
    begin(bucket_lake)
    with listening(s3_server) as wire, ExitStack() as stack:
        other = started(stack, bucket_lake.uri, "other")
        with monkeypatch.context() as patch:
            patch.setenv("AWS_ENDPOINT_URL", wire.address)
            slow = started(stack, bucket_lake.uri, "slow")

        def let_the_other_go_first(path: str) -> None:
            if "/runs/_delta_log/0" in path and other.poll() is None:
                assert other.communicate("go\n", timeout=TIMEOUT_S)[0] == "committed\n"

        wire.before_write = let_the_other_go_first
        assert slow.communicate("go\n", timeout=TIMEOUT_S)[0] == "superseded\n"
        with monkeypatch.context() as patch:
            patch.setenv("AWS_ENDPOINT_URL", wire.address)
            last = started(stack, bucket_lake.uri, "last")
        assert last.communicate("go\n", timeout=TIMEOUT_S)[0] == "committed\n"
    assert keys_in(bucket_lake) == ["last", "other"]
    assert [e.status for e in wire.log_writes("runs")] == [412, 200]
    assert len(wire.log_writes()) > 10
    assert {e.if_none_match for e in wire.log_writes()} == {"*"}

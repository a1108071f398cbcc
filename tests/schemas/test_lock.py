"""A table that changes and keeps its version: readers would take new files for old ones."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from schemas.columns import Int32, Int64, TableFacts, column, table
from schemas.lock import PATH, check, renew
from schemas.tables import TABLES
from schemas.version import Version, parse_version


@table(TableFacts(name="t", key=("a",)))
@dataclass(frozen=True)
class First:
    a: str = column("one")
    b: Int32 | None = column("two")


@table(TableFacts(name="t", key=("a",)))
@dataclass(frozen=True)
class OneMore:
    a: str = column("one")
    b: Int32 | None = column("two")
    c: list[str] | None = column("three")


@table(TableFacts(name="t", key=("a",), version="1.1"))
@dataclass(frozen=True)
class OneMoreSaid:
    a: str = column("one")
    b: Int32 | None = column("two")
    c: list[str] | None = column("three")


@table(TableFacts(name="t", key=("a",), version="1.1"))
@dataclass(frozen=True)
class Wider:
    a: str = column("one")
    b: Int64 | None = column("two")


@table(TableFacts(name="t", key=("a",), version="1.1"))
@dataclass(frozen=True)
class Required:
    a: str = column("one")
    b: Int32 | None = column("two")
    c: str = column("three")


@table(TableFacts(name="t", key=("a",), version="1.1"))
@dataclass(frozen=True)
class InTheMiddle:
    a: str = column("one")
    c: str | None = column("three")
    b: Int32 | None = column("two")


@table(TableFacts(name="t", key=("a", "b"), version="1.1"))
@dataclass(frozen=True)
class OtherKey:
    a: str = column("one")
    b: Int32 | None = column("two")


@table(TableFacts(name="t", key=("a",), version="1.1", partition="a"))
@dataclass(frozen=True)
class Partitioned:
    a: str = column("one")
    b: Int32 | None = column("two")


@table(TableFacts(name="t", key=("a",), version="2.0"))
@dataclass(frozen=True)
class WiderSaid:
    a: str = column("one, in other words")
    b: Int64 | None = column("two")


@table(TableFacts(name="t", key=("a",), version="0.9"))
@dataclass(frozen=True)
class Lowered:
    a: str = column("one")
    b: Int32 | None = column("two")


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "lock.yaml"
    assert renew(path, [First]) == []
    return path


def test_no_table_of_the_lake_has_changed_without_a_version() -> None:
    assert check(PATH, TABLES.values()) == []
    command = [sys.executable, "-m", "schemas.lock", "--check"]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0


def test_a_new_nullable_column_needs_a_higher_minor(lock: Path) -> None:
    before = lock.read_text()
    assert renew(lock, [OneMore]) == ["t: a new nullable column needs version 1.1, not 1.0"]
    assert lock.read_text() == before, "it was renewed although it refused"
    assert "stale" in check(lock, [OneMoreSaid])[0]
    assert renew(lock, [OneMoreSaid]) == []
    assert check(lock, [OneMoreSaid]) == []


@pytest.mark.parametrize("changed", [Wider, Required, InTheMiddle, OtherKey, Partitioned])
def test_anything_else_needs_a_higher_major(lock: Path, changed: type) -> None:
    before = lock.read_text()
    (message,) = renew(lock, [changed])
    assert "needs version 2.0, not 1.1, and a decision record" in message
    assert check(lock, [changed]) == [message]
    assert lock.read_text() == before


def test_a_column_taken_away_needs_a_higher_major(lock: Path) -> None:
    assert renew(lock, [OneMoreSaid]) == []
    (message,) = renew(lock, [First])
    assert "needs version 2.0" in message


def test_a_higher_major_may_change_all_and_words_may_change_always(lock: Path) -> None:
    assert renew(lock, [WiderSaid]) == []
    assert check(lock, [WiderSaid]) == []


def test_a_version_does_not_go_down_and_a_table_does_not_go_unseen(lock: Path) -> None:
    assert renew(lock, [Lowered]) == ["t: version 0.9 is lower than 1.0; lakes of 1.0 exist"]
    (message,) = renew(lock, [])
    assert message.startswith("t: the table is gone")


def test_a_lost_lock_is_told(tmp_path: Path) -> None:
    assert "missing" in check(tmp_path / "lock.yaml", [First])[0]


def test_versions_are_compared_as_numbers() -> None:
    assert parse_version("1.10") > parse_version("1.9") == Version(1, 9)
    for wrong in ("1", "1.", "1.0.0", "v1.0", ""):
        with pytest.raises(ValueError, match=r"expected major\.minor"):
            parse_version(wrong)

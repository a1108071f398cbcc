"""What each run of a lake added, how long it took and what it was made with."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any

import pyarrow.compute as pc

from pipeline.lineage.reading import LakeRows, among
from schemas.accounts import Run
from transforms.lake.storage import Storage

CONFIGURATION = "configuration"
"""Name of a change of ``config_hash``."""

_NO_SUM = frozenset(f"freshness_s.{rank}" for rank in ("p50", "p95", "max"))


@dataclass(frozen=True)
class Changed:
    """A version, or the configuration's hash, that is not as in the account before."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class RunAccount:
    """What a run, or one commit of it, came to.

    Attributes:
        run_id: the run.
        began_at: its launch; for a later commit of a run: the commit before.
        committed_at: the last commit.
        generations: numbers of the commits, in order.
        rows: rows added by public table.
        counters: in, ok, known, dead by step, over all commits; ``freshness_s.left_out``: how many
            new articles were too old to count as news.
        freshness_s: how long after their publication half of the new articles, and 95 of 100, could
            be read at the latest, of the slowest commit; None without news, or where the commits
            were made by a version that did not count it.
        versions, config_hash: as of the last commit.
        changed: what is not as in the account before; empty for the first of the lake.
    """

    run_id: str
    began_at: datetime
    committed_at: datetime
    generations: tuple[int, ...]
    rows: Mapping[str, int]
    counters: Mapping[str, int]
    freshness_s: tuple[int, int] | None
    versions: Mapping[str, str]
    config_hash: str
    changed: tuple[Changed, ...] = ()

    @property
    def seconds(self) -> float:
        """From launch, or the commit before, to the last commit."""
        return (self.committed_at - self.began_at).total_seconds()


def run_accounts(storage: Storage, newest: int, limit: int) -> list[RunAccount]:
    """Return the last runs of a lake, the newest last.

    Args:
        storage: the lake.
        newest: its newest generation.
        limit: how many runs.

    Raises:
        LakeError: the lake cannot be read.
    """
    rows = LakeRows(storage)
    wanted = _last_run_ids(rows, newest, limit + 1)
    by_run: dict[str, list[Mapping[str, Any]]] = {}
    for row in _in_order(rows.find(Run, among("run_id", wanted))):
        by_run.setdefault(row["run_id"], []).append(row)
    ended = sorted(by_run.values(), key=lambda commits: int(commits[-1]["generation"]))
    return _compared([_account(commits) for commits in ended], limit)


def commit_accounts(storage: Storage, newest: int, limit: int) -> list[RunAccount]:
    """Return the last commits of a lake, each as an account of its own; else as ``run_accounts``."""
    rows = LakeRows(storage).find(Run, pc.field("generation") > newest - limit - 1)
    accounts: list[RunAccount] = []
    for row in _in_order(rows):
        before = next((a for a in reversed(accounts) if a.run_id == row["run_id"]), None)
        one = _account([row])
        accounts.append(replace(one, began_at=before.committed_at) if before else one)
    return _compared(accounts, limit)


def _last_run_ids(rows: LakeRows, newest: int, count: int) -> set[str]:
    """Look back until there are so many runs: a lake of years has a file for each commit."""
    back = 4 * count
    while True:
        since = newest - back
        found = rows.find(Run, pc.field("generation") > since, ["generation", "run_id"])
        ended = list(dict.fromkeys(row["run_id"] for row in reversed(_in_order(found))))
        if since <= 0 or len(ended) >= count:
            return set(ended[:count])
        back *= 4


def _in_order(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(rows, key=lambda row: int(row["generation"]))


def _account(commits: Sequence[Mapping[str, Any]]) -> RunAccount:
    added: Counter[str] = Counter()
    for row in commits:
        for file in row["files"]:
            added[file["table"]] += file["rows"]
    counters = [dict(row["counters"]) for row in commits]
    fresh = [
        (c["freshness_s.p50"], c["freshness_s.p95"]) for c in counters if "freshness_s.p50" in c
    ]
    last = commits[-1]
    return RunAccount(
        run_id=last["run_id"],
        began_at=commits[0]["ingested_at"],
        committed_at=last["committed_at"],
        generations=tuple(row["generation"] for row in commits),
        rows={table: count for table, count in added.items() if not table.startswith("_")},
        counters=_summed(counters),
        freshness_s=max(fresh, key=lambda both: both[1]) if fresh else None,
        versions=dict(last["versions"]),
        config_hash=last["config_hash"],
    )


def _summed(counters: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in counters:
        total.update({name: n for name, n in one.items() if name not in _NO_SUM})
    return dict(sorted(total.items()))


def _compared(accounts: Sequence[RunAccount], limit: int) -> list[RunAccount]:
    """Say of each account what changed since the one before; return the last ones."""
    compared = [replace(now, changed=_changed(before, now)) for before, now in pairwise(accounts)]
    return [*accounts[:1], *compared][-limit:]


def _changed(before: RunAccount, now: RunAccount) -> tuple[Changed, ...]:
    old = {**before.versions, CONFIGURATION: before.config_hash}
    new = {**now.versions, CONFIGURATION: now.config_hash}
    names = sorted({*old, *new})
    changed = (Changed(name, old.get(name), new.get(name)) for name in names)
    return tuple(change for change in changed if change.before != change.after)

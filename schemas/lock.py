"""The lock of schema versions: a table cannot change its columns and keep its version.

``schemas/versions.lock.yaml`` holds what each table looked like when its version was last set.
``python -m schemas.lock`` renews it, unless a table changed and its version says otherwise.
"""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from schemas.arrow import arrow_schema
from schemas.columns import facts_of
from schemas.tables import TABLES
from schemas.version import parse_version

PATH = Path(__file__).resolve().parent / "versions.lock.yaml"

_HEAD = """\
# Made from schemas/ by `make docs`; do not edit. It shows a change of a table's columns for what it
# is: new nullable columns at the end need a higher minor version, all else a higher major one.
"""


def describe(record: type) -> dict[str, Any]:
    """Return version, partition, key and columns of a table; meanings are left out."""
    facts = facts_of(record)
    return {
        "version": facts.version,
        "partition": facts.partition,
        "key": list(facts.key),
        "columns": {
            f.name: f"{f.type}{'' if f.nullable else ' not null'}" for f in arrow_schema(record)
        },
    }


def refusals(locked: Mapping[str, Any], tables: Iterable[type]) -> list[str]:
    """Say which tables changed more than their version tells; empty where all is in order.

    Args:
        locked: descriptions by table name, as the lock file holds them.
        tables: the record classes as they are now.
    """
    present = {facts_of(record).name: describe(record) for record in tables}
    gone = [
        f"{name}: the table is gone, and lakes have it. Say in a decision record what becomes of it, "
        f"then take it out of {PATH.name} by hand"
        for name in locked
        if name not in present
    ]
    found = (_refusal(n, locked[n], present[n]) for n in present if n in locked)
    return [*gone, *(message for message in found if message)]


def _refusal(name: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> str | None:
    was, version = parse_version(before["version"]), parse_version(now["version"])
    change = _change(before, now)
    if change == "major" and version.major <= was.major:
        return (
            f"{name}: columns, partition or key changed in more than new nullable columns at the "
            f"end; that needs version {was.major + 1}.0, not {version}, and a decision record"
        )
    if change == "minor" and version <= was:
        return f"{name}: a new nullable column needs version {was.major}.{was.minor + 1}, not {version}"
    if version < was:
        return f"{name}: version {version} is lower than {was}; lakes of {was} exist"
    return None


def _change(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Tell what a change asks for: "none", "minor" or "major"."""
    old, new = list(before["columns"].items()), list(now["columns"].items())
    added = new[len(old) :]
    same = all(before[part] == now[part] for part in ("partition", "key"))
    if not same or new[: len(old)] != old or any(kind.endswith(" not null") for _, kind in added):
        return "major"
    return "minor" if added else "none"


def text_of(tables: Iterable[type]) -> str:
    """Return the lock file for tables."""
    described = {facts_of(record).name: describe(record) for record in tables}
    return _HEAD + yaml.safe_dump(described, sort_keys=False, width=1000)


def check(path: Path, tables: Iterable[type]) -> list[str]:
    """Say what is wrong with a lock file: tables changed without a version, or it is stale."""
    tables = list(tables)
    if not path.is_file():
        return [f"{path.name} is missing: run `make docs` and commit it"]
    text = path.read_text(encoding="utf-8")
    found = refusals(yaml.safe_load(text), tables)
    if not found and text != text_of(tables):
        return [f"{path.name} is stale: run `make docs` and commit it"]
    return found


def renew(path: Path, tables: Iterable[type]) -> list[str]:
    """Write the lock file, or leave it as it is and say why not."""
    tables = list(tables)
    locked = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    found = refusals(locked, tables)
    if not found:
        path.write_text(text_of(tables), encoding="utf-8")
    return found


def main() -> int:
    """Renew the lock, or with ``--check`` only say whether it holds."""
    act = check if "--check" in sys.argv[1:] else renew
    found = act(PATH, TABLES.values())
    for message in found:
        print(message, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

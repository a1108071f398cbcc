"""What must hold of a lake, read as its users read it: by Delta, and by DuckDB over the glob."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable
from deltalake.exceptions import TableNotFoundError

from benchmarks.chaos.world import World
from schemas.columns import facts_of
from schemas.tables import DATA_TABLES, PUBLIC, TABLES

APP = "newsbeam"


def half_generations(lake: Path) -> Iterator[str]:
    """Say of which table a Delta reader sees a part of a generation, between crash and next run."""
    tables = _open_tables(lake)
    if "runs" not in tables:
        return
    records = tables["runs"].to_pyarrow_table(columns=["generation", "files"]).to_pylist()
    newest = _generation(tables["runs"])
    if sorted(r["generation"] for r in records) != list(range(1, newest + 1)):
        yield f"runs at generation {newest} has {sorted(r['generation'] for r in records)}"
    for name, table in tables.items():
        reached, rows = _generation(table), table.to_pyarrow_table().num_rows
        if reached > newest:
            yield f"{name} is at generation {reached}, runs only at {newest}"
        files = [f for r in records if r["generation"] <= reached for f in r["files"]]
        expected = sum(f["rows"] for f in files if f["table"] == name)
        if name in DATA_TABLES and not name.startswith("_state/") and rows != expected:
            yield f"{name} at generation {reached} has {rows} rows, not {expected}"


def _open_tables(lake: Path) -> dict[str, DeltaTable]:
    found = {}
    for name in TABLES:
        try:
            found[name] = DeltaTable(str(lake / name))
        except TableNotFoundError:
            continue  # the very first run was killed before it
    return found


def _generation(table: DeltaTable) -> int:
    return table.transaction_version(APP) or 0


def unreadable(lake: Path, known: set[Path]) -> Iterator[str]:
    """Read every Parquet file in a table's place but those known; say which cannot be read."""
    for name in TABLES:
        for file in (lake / name).rglob("*.parquet"):
            if file in known:
                continue
            known.add(file)
            try:
                pq.read_table(file, partitioning=None)
            except (pa.ArrowException, OSError) as error:
                yield f"unreadable: {file.relative_to(lake)}: {error}"


def miscounted(lake: Path, world: World) -> Iterator[str]:
    """Say which articles are lost, there twice or not to be there, by Delta and by the glob."""
    waiting = any((lake / "_replaced").glob("*.json"))
    for reader, relations in (("Delta", _by_delta(lake)), ("glob", _by_glob(lake))):
        if reader == "glob" and waiting:
            continue  # until its grace is over, a glob shows what was replaced beside what came
        with duckdb.connect() as con:
            for name, relation in relations.items():
                if isinstance(relation, str):
                    con.execute(f'create view "{name}" as select * from {relation}')
                else:
                    con.register(name, relation)
            yield from (f"by {reader}: {fault}" for fault in _faults(con, relations, world))


def _by_delta(lake: Path) -> dict[str, object]:
    return {_view(name): table.to_pyarrow_table() for name, table in _open_tables(lake).items()}


def _by_glob(lake: Path) -> dict[str, object]:
    globs: dict[str, object] = {}
    for record in PUBLIC:
        facts = facts_of(record)
        glob = f"{facts.partition}=*/*.parquet" if facts.partition else "*.parquet"
        if any((lake / facts.name).glob(glob)):
            globs[facts.name] = f"read_parquet('{lake}/{facts.name}/{glob}')"
    return globs


def _view(table: str) -> str:
    return table.replace("/", "_")


def _faults(
    con: duckdb.DuckDBPyConnection, relations: dict[str, object], world: World
) -> Iterator[str]:
    found: Counter[str] = Counter()
    for url, count in con.execute("select url, count(*) from articles group by url").fetchall():
        found[url] = count
    expected = world.expected
    yield from (f"lost: {url} {n} times" for url, n in sorted((expected - found).items()))
    yield from (f"doubled: {url} {n} times" for url, n in sorted((found - expected).items()))
    for record in PUBLIC:
        facts = facts_of(record)
        if facts.key and facts.name in relations:
            key = ", ".join(facts.key)
            twice = f"select {key} from {facts.name} group by all having count(*) > 1"
            yield from (f"doubled: {facts.name} {row}" for row in con.execute(twice).fetchall())
    dead: Counter[str] = Counter()
    if "dead_letters" in relations:
        for url, count in con.execute(
            "select url, count(*) from dead_letters group by 1"
        ).fetchall():
            dead[str(url)] = count
    missing = Counter(dict.fromkeys(world.missing, 1))
    yield from (f"lost: dead letter of {url}" for url in sorted(missing - dead))
    yield from (f"doubled: dead letter of {url}" for url in sorted(dead - missing))

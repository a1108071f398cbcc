"""What a person sees of a lake's runs: a table, and below it what they were made with."""

from collections.abc import Iterable, Mapping, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.cli.wording import clock, took
from pipeline.lineage.runs import CONFIGURATION, Changed, RunAccount

_COLUMNS = {
    "articles": "articles",
    "entities": "entities",
    "events": "events",
    "quotes": "quotes",
    "dead_letters": "dead",
    "feed_polls": "polls",
}
"""Head by table."""

_HASH_CHARS = 8


def print_runs(accounts: Sequence[RunAccount]) -> None:
    """Print runs, or commits, the newest last."""
    console = Console(highlight=False)
    if not accounts:
        console.print("No run has committed to this lake yet.")
        return
    console.print(_table(accounts))
    first = accounts[0]
    console.print(f"Made with {made_with(first.versions)}; {_configuration(first.config_hash)}")
    for account in accounts[1:]:
        if account.changed:
            words = "; ".join(map(_change, account.changed))
            console.print(Text.assemble((f"* {account.run_id}: ", "yellow"), words))


def made_with(versions: Mapping[str, str]) -> str:
    """Write the versions of a run in one line; tables of one version are counted."""
    program = [f"newsbeam {versions['newsbeam']}"] if "newsbeam" in versions else []
    models = [text for name, text in sorted(versions.items()) if name.startswith("model.")]
    others = [
        f"{name} {text}"
        for name, text in sorted(versions.items())
        if name != "newsbeam" and not name.startswith(("model.", "schema."))
    ]
    return ", ".join([*program, *models, *others, *_schemas(versions)])


def _schemas(versions: Mapping[str, str]) -> Iterable[str]:
    by_version: dict[str, list[str]] = {}
    for name, text in sorted(versions.items()):
        if name.startswith("schema."):
            by_version.setdefault(text, []).append(name.removeprefix("schema."))
    if len(by_version) == 1:
        (version,) = by_version
        return [f"schemas {version}"]
    return [f"schema {version} of {', '.join(names)}" for version, names in by_version.items()]


def _table(accounts: Sequence[RunAccount]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True, show_edge=False)
    table.add_column("run", no_wrap=True)
    table.add_column("gen.", justify="right")
    for head in _COLUMNS.values():
        table.add_column(head, justify="right")
    for account in accounts:
        numbers = {name: account.rows.get(name, 0) for name in _COLUMNS}
        cells = (
            Text(f"{number:,}", style="yellow" if name == "dead_letters" and number else "")
            for name, number in numbers.items()
        )
        table.add_row(_run(account), _generations(account.generations), *cells)
    return table


def _run(account: RunAccount) -> Text:
    mark = " *" if account.changed else ""
    lines = [f"{clock(account.began_at)}, {took(account.seconds)}"]
    if len(account.generations) > 1:
        lines.append(f"{len(account.generations)} commits")
    if account.freshness_s is not None:
        half, most = map(took, account.freshness_s)
        lines.append(f"50 % fresh in {half}, 95 % in {most}")
    return Text.assemble(
        (account.run_id, "cyan"), (mark, "yellow"), *(("\n" + line, "dim") for line in lines)
    )


def _generations(numbers: Sequence[int]) -> str:
    """Write which commits a run made; others may have made some between them."""
    if len(numbers) == 1:
        return str(numbers[0])
    return f"{numbers[0]}–{numbers[-1]}"


def _change(change: Changed) -> str:
    if change.name == CONFIGURATION:
        before, after = (str(text)[:_HASH_CHARS] for text in (change.before, change.after))
        return f"configuration {before}… → {after}…"
    return f"{change.name} {change.before or 'none'} → {change.after or 'none'}"


def _configuration(config_hash: str) -> str:
    return f"configuration {config_hash[:_HASH_CHARS]}…"

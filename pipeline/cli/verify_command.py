"""``newsbeam verify``: is the lake whole, and if not, make it so."""

import json
import time
from collections.abc import Iterator
from dataclasses import asdict
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from transforms.lake.verification.findings import Finding, Report

SHOWN = 10
"""So many findings of a kind are listed for people; JSON has more."""

Lake = Annotated[
    str,
    typer.Argument(metavar="LAKE", help="The lake: a folder or s3://…", show_default=False),
]
Repair = Annotated[
    bool,
    typer.Option("--repair", metavar="", help="Mend what can be mended without losing a row."),
]
Quick = Annotated[
    bool,
    typer.Option("--quick", metavar="", help="Read no whole file for its checksum."),
]


class Form(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"


Format = Annotated[
    Form,
    typer.Option(
        "--format", "-f", help="[cyan]text[/cyan] for people, [cyan]json[/cyan] for machines."
    ),
]


def verify(
    lake: Lake, repair: Repair = False, quick: Quick = False, form: Format = Form.TEXT
) -> None:
    """Check a lake: logs against files, keys, revisions, offsets, schemas, state.

    Ends with 0 and a line of figures where all is well, with 1 and a list where something is wrong,
    or is left after --repair. A repair deletes nothing: what has no place in the lake is moved to
    LAKE/_quarantine. Let nothing write to the lake while it is repaired.
    """
    from pipeline.cli.exits import CommandFailed, Exit, quiet_when_left
    from transforms.lake.storage import LakeError

    started = time.monotonic()
    try:
        report = _report(lake, repair, quick)
    except LakeError as error:
        raise CommandFailed(str(error)) from error
    seconds = time.monotonic() - started
    with quiet_when_left():
        lines = _as_json(report) if form is Form.JSON else _as_text(lake, report, seconds)
        for line in lines:
            typer.echo(line)
    raise SystemExit(int(Exit.WELL if report.clean else Exit.FAILED))


def _report(lake: str, repair: bool, quick: bool) -> "Report":
    from pipeline.problems import usage_error
    from pipeline.version import VERSION
    from schemas.tables import versions
    from transforms.lake.storage import LakeError, Storage
    from transforms.lake.verification.repair import repair as mend
    from transforms.lake.verification.verify import require_lake
    from transforms.lake.verification.verify import verify as check

    storage = Storage(lake)
    try:
        require_lake(storage)
    except LakeError as error:
        raise usage_error("LAKE", str(error)) from error
    if repair:
        return mend(storage, {"newsbeam": VERSION, **versions()}, quick)
    return check(storage, quick)


def _as_json(report: "Report") -> Iterator[str]:
    yield json.dumps(
        {
            "clean": report.clean,
            "done": report.done,
            "figures": asdict(report.figures),
            "findings": [asdict(f) for f in report.findings],
        },
        ensure_ascii=False,
        indent=2,
    )


def _as_text(lake: str, report: "Report", seconds: float) -> Iterator[str]:
    if report.done:
        yield "Repaired:"
        yield from (f"  {line}" for line in _capped(list(report.done)))
    for check, found in groupby(sorted(report.findings, key=_order), key=lambda f: f.check):
        yield from _group(check, list(found))
    figures = report.figures
    looked = (
        f"{figures.generations:,} generations, {figures.tables} tables, {figures.files:,} files, "
        f"{figures.rows:,} rows, {figures.bytes / 1e6:,.1f} MB in {seconds:,.1f} s"
    )
    yield f"{lake}: all well: {looked}" if report.clean else _summary(lake, report, looked)


def _summary(lake: str, report: "Report", looked: str) -> str:
    errors = report.errors
    can = sum(f.repairable for f in errors)
    hint = f" newsbeam verify {lake} --repair mends {can} of them." if can else ""
    noun = "thing is" if len(errors) == 1 else "things are"
    return f"{lake}: {len(errors):,} {noun} wrong.{hint} Looked at {looked}"


def _order(finding: "Finding") -> tuple[bool, str, str, str]:
    return (finding.severity == "information", finding.check, finding.table, finding.key)


def _group(check: str, found: "list[Finding]") -> Iterator[str]:
    word = "for information" if found[0].severity == "information" else f"{len(found):,} found"
    yield f"{check.replace('_', ' ')} ({word}):"
    yield from (f"  {line}" for line in _capped([_line(f) for f in found]))


def _line(finding: "Finding") -> str:
    where = " ".join(part for part in (finding.table, finding.key) if part)
    more = f" ({finding.count:,})" if not finding.key and finding.count > 1 else ""
    return f"{where}: {finding.problem}{more}" if where else f"{finding.problem}{more}"


def _capped(lines: list[str]) -> list[str]:
    rest = len(lines) - SHOWN
    return [*lines[:SHOWN], f"… and {rest:,} more"] if rest > 0 else lines

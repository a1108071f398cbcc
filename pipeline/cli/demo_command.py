"""``newsbeam demo``: a whole run on a news site that comes along."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import Verbose

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.config import Config
    from pipeline.localweb import LocalWeb, VirtualHosts

CONFIG_NAME = "_demo.yaml"
"""Beside the tables; names that begin with "_" are no data to any reader."""

Lake = Annotated[
    Path,
    typer.Option(
        "--lake",
        metavar="DIR",
        help="Where the tables go. The lake of an earlier demo is continued: what it knows already "
        "adds no row.",
    ),
]
Keep = Annotated[
    bool,
    typer.Option("--keep", metavar="", help="Go on serving the site afterwards, until Ctrl-C."),
]
Port = Annotated[
    int,
    typer.Option(
        "--port", min=0, max=65535, metavar="N", help="Port on loopback; 0: any that is free."
    ),
]


def demo(
    lake: Lake = Path("demo-lake"), keep: Keep = False, port: Port = 0, verbose: Verbose = False
) -> None:
    """Run the real pipeline on a small news site, served on this machine, and show what it found.

    Needs no network. Two runs: the first reads the site, the second finds one article corrected
    and everything else unchanged.
    """
    from rich.console import Console

    from pipeline.cli.program import program
    from pipeline.demo.report import print_demo_report
    from pipeline.demo.site import demo_site
    from pipeline.localweb import VirtualHosts
    from pipeline.queries import connect

    _require_usable(lake)
    console = Console()
    site = VirtualHosts(demo_site())
    with _served(site, port) as web:
        config = _configure(lake, web)
        hosts = ", ".join(site.hosts)
        console.print(f"A news site on this machine, {web.address}: {hosts}", style="dim")
        _run(config, console, verbose=verbose)
        _correct(site)
        console.print("\nOne article has been corrected. The second run:", style="bold")
        _run(config, console, verbose=verbose)
        print_demo_report(connect(str(lake)), str(lake), console, program())
        if keep:
            _wait(console, lake)


def _require_usable(lake: Path) -> None:
    """Refuse what is no folder, and to write tables into a folder that holds something else."""
    from pipeline.config.checks import why_not_writable
    from pipeline.problems import usage_error

    if "://" in str(lake) or ":/" in str(lake):  # a path has lost one of the slashes
        raise usage_error("--lake", f"{lake} is an address; the demo writes to a folder")
    if message := why_not_writable(lake.absolute()):
        raise usage_error("--lake", f"{lake} {message}")
    used = lake.is_dir() and any(lake.iterdir())
    if used and not (lake / CONFIG_NAME).exists():
        raise usage_error("--lake", f"{lake} holds something else; name an empty or a new folder")


@contextmanager
def _served(site: "VirtualHosts", port: int) -> "Iterator[LocalWeb]":
    from pipeline.localweb import LocalWeb
    from pipeline.problems import usage_error

    try:
        web = LocalWeb(site, port)
    except OSError as error:
        raise usage_error("--port", f"{port} cannot be used: {error.strerror}") from None
    with web:
        yield web


def _configure(lake: Path, web: "LocalWeb") -> "Config":
    """Write the demo's configuration where users can look at it, and read it as they would."""
    import yaml

    from pipeline.config import load_config
    from pipeline.config.checks import check_machine
    from pipeline.demo.config import demo_config
    from pipeline.problems import usage_error

    file = lake / CONFIG_NAME
    text = yaml.safe_dump(demo_config(str(lake.absolute()), web.address), sort_keys=False)
    try:
        lake.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise usage_error("--lake", f"{lake} cannot be written: {error.strerror}") from None
    config = load_config(file)
    check_machine(config, str(file))
    return config


def _run(config: "Config", console: "Console", *, verbose: bool) -> None:
    from pipeline.cli.run_command import execute
    from pipeline.cli.screen import print_report

    print_report(execute(config, [], verbose=verbose), console)


def _correct(site: "VirtualHosts") -> None:
    """Publish the correction: page, feed and front page change together."""
    from pipeline.demo.site import demo_site

    for host, paths in demo_site(revised=True).items():
        for path, content in paths.items():
            site.put(host, path, content)


def _wait(console: "Console", lake: Path) -> None:
    from shlex import quote
    from threading import Event

    from pipeline.cli.program import program

    again = f"{program()} run {quote(str(lake / CONFIG_NAME))}"
    console.print(
        f"\nThe site is served until Ctrl-C; read it again with: {again}",
        soft_wrap=True,
        markup=False,
    )
    try:
        Event().wait()
    except KeyboardInterrupt:
        console.print("Stopped.")

"""``newsbeam config check``: say what is wrong with a configuration, or that all is well."""

from typing import TYPE_CHECKING

from pipeline.cli.options import ConfigFile, Overrides

if TYPE_CHECKING:
    from rich.table import Table

    from pipeline.config import Config


def check(config: ConfigFile, overrides: Overrides = None) -> None:
    """Say what is wrong with a configuration, with lines and the nearest right names.

    Looks at this machine too: whether the models are installed and the lake can be written. Makes
    no connection.
    """
    from rich.console import Console

    from pipeline.config import load_config
    from pipeline.config.checks import check_machine

    checked = load_config(config, overrides or [])
    check_machine(checked, str(config))
    console = Console()
    console.print(f"[bold green]ok[/bold green]  {config}", highlight=False)
    console.print(_summary(checked))


def _summary(config: "Config") -> "Table":
    from rich.table import Table

    models = config.language.models
    rows = {
        "feeds": f"{len(config.feeds)}, each asked at most every {config.polling.min_interval_s} s",
        "lake": config.lake,
        "models": ", ".join(f"{code}: {name}" for code, name in models.items()) or "none",
        "fetching": f"one page every {config.fetch.min_interval_s:g} s from a site, as "
        f"{config.redact(config.fetch.user_agent)}",
        "runner": f"{config.runner}, workers: {config.workers}",
        "hash": config.config_hash,
    }
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="cyan")
    table.add_column(overflow="fold")
    for name, value in rows.items():
        table.add_row(name, value)
    return table

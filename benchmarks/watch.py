"""Ten thousand generated articles through ``newsbeam watch``: none lost, none twice, memory flat.

``make bench-watch`` starts a real process against the generated site on loopback, shows a new
edition after every tick, and reads the memory of the process with all that it started from /proc.
Ends with code 1 where an article is missing or there twice, where the memory at the end is more
than 10 % over that after the tenth tick, or where ``newsbeam verify`` finds fault with the lake.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from deltalake import DeltaTable

from benchmarks.generated_site import GeneratedSite, site_config
from pipeline.localweb import LocalWeb

SETTLED_AFTER = 10
"""Ticks until models are loaded and allocators have found their size."""
MOST_GROWTH = 1.10
MIB = 1024 * 1024
NEWSBEAM = Path(sys.executable).parent / "newsbeam"
_TICK = re.compile(r"tick \d+: ")


@dataclass(frozen=True)
class Outcome:
    """What the bench found.

    Attributes:
        rss: bytes after each tick.
        lost: addresses without an article.
        doubled: addresses with more than one row.
        code: how watch ended.
    """

    rss: Sequence[int]
    lost: Sequence[str]
    doubled: Sequence[str]
    code: int

    @property
    def growth(self) -> float:
        """Memory at the end as a share of that after the tenth tick."""
        return self.rss[-1] / self.rss[min(SETTLED_AFTER, len(self.rss)) - 1]

    def faults(self) -> Iterator[str]:
        """Say what is not as it should be."""
        if self.code:
            yield f"watch ended with {self.code}"
        if self.lost:
            yield f"{len(self.lost):,} articles lost, such as {self.lost[0]}"
        if self.doubled:
            yield f"{len(self.doubled):,} articles there twice, such as {self.doubled[0]}"
        if self.growth > MOST_GROWTH:
            yield f"memory grew by {self.growth - 1:.1%} after tick {SETTLED_AFTER}"


def measure(site: GeneratedSite, folder: Path, every: str, options: Sequence[str]) -> Outcome:
    """Run the stream through all editions of a site; print a line a tick."""
    lake, config = folder / "lake", folder / "watch.yaml"
    # A tick may have read its feeds before it sees the new edition: it is shown twice, and the
    # last one gets a tick more.
    ticks = site.editions + 1
    rss: list[int] = []
    with LocalWeb(site) as web:
        config.write_text(yaml.safe_dump(site_config(site, str(lake), web.address)), "utf-8")
        call = ["watch", str(config), "--every", every, "--ticks", str(ticks), *options]
        with (
            (folder / "watch.log").open("wb") as log,
            subprocess.Popen(
                [NEWSBEAM, *call], stdout=subprocess.PIPE, stderr=log, text=True
            ) as watch,
        ):
            for line in watch.stdout or ():
                print(line, end="", flush=True)
                if not _TICK.search(line):
                    continue
                rss.append(rss_of_tree(watch.pid))
                print(f"    {rss[-1] / MIB:,.0f} MiB", flush=True)
                web.clear_log()
                site.show(min(site.edition + 1, site.editions - 1))
    rows = Counter(urls(lake))
    expected = [site.url(n) for n in range(site.articles)]
    return Outcome(
        rss=rss,
        lost=[url for url in expected if url not in rows],
        doubled=[url for url, count in rows.items() if count > 1],
        code=watch.returncode,
    )


def urls(lake: Path) -> list[str]:
    """Return the address of every row of the table of articles."""
    table = DeltaTable(str(lake / "articles")).to_pyarrow_dataset()
    return [str(url) for url in table.to_table(columns=["url"])["url"].to_pylist()]


def rss_of_tree(root: int) -> int:
    """Return the resident memory of a process and of all below it, in bytes."""
    processes = dict(_processes())
    total, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        total += processes.get(pid, (0, 0))[1]
        waiting += [child for child, (parent, _) in processes.items() if parent == pid]
    return total


def _processes() -> Iterator[tuple[int, tuple[int, int]]]:
    """Return by process its parent and its resident bytes (proc(5), ``stat``)."""
    page_bytes = os.sysconf("SC_PAGE_SIZE")
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended meanwhile
        yield int(stat.parent.name), (int(fields[1]), int(fields[21]) * page_bytes)


def main() -> None:
    """Measure, print and end with 1 where something is not as it should be."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--ticks", type=int, default=40, help="over which the articles come")
    parser.add_argument("--every", default="1s", help="interval of watch")
    parser.add_argument("--keep", type=Path, help="folder for lake and log, kept afterwards")
    parser.add_argument("options", nargs="*", help="more options of watch, after --")
    given = parser.parse_args()
    site = GeneratedSite(given.articles, step=-(-given.articles // given.ticks), depth=2)
    with tempfile.TemporaryDirectory(prefix="newsbeam-watch-") as made:
        folder = given.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        found = measure(site, folder, given.every, given.options)
        verified = subprocess.run([NEWSBEAM, "verify", folder / "lake"], check=False).returncode
    faults = [*found.faults(), *([f"verify ended with {verified}"] if verified else [])]
    print(
        f"{site.articles:,} articles, {len(found.lost)} lost, {len(found.doubled)} doubled; "
        f"memory at the end {found.growth:.3f} of that after tick {SETTLED_AFTER}"
    )
    sys.exit("\n".join(faults) if faults else 0)


if __name__ == "__main__":
    main()

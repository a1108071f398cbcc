"""A lake that is verified while runs commit to it."""

from pathlib import Path
from threading import Event, Thread

from made_lakes import add_generation, made_lake

from transforms.lake.verification.findings import Report
from transforms.lake.verification.verify import verify


def test_commits_that_go_on_meanwhile_are_no_damage(tmp_path: Path) -> None:
    lake = made_lake(tmp_path)
    reports: list[Report] = []
    over = Event()

    def verify_in_a_loop() -> None:
        while not over.is_set():
            reports.append(verify(lake, quick=True))

    reader = Thread(target=verify_in_a_loop)
    reader.start()
    try:
        for number in range(4, 16):
            add_generation(lake, number, [(number, 1)])
    finally:
        over.set()
        reader.join()
    assert len({r.figures.generations for r in reports}) > 2
    assert [r.errors for r in reports if not r.clean] == []

"""CI runs what `make help` offers to test with, so that no test is left out unseen."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_ci_runs_every_target_that_tests() -> None:
    targets = re.findall(
        r"^(test[a-z-]*|check|demo|chaos-ci):", (ROOT / "Makefile").read_text(), re.M
    )
    assert {"check", "demo", "test", "test-readers", "chaos-ci"} <= {*targets}
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert not [t for t in targets if f"make {t}" not in lines]


def test_what_make_test_leaves_out_other_targets_run() -> None:
    left_out = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("*.py")
        if re.search("mark.(readers|engines|dataflow)", path.read_text(encoding="utf-8"))
        and path != Path(__file__)
    }
    assert {place for place in left_out if not place.startswith("tests/engines/")} == {
        "tests/packaging/test_dataflow.py",
        "tests/readers/test_readers.py",
    }
    recipe = (ROOT / "Makefile").read_text()
    assert 'pytest tests/readers/test_readers.py -m ""' in recipe
    assert 'pytest tests/engines -m ""' in recipe
    assert 'pytest tests/packaging/test_dataflow.py -m ""' in recipe

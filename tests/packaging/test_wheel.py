"""The wheel: a worker that has only the wheel must find every module and every data file."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("pipeline", "schemas", "transforms")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Build the wheel from what git knows, as a release does."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out)]
    built = subprocess.run([*command, str(source)], check=False, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    (path,) = out.glob("newsbeam-*.whl")
    return zipfile.ZipFile(path)


@pytest.mark.slow
def test_the_wheel_has_our_three_packages_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    top = {name.split("/")[0] for name in wheel.namelist()}
    assert {t for t in top if not t.endswith(".dist-info")} == set(LAYERS)


@pytest.mark.slow
def test_every_file_of_the_packages_travels_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    listed = subprocess.run(
        ["git", "ls-files", *LAYERS], cwd=ROOT, check=True, capture_output=True, text=True
    )
    missing = set(listed.stdout.split()) - set(wheel.namelist())
    assert not missing, f"add them to package-data in pyproject.toml: {sorted(missing)}"


@pytest.mark.slow
def test_the_command_and_the_licence_are_in_it(wheel: zipfile.ZipFile) -> None:
    info = {n.split("/", 1)[1]: n for n in wheel.namelist() if ".dist-info/" in n}
    assert "newsbeam = pipeline.cli:main" in wheel.read(info["entry_points.txt"]).decode()
    assert any(name.endswith("LICENSE") for name in info)


def test_every_locked_requirement_has_a_hash() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        pinned = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
        assert len(pinned) > 50, lock
        assert all(line.endswith("\\") for line in pinned), f"{lock}: a line without a hash"
        assert "://" not in text, f"{lock} names the host of a registry"

"""The walls of the house: imports run one way, files keep to one idea, nothing is left unread."""

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYERS = {"schemas": (), "transforms": ("schemas",), "pipeline": ("schemas", "transforms")}
EVENTS = ROOT / "transforms" / "language" / "events"
ROOMS_OF_EVENTS = ("lexicon", "syntax", "predicates", "participants", "status", "places")
"""Each may ask those before it; what lies beside them (the finder above all) asks all."""
MODULES = sorted(p for layer in LAYERS for p in (ROOT / layer).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Return the top-level names that a module imports, inside functions too."""
    return {name.split(".")[0] for name in imported_modules(path)}


def imported_modules(path: Path) -> set[str]:
    """Return the modules that a module imports, inside functions too."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import; write the whole name"
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_run_from_pipeline_to_transforms_to_schemas(path: Path) -> None:
    layer = path.relative_to(ROOT).parts[0]
    wrong = (imported(path) & (set(LAYERS) | {"tests", "benchmarks"})) - {layer, *LAYERS[layer]}
    assert not wrong, f"{path.relative_to(ROOT)} imports {wrong}"


def test_every_room_of_events_has_its_place_in_the_order() -> None:
    assert {p.parent.name for p in EVENTS.glob("*/__init__.py")} == set(ROOMS_OF_EVENTS)


@pytest.mark.parametrize("room", ROOMS_OF_EVENTS)
def test_rooms_of_events_ask_those_before_them(room: str) -> None:
    before = ROOMS_OF_EVENTS[: ROOMS_OF_EVENTS.index(room) + 1]
    house = "transforms.language.events"
    for path in (EVENTS / room).glob("*.py"):
        asked = {
            m.removeprefix(house).lstrip(".") for m in imported_modules(path) if m.startswith(house)
        }
        wrong = {m for m in asked if m.split(".")[0] not in before}
        assert not wrong, f"{path.relative_to(ROOT)} imports {wrong}"


def test_schemas_know_no_beam() -> None:
    for path in (ROOT / "schemas").rglob("*.py"):
        assert "apache_beam" not in imported(path), path


def test_no_module_outgrows_its_idea() -> None:
    long = {
        str(p.relative_to(ROOT)): n
        for p in MODULES
        if (n := len(p.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long, f"split by meaning: {long}"


def test_every_package_is_listed() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    there = sorted(
        str(p.parent.relative_to(ROOT)).replace("/", ".")
        for p in MODULES
        if p.name == "__init__.py"
    )
    assert sorted(listed) == there, "list the packages in pyproject.toml"


def test_every_module_lies_in_a_package() -> None:
    for path in MODULES:
        assert (path.parent / "__init__.py").is_file(), f"{path.parent} has no __init__.py"

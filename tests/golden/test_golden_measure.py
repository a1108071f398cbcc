"""The measure says what it should: of gold itself, of nothing, and on the seed what score.py says."""

import copy
import importlib.util
import json
import random
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from benchmarks.quality.golden.figures import Figure
from benchmarks.quality.golden.gold import (
    Choice,
    Choices,
    Days,
    GoldArticle,
    GoldEntity,
    GoldEvent,
    GoldMention,
    GoldQuote,
    GoldTime,
    Named,
    Words,
)
from benchmarks.quality.golden.measure import measure_article
from benchmarks.quality.golden.reading import read_article
from benchmarks.quality.golden.report import ARTICLES
from benchmarks.quality.seed import annotated_seed
from transforms.language.events.lexicon.categories import load_categories

Answer = dict[str, Any]


def words_of(span: dict[str, Any]) -> Words:
    return Words(span["start"], span["end"], span["text"])


def choices_of(given: Iterable[dict[str, Any] | None]) -> Choices:
    return tuple(
        None if c is None else Named(c["entity"]) if "entity" in c else words_of(c) for c in given
    )


def days_of(first: str | None, last: str | None) -> Days:
    return (date.fromisoformat(first), date.fromisoformat(last)) if first and last else None


def event_of(given: dict[str, Any]) -> GoldEvent:
    return GoldEvent(
        trigger=words_of(given["trigger"]),
        other_triggers=tuple(words_of(t) for t in given["alt_triggers"]),
        types=tuple(dict.fromkeys([given["event_type"], *given["event_type_ok"]])),
        mode=None,
        actors=tuple(choices_of(c) for c in given["actors"]),
        recipients=tuple(choices_of(c) for c in given["recipients"]),
        place=None if given["place"] is None else choices_of(given["place"]),
        days=tuple(
            dict.fromkeys(
                days_of(*pair)
                for pair in [(given["time_start"], given["time_end"]), *given["time_ok"]]
            )
        ),
        polarity=given["polarity"],
        certainties=tuple(dict.fromkeys([given["certainty"], *given["certainty_ok"]])),
        attributed_to=tuple(choices_of(c) for c in given["attributed_to"]),
        core=given["core"],
        optional=given.get("optional", False),
    )


def seed_article(data_dir: Path) -> GoldArticle:
    """Return the seed, whose gold has another form than ours."""
    given = json.loads((data_dir / "seed" / "gold.json").read_text(encoding="utf-8"))
    with (data_dir / "seed" / "article.txt").open(encoding="utf-8", newline="") as file:
        text = file.read()
    return GoldArticle(
        name="seed",
        kind="diplomacy",
        title=None,
        published_at=date.fromisoformat(given["published_at"]),
        publisher_country=None,
        text=text,
        entities={
            e["id"]: GoldEntity(
                name=e["name"],
                aliases=tuple(e["aliases"]),
                types=tuple(dict.fromkeys([e["type"], *e["type_ok"]])),
                country_code=e["country_code"],
                mentions=tuple(GoldMention(words_of(m), m["kind"]) for m in e["mentions"]),
            )
            for e in given["entities"]
        },
        quotes=tuple(
            GoldQuote(
                words_of(q),
                q["kind"],
                None if q["speaker"] is None else choices_of(q["speaker"]),
                q.get("optional", False),
            )
            for q in given["quotes"]
        ),
        times=tuple(
            GoldTime(
                words=words_of(t),
                type=t["type"],
                values=tuple(dict.fromkeys([t["value"], *t["value_ok"]])),
                days=days_of(t["time_start"], t["time_end"]),
                optional=t.get("optional", False),
            )
            for t in given["times"]
        ),
        events=tuple(event_of(e) for e in given["events"]),
    )


def answer_of(article: GoldArticle) -> Answer:
    """Return the answer of somebody who says exactly what the annotator says first."""

    def one(choices: Choices | None) -> dict[str, Any] | None:
        choice: Choice = choices[0] if choices else None
        if choice is None:
            return None
        if isinstance(choice, Named):
            name = article.entities[choice.entity].name
            return {"entity_id": choice.entity, "name": name, "start": None, "end": None}
        return {"entity_id": None, "name": choice.text, "start": choice.start, "end": choice.end}

    def many(wanted: Iterable[Choices]) -> list[dict[str, Any]]:
        return [row for row in map(one, wanted) if row]

    def days(given: Days) -> dict[str, str | None]:
        first, last = given or (None, None)
        return {
            "time_start": first.isoformat() if first else None,
            "time_end": last.isoformat() if last else None,
        }

    def spanned(words: Words) -> dict[str, Any]:
        return {"start": words.start, "end": words.end, "text": words.text}

    return {
        "entities": [
            {
                "entity_id": i,
                "name": e.name,
                "type": e.types[0],
                "mentions": [{**spanned(m.words), "kind": m.kind} for m in e.mentions],
            }
            for i, e in article.entities.items()
        ],
        "quotes": [
            {**spanned(q.words), "kind": q.kind, "speaker": one(q.speaker)}
            for q in article.quotes
            if not q.optional
        ],
        "times": [
            {**spanned(t.words), "type": t.type, "value": t.values[0], **days(t.days)}
            for t in article.times
            if not t.optional
        ],
        "events": [
            {
                "trigger": e.trigger.text,
                "trigger_start": e.trigger.start,
                "trigger_end": e.trigger.end,
                "event_type": e.type,
                "event_mode": e.mode,
                "quad_class": load_categories()[e.type].quad if e.type else None,
                "actors": many(e.actors),
                "recipients": many(e.recipients),
                "place": one(e.place),
                "polarity": e.polarity,
                "certainty": e.certainties[0],
                "attributed_to": many(e.attributed_to),
                **days(e.days[0]),
                "time_source": "text" if e.days[0] else "document",
            }
            for e in article.events
            if not e.optional
        ],
    }


PATHS = sorted(ARTICLES.glob("*.yaml"))


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.name)
def test_gold_itself_is_all_right(path: Path) -> None:
    """Else the measure blames the coder for what is right."""
    article = read_article(path)
    measured = measure_article(article, answer_of(article))
    assert not measured.misses
    assert {n: f.value for n, f in measured.figures.items() if f.of and f.value != 1} == {}


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.name)
def test_silence_is_worth_nothing(path: Path) -> None:
    figures = measure_article(read_article(path), {}).figures
    assert {n: f.value for n, f in figures.items() if f.value} == {}
    assert figures["event_trigger"].of > 0


def score_module(path: Path) -> ModuleType:
    """Load score.py from beside the data; it is no part of the project."""
    spec = importlib.util.spec_from_file_location("seed_score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def score(data_dir: Path) -> Callable[[Answer], dict[str, Any]]:
    """Return what score.py says of an answer to the seed."""
    module = score_module(data_dir / "seed" / "score.py")
    golds = module.load_gold(data_dir / "seed" / "gold.json")

    def say(answer: Answer) -> dict[str, Any]:
        summary: dict[str, Any] = module.summary(
            list(module.run(golds, {"seed": answer})[0].values())
        )
        return summary

    return say


def same_figure(ours: Figure, theirs: dict[str, Any]) -> bool:
    if "f1" in theirs:
        numbers = (theirs["tp"], theirs["gold"], theirs["pred"])
        return (ours.right, ours.of, ours.said) == numbers and ours.value == pytest.approx(
            theirs["f1"]
        )
    return ours.of == theirs["n"] and ours.value == pytest.approx(theirs["acc"])


def damaged(answer: Answer, chance: random.Random) -> Answer:
    """Return an answer with rows dropped, doubled, moved, and values exchanged between rows."""
    worse = copy.deepcopy(answer)
    for table in ("entities", "quotes", "times", "events"):
        rows = worse[table]
        worse[table] = [
            copy.deepcopy(r) for r in rows for _ in range(chance.choice([0, 1, 1, 1, 2]))
        ]
        for row in worse[table]:
            other = chance.choice(rows)
            key = chance.choice(sorted(set(row) - {"mentions"}))
            if chance.random() < 0.5:
                row[key] = other[key]
            for name in [
                n for n in row if n.endswith(("start", "end")) and isinstance(row[n], int)
            ]:
                row[name] += chance.choice([0, 0, 0, 1, -1, 4])
        chance.shuffle(worse[table])
    return worse


@pytest.mark.data
def test_the_seed_gets_the_figures_of_its_own_score(
    data_dir: Path, score: Callable[[Answer], dict[str, Any]]
) -> None:
    """Else figures of our articles and of the seed cannot be told side by side."""
    article = seed_article(data_dir)
    true = json.loads(annotated_seed(data_dir / "seed"))
    chance = random.Random(20)
    answers = [true, answer_of(article)]
    answers += [damaged(chance.choice(answers[:2]), chance) for _ in range(60)]
    for answer in answers:
        theirs, ours = score(answer), measure_article(article, answer).figures
        different = {n: (ours[n], theirs[n]) for n in theirs if not same_figure(ours[n], theirs[n])}
        assert different == {}
        assert set(ours) - set(theirs) == {"ev_mode_given"}

"""Which place a noun names: an entity, the town of that name, a capital, or only its own words."""

from dataclasses import dataclass
from functools import cache

from spacy.symbols import ADV, NOUN
from spacy.tokens import Span, Token

from schemas.events import EventPlace
from transforms.language.entities.known_names import is_country_word
from transforms.language.events.participants.naming import Naming
from transforms.language.events.places.anaphora import told_again
from transforms.language.events.syntax.grammar import children, prepositional_objects, prepositions
from transforms.language.events.syntax.tables import sentence_of
from transforms.language.events.syntax.words import entity_type, is_in, is_party, lemma, load_words
from transforms.language.findings import FoundEntity
from transforms.language.places.gazetteer import gazetteer

STATIC = (
    "in",
    "at",
    "near",
    "outside",
    "inside",
    "around",
    "off",
    "across",
    "through",
    "throughout",
    "along",
    "within",
)
_SEAT_WORDS = frozenset(["at", "outside", "inside", "near"])
_PLACES = frozenset(["GPE", "LOC", "FAC"])
_SEATED = _PLACES | {"ORG"}
_GROUNDS = ("place_nouns", "scene_nouns", "spot_nouns")
PLACE_WORDS_KEY = "newsbeam_place_words"
_MAX_NESTING = 3
_BARE = frozenset(["NN", "NNP"])


@dataclass(frozen=True)
class PlaceWords:
    """Whether a sentence holds a word for a place at all; most hold none, and are not looked through.

    Attributes:
        named: a name of a place, or of something that has a seat.
        nameless: a common noun for a ground, or "there".
    """

    named: bool
    nameless: bool

    @classmethod
    def around(cls, token: Token, naming: Naming) -> "PlaceWords":
        """Look at the sentence of a word; each sentence once."""
        known: dict[int, PlaceWords] = token.doc.user_data.setdefault(PLACE_WORDS_KEY, {})
        sentence = sentence_of(token)
        if sentence.start not in known:
            mentions = naming.entities.within(*_span(sentence))
            known[sentence.start] = cls(
                named=any(entity.type in _SEATED for _, entity in mentions),
                nameless=any(map(_may_be_ground, sentence)),
            )
        return known[sentence.start]


def _span(sentence: Span) -> tuple[int, int]:
    last = sentence[-1]
    return sentence[0].idx, last.idx + len(last.text)


def _may_be_ground(token: Token) -> bool:
    if token.pos == ADV:
        return token.lower_ == "there"
    return token.pos == NOUN and lemma(token) in _ground_words()


@cache
def _ground_words() -> frozenset[str]:
    words = load_words()
    return frozenset().union(*(words[name] for name in (*_GROUNDS, "vehicles")))


def spot(preposition: Token, noun: Token, naming: Naming) -> EventPlace | None:
    """Return the named place behind a preposition: "in Kursk", "at the White House"."""
    if preposition.lower_ == "on" and not (_is_ground(noun) or is_in(noun, "margins")):
        # "on Tuesday", "sanctions on Iran"
        return None
    return named_place(noun, naming) or _seat(preposition, noun, naming) or within(noun, naming)


def within(noun: Token, naming: Naming, depth: int = 0) -> EventPlace | None:
    """ "at a crossing near Ijevan", "outside her home in Batangas": the scene's own place."""
    if depth >= _MAX_NESTING or (is_party(noun) and not is_in(noun, "scene_nouns", "spot_nouns")):
        return None
    inner = [*prepositions(noun, *STATIC, "of"), *_ways(noun)]
    for preposition in inner:
        for noun_inside in prepositional_objects(preposition):
            place = named_place(noun_inside, naming) or within(noun_inside, naming, depth + 1)
            if place is not None:
                return place
    return None


def _ways(noun: Token) -> list[Token]:
    """ "during a visit to Cairo", "on a road on the island"."""
    if is_in(noun, "journeys"):
        return prepositions(noun, "to")
    return [p for p in prepositions(noun, "on") if any(map(_is_ground, children(p, "pobj")))]


def _is_ground(noun: Token) -> bool:
    """Something that one can be on: land, water, a road, "the Limpopo"; no town and no day."""
    kind = entity_type(noun)
    if kind == "GPE" and children(noun, "det"):
        return not is_country_word(noun.text)
    return kind in ("LOC", "FAC") or (not kind and is_in(noun, "place_nouns", "scene_nouns"))


def _seat(preposition: Token, noun: Token, naming: Naming) -> EventPlace | None:
    """ "at the White House": an organisation stands for where it sits."""
    mention = naming.entities.covering(noun.idx, noun.idx + len(noun.text))
    if mention is None or mention[1].type != "ORG" or preposition.lower_ not in _SEAT_WORDS:
        return None
    return _row(mention[1], mention[0].start, mention[0].end)


def named_place(noun: Token, naming: Naming) -> EventPlace | None:
    """Return the place that a noun names, or that stands beside it as its name."""
    mention = naming.entities.covering(noun.idx, noun.idx + len(noun.text))
    if mention is not None and mention[1].type in _PLACES:
        return _row(mention[1], mention[0].start, mention[0].end)
    if not is_in(noun, "place_nouns", "scene_nouns"):
        return None
    # "the town of Sudzha", "the Kursk region"
    for c in [*children(noun, "compound", "nmod", "appos"), *named_by_of(noun)]:
        mention = naming.entities.covering(c.idx, c.idx + len(c.text))
        if mention is not None and mention[1].type in _PLACES:
            return _row(mention[1], mention[0].start, mention[0].end)
    return _capital(noun, naming)


def named_by_of(noun: Token) -> list[Token]:
    """Return what stands behind "of": "the town of Sudzha"."""
    return [o for p in prepositions(noun, "of") for o in prepositional_objects(p)]


def _capital(noun: Token, naming: Naming) -> EventPlace | None:
    """ "the Kenyan capital" is Nairobi, where the article names it."""
    if not is_in(noun, "capital_nouns"):
        return None
    owner = naming.affiliation(noun)
    if owner is None or owner.country_code is None:
        return None
    town = next(
        (
            e
            for e in naming.entities.entities
            if e.type == "GPE"
            and e.country_code == owner.country_code
            and gazetteer().names_capital(owner.country_code, e.name)
        ),
        None,
    )
    return _row(town, *naming.phrase(noun)) if town is not None else None


def there(verb: Token, naming: Naming) -> EventPlace | None:
    """Return the place of "nine people were killed there": the one that was named last."""
    for word in children(verb, "advmod"):
        if word.lower_ == "there" and (known := told_again(word, naming)) is not None:
            return _row(known, word.idx, word.idx + len(word.text))
    return None


def nameless_place(preposition: Token | None, noun: Token, naming: Naming) -> EventPlace | None:
    """Return a place that only common nouns tell: "at a checkpoint", "in the Bè district".

    Args:
        preposition: what it stands behind; None for an object ("bombed a village").
        noun: the head noun.
        naming: the entities of the document.
    """
    if entity_type(noun) or not _is_certain(noun, preposition):
        return None
    vehicle = preposition is not None and preposition.lower_ in ("in", "on", "inside", "aboard")
    if not is_in(noun, *_GROUNDS, *(("vehicles",) if vehicle else ())):
        return None
    if (known := told_again(noun, naming)) is not None:
        return _row(known, *naming.phrase(noun))
    if is_in(noun, "place_nouns") and (name := _unknown_name(noun)):
        start, end = name
    else:
        start, end = naming.whole_phrase(noun)
    owner = naming.affiliation(noun)
    return EventPlace(
        entity_id=None,
        name=" ".join(naming.document.words(start, end).split()),
        country_code=owner.country_code if owner is not None else None,
        latitude=None,
        longitude=None,
        start=start,
        end=end,
    )


def _is_certain(noun: Token, preposition: Token | None) -> bool:
    """ "in a court", not "in court"; no "area of trade", no "state of shock", no "to clear roads"."""
    if is_in(noun, "vague_grounds") and prepositions(noun, "of"):
        return False
    if children(noun, "det", "poss", "nummod"):
        return True
    leads_there = preposition is not None and preposition.lower_ == "to"
    before = children(noun, "compound", "amod")
    return not leads_there and (noun.tag_ not in _BARE or bool(before))


def _unknown_name(noun: Token) -> tuple[int, int] | None:
    """ "the Bè district": a name that no list of places holds."""
    names = [c for c in children(noun, "compound") if c.pos_ == "PROPN" and not entity_type(c)]
    return (names[0].idx, names[-1].idx + len(names[-1].text)) if names else None


def _row(entity: FoundEntity, start: int, end: int) -> EventPlace:
    return EventPlace(
        entity_id=entity.entity_id,
        name=entity.name,
        country_code=entity.country_code,
        latitude=entity.latitude,
        longitude=entity.longitude,
        start=start,
        end=end,
    )

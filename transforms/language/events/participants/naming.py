"""From words of the parse to participants: entities, roles, affiliation, "we" inside quotes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from schemas.entities import EntityMention
from schemas.events import Participant, Source
from transforms.language.document import Document
from transforms.language.events.lexicon.categories import DATA, read_yaml
from transforms.language.events.syntax.grammar import children, prepositional_objects, prepositions
from transforms.language.events.syntax.words import (
    TIME,
    entity_type,
    is_in,
    is_party,
    lemma,
    load_words,
)
from transforms.language.findings import EntityIndex, FoundEntity, FoundQuote, FoundSource

_LEFT = ("det", "amod", "compound", "poss", "nummod", "nmod", "quantmod", "case", "punct")
_DASHES = frozenset(["-", "--", "—", "–"])
_ARTICLES = frozenset(["the", "a", "an"])
_DEFINING = ("of", "from", "in", "at", "near")
_OF_THINGS = ("on", "to", "against", "for", "into", "with", "by", "between")
"""What tells of a deed or a thing whose it is ("attacks on", "a ban on"), but not of people."""
MAX_BEHIND = 12
"""Words that a participant's phrase may go on behind its noun; more is a parser's mistake."""


def _is_dash(token: Token) -> bool:
    """A dash that parts a dateline from its sentence, not the hyphen of a word."""
    return token.text in _DASHES and (token.text != "-" or bool(token.whitespace_))


@cache
def sectors() -> Mapping[str, str]:
    """Return what part of a country a noun stands for: "troop" → "military"."""
    read: dict[str, list[str]] = read_yaml(DATA / "sectors.yaml")
    return {word: sector for sector, words in read.items() for word in words}


@dataclass(frozen=True)
class Naming:
    """Turns words of one document into participants and sources.

    Attributes:
        document, entities, quotes: what is known of the article.
    """

    document: Document
    entities: EntityIndex
    quotes: Sequence[FoundQuote]

    def quote_at(self, offset: int) -> FoundQuote | None:
        """Return the innermost direct or mixed quote around an offset."""
        around = [q for q in self.quotes if q.start <= offset < q.end and q.kind != "indirect"]
        return min(around, key=lambda q: q.end - q.start, default=None)

    def phrase(self, head: Token) -> tuple[int, int]:
        """Return the span of a head noun phrase: its left modifiers and the head, no article."""
        left = head
        for token in reversed(list(head.lefts)):
            if token.dep_ not in _LEFT or token.is_space or token.is_punct:
                if not token.is_punct or _is_dash(token):
                    break
                continue
            dash = next((t for t in reversed(list(token.subtree)) if _is_dash(t)), None)
            # behind a dateline: "DHAKA - Tens of thousands"
            left = token.left_edge if dash is None else token.doc[dash.i + 1]
        start = left.idx
        if left.lower_ in _ARTICLES and left.i < head.i:
            start = left.doc[left.i + 1].idx
        return start, head.idx + len(head.text)

    def whole_phrase(self, head: Token) -> tuple[int, int]:
        """Return the span of a noun phrase with what follows to say where or of whom.

        "people in northeast Nigeria", "troops from Chad", "leaders of the union".
        """
        start, end = self.phrase(head)
        for token in _said_behind(head):
            end = max(end, token.idx + len(token.text))
        return start, end

    def entity_at(self, token: Token) -> FoundEntity | None:
        """Return the entity whose mention contains a word; first person inside a quote is its speaker."""
        found = self.entities.covering(token.idx, token.idx + len(token.text))
        return found[1] if found is not None else None

    def participant(self, token: Token) -> Participant | None:
        """Return who or what a head word names; None for words that name nobody."""
        if _is_first_person(token):
            return self._speaker(token)
        mention = self.entities.covering(token.idx, token.idx + len(token.text))
        if mention is not None and self._is_named_by(token, mention[0]):
            return self._of_entity(mention[1], mention[0].start, mention[0].end)
        if token.pos_ == "PRON":
            speaker = _own_speaker(token)
            # inside quotation marks "he" is not who speaks
            if speaker is not None and self.quote_at(token.idx) is None:
                return self.participant(speaker)
            return (
                None
                if token.tag_ == "PRP$" or token.lower_ in load_words()["empty_pronouns"]
                else self._words(token)
            )
        for apposed in children(token, "appos"):
            named = self.entities.covering(apposed.idx, apposed.idx + len(apposed.text))
            if named is not None and named[1].type in ("PERSON", "ORG"):
                role = self.document.words(*self.phrase(token))
                return self._of_entity(named[1], named[0].start, named[0].end, role)
        named_place = self._named_place(token)
        return named_place or self._words(token)

    def _named_place(self, token: Token) -> Participant | None:
        """ "the town of Sudzha" is Sudzha."""
        if not is_in(token, "place_nouns"):
            return None
        for p in prepositions(token, "of"):
            for noun in prepositional_objects(p):
                mention = self.entities.covering(noun.idx, noun.idx + len(noun.text))
                if mention is not None and mention[1].type in ("GPE", "LOC", "FAC"):
                    return self._of_entity(mention[1], mention[0].start, mention[0].end)
        return None

    def _is_named_by(self, token: Token, mention: EntityMention) -> bool:
        """The mention holds the whole noun, and no dateline that was taken for a part of the name."""
        whole = token.idx + len(token.text) <= mention.end
        return whole and not any(f" {dash} " in mention.text for dash in _DASHES)

    def _speaker(self, token: Token) -> Participant | None:
        quote = self.quote_at(token.idx)
        if quote is None or quote.speaker is None:
            return None
        entity = self._by_id(quote.speaker.entity_id)
        return Participant(
            entity_id=quote.speaker.entity_id,
            name=quote.speaker.name,
            role=entity.roles[0] if entity and entity.roles else None,
            country_code=entity.country_code if entity else None,
            start=token.idx,
            end=token.idx + len(token.text),
        )

    def _by_id(self, entity_id: str | None) -> FoundEntity | None:
        return next((e for e in self.entities.entities if e.entity_id == entity_id), None)

    def _of_entity(
        self, entity: FoundEntity, start: int, end: int, role: str | None = None
    ) -> Participant:
        return Participant(
            entity_id=entity.entity_id,
            name=entity.name,
            role=role or (entity.roles[0] if entity.roles else None),
            country_code=entity.country_code,
            start=start,
            end=end,
        )

    def _words(self, token: Token) -> Participant | None:
        start, end = self.whole_phrase(token)
        name = self.document.words(start, end).strip()
        if not name or start >= end:
            return None
        owner = self.affiliation(token)
        return Participant(
            entity_id=None,
            name=" ".join(name.split()),
            role=self._role(token, owner),
            country_code=owner.country_code if owner else None,
            start=start,
            end=end,
        )

    def affiliation(self, token: Token) -> FoundEntity | None:
        """Return whose troops, envoy or ministry it is, or where the people are."""
        before = children(token, "poss", "amod", "compound", "nmod")
        behind = [t for t in _said_behind(token) if t.dep_ == "pobj"]
        for c in [*before, *behind]:
            entity = self.entity_at(c)
            if entity is not None:
                return entity
        return None

    def _role(self, token: Token, owner: FoundEntity | None) -> str | None:
        sector = sectors().get(lemma(token))
        if sector is not None:
            return sector
        if owner is not None and owner.type == "PERSON":
            return f"{lemma(token)} of {owner.name}"
        return None

    def source(self, token: Token) -> Source | None:
        """Return who a claim is attributed to."""
        found = self.participant(token)
        if found is None or found.start is None or found.end is None:
            return None
        return Source(found.entity_id, found.name, found.start, found.end)

    @staticmethod
    def quoted(speaker: FoundSource) -> Source:
        """Return the speaker of a quote as a source."""
        return Source(speaker.entity_id, speaker.name, speaker.start, speaker.end)


def _is_first_person(token: Token) -> bool:
    """ "we", "mine"; the US and a gold mine are nobody's pronouns."""
    if token.text == "US" or token.pos_ in ("NOUN", "PROPN"):
        return False
    return token.lower_ in load_words()["first_person"]


def _said_behind(head: Token) -> list[Token]:
    """Return the words of the prepositional phrases that follow a noun without a gap."""
    found: list[Token] = []
    if head.pos_ not in ("NOUN", "PROPN"):
        return found
    for p in prepositions(head, *_DEFINING, *(() if is_party(head) else _OF_THINGS)):
        if p.i != (found[-1].i if found else head.i) + 1:
            break
        objects = children(p, "pobj")
        if not objects or any(entity_type(o) == TIME or o.pos_ == "VERB" for o in objects):
            break
        noun = objects[0]
        words = [*noun.lefts, noun]
        first = words[0].left_edge.i
        inner = [p, *noun.doc[first : noun.i + 1], *_said_behind(noun)]
        if len(found) + len(inner) > MAX_BEHIND or first != p.i + 1:
            break
        found += inner
    return found


def _own_speaker(pronoun: Token) -> Token | None:
    """ "The militia said it had released": an unresolved pronoun that can stand for the speaker."""
    clause = pronoun.head
    if pronoun.lower_ not in ("it", "they", "he", "she") or pronoun.dep_ not in (
        "nsubj",
        "nsubjpass",
    ):
        return None
    for _ in range(3):
        if clause.dep_ == "ccomp" and is_in(clause.head, "reporting"):
            speaker = next((c for c in clause.head.children if c.dep_ == "nsubj"), None)
            return speaker if speaker is not None and speaker.pos_ in ("NOUN", "PROPN") else None
        if clause.dep_ not in ("conj", "ccomp", "xcomp"):
            return None
        clause = clause.head
    return None

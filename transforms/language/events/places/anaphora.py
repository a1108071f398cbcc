"""Places told again: "there", "in the city", meaning the place that was named last."""

from spacy.tokens import Token

from transforms.language.entities.known_names import is_country_word
from transforms.language.events.participants.naming import Naming
from transforms.language.events.syntax.grammar import children, prepositions
from transforms.language.events.syntax.tables import sentence_of
from transforms.language.events.syntax.words import is_in
from transforms.language.findings import FoundEntity
from transforms.language.places.gazetteer import gazetteer

_DEFINITE = frozenset(["the", "that", "this"])
_SENTENCES_BACK = 2
"""How far back the name may stand; further back another place may have come between."""


def told_again(noun: Token, naming: Naming) -> FoundEntity | None:
    """Return the place that "the city", "that province" or "there" means; None if none is near."""
    if noun.lower_ == "there":
        return _last_named(noun, naming, "")
    defined = [c for c in children(noun, "det") if c.lower_ in _DEFINITE]
    if not defined or noun.tag_ != "NN" or _is_told_apart(noun):
        return None
    for kind in ("town", "country"):
        if is_in(noun, f"{kind}_words"):
            return _last_named(noun, naming, kind)
    return None


def _is_told_apart(noun: Token) -> bool:
    """ "the northern city", "the city of Goma", "the town where": not the one before."""
    return bool(children(noun, "amod", "compound", "relcl", "acl", "appos") or prepositions(noun))


def _last_named(word: Token, naming: Naming, kind: str) -> FoundEntity | None:
    since = _sentences_before(word)
    named = [
        (mention, entity)
        for mention, entity in naming.entities.within(since, word.idx)
        if mention.kind == "name" and _is_of(entity, kind)
    ]
    return named[-1][1] if named else None


def _sentences_before(word: Token) -> int:
    """Return where the sentence that is looked back to begins."""
    first = sentence_of(word).start
    for _ in range(_SENTENCES_BACK):
        if first > 0:
            first = sentence_of(word.doc[first - 1]).start
    return int(word.doc[first].idx)


def _is_of(entity: FoundEntity, kind: str) -> bool:
    if entity.type not in ("GPE", "LOC", "FAC") or not kind:
        return entity.type in ("GPE", "LOC", "FAC")
    if is_country_word(entity.name):
        return kind == "country"
    return kind == "town" and entity.type == "GPE" and _may_be_town(entity)


def _may_be_town(entity: FoundEntity) -> bool:
    """A name that no table knows may be a town; a region's name is none."""
    tables = gazetteer()
    return bool(tables.towns(entity.name)) or not tables.candidates(entity.name)

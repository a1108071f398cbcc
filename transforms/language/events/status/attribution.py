"""Who says so: the chain of sources of an event, outermost first."""

from spacy.tokens import Token

from schemas.events import Source
from transforms.language.events.participants.naming import Naming
from transforms.language.events.predicates.frames import Predicate
from transforms.language.events.status.claims import accusation
from transforms.language.events.status.clauses import denies_noun
from transforms.language.events.syntax.actors import agents, is_dummy, owners, subject_tokens
from transforms.language.events.syntax.grammar import (
    MAX_CLIMB,
    OBJECTS,
    children,
    conjuncts,
    coordinated_with,
    is_content_clause,
    is_infinitive,
    is_passive,
    is_verb,
    labelled,
    prepositional_objects,
    prepositions,
)
from transforms.language.events.syntax.tables import sentence_of
from transforms.language.events.syntax.words import is_in, is_party, lemma


def sources_of(predicate: Predicate, naming: Naming) -> list[Source]:
    """Return who an event is attributed to; empty for the article's own voice."""
    chain: list[Source] = []
    token = predicate.light or predicate.token
    presupposed = predicate.frame.pos == "noun" and predicate.light is None
    for _ in range(MAX_CLIMB):
        chain += _according_to(token, naming)
        if token.head.i == token.i or _is_aside(token):
            # a relative clause tells in the article's own voice
            break
        presupposed = presupposed and not _is_asserted(token)
        if presupposed and token.dep_ not in _CARRIED and is_verb(token.head):
            # "said that the raid failed" presupposes the raid; "reported a raid" does not
            presupposed = False
            if not (token.dep_ in OBJECTS and is_in(token.head, "reporting_objects")):
                break
        chain += _reported_by(token, naming)
        token = coordinated_with(token) if token.dep_ == "conj" else token.head
    chain += _parenthetical(token, predicate.token, naming)
    quote = naming.quote_at(predicate.token.idx)
    if quote is not None and quote.speaker is not None:
        chain.append(naming.quoted(quote.speaker))
    return _outermost_first(chain)


def _is_asserted(noun: Token) -> bool:
    """ "walkouts could follow", "there were arrests", "are in control": said of the noun itself."""
    verb = noun.head
    if noun.dep_ in ("nsubj", "nsubjpass"):
        return is_verb(verb) and (is_in(verb, "happen") or lemma(verb) == "be")
    return noun.dep_ in ("attr", "prep") and lemma(verb) == "be"


_CARRIED = frozenset(["conj", "pobj", "prep", "compound"])


def _reported_by(token: Token, naming: Naming) -> list[Source]:
    """Return who reports the clause or the noun that ``token`` heads."""
    head = token.head
    if token.dep_ in _REPORTED and is_verb(head) and is_in(head, "reporting"):
        if token.dep_ == "xcomp" and not is_in(head, "reporting_xcomp"):
            return []
        # who only wants or refuses to say it has not said it
        if is_infinitive(head):
            return []
        return [*_cited(head, naming), *_named(_reporters(head), naming, head)]
    if token.dep_ == "pcomp":
        return _of_gerund(head, naming)
    if is_content_clause(token) and is_in(head, "reporting_nouns"):
        return _named(owners(head) or _by(head), naming)
    if token.dep_ in OBJECTS and is_verb(head) and is_in(head, "reporting_objects"):
        return _named(_reporters(head), naming, head)
    return []


_REPORTED = frozenset(["ccomp", "xcomp", "parataxis"])


def _cited(verb: Token, naming: Naming) -> list[Source]:
    """ "state television said, citing the general"."""
    clauses = [c for c in children(verb, "advcl") if is_in(c, "citing") and c.tag_ == "VBG"]
    return _named([o for c in clauses for o in children(c, *OBJECTS)], naming)


def _of_gerund(preposition: Token, naming: Naming) -> list[Source]:
    """ "accused the colonel of torturing", "quoted a farmer as saying"."""
    verb = accusation(preposition)
    if verb is not None:
        return _named(_reporters(verb), naming, verb)
    verb = preposition.head
    quoted = preposition.lower_ == "as" and is_verb(verb) and is_in(verb, "reporting")
    owned = preposition.lower_ in ("of", "to", "about") and is_in(verb, "owning")
    if quoted or owned:
        return _named(_reporters(verb), naming, verb)
    return []


def _is_aside(clause: Token) -> bool:
    """A relative clause behind a comma tells in the article's own voice."""
    if is_content_clause(clause) or not (clause.dep_ == "relcl" or _is_reduced_relative(clause)):
        return False
    before = clause.left_edge.i - 1
    return before >= 0 and clause.doc[before].text in (",", "(", "--", "—", "–")


def _is_reduced_relative(token: Token) -> bool:
    return bool(token.dep_ == "acl" and token.tag_ in ("VBN", "VBG"))


def _by(noun: Token) -> list[Token]:
    return [o for p in prepositions(noun, "by", "from", "of") for o in prepositional_objects(p)]


def _reporters(verb: Token) -> list[Token]:
    return agents(verb) if is_passive(verb) else subject_tokens(verb)


def _according_to(token: Token, naming: Naming) -> list[Source]:
    found = []
    for label, c in labelled(token):
        if _is_according(c):
            found += _after_to(c)
        elif label == "prep" and c.lower_ in ("in", "by"):
            found += _in_the_view_of(c)
    for clause in conjuncts(token)[1:]:
        found += [t for c in clause.children if _is_according(c) and _ends(c) for t in _after_to(c)]
    return _named(found, naming)


def _is_according(word: Token) -> bool:
    return word.dep_ in ("prep", "advmod", "ccomp", "advcl") and word.lower_ == "according"


def _after_to(according: Token) -> list[Token]:
    return [o for p in prepositions(according, "to") for o in prepositional_objects(p)]


def _ends(according: Token) -> bool:
    """Behind a comma at the end of a sentence: it covers all of its clauses."""
    sentence = sentence_of(according)
    rest = sentence.end - according.right_edge.i - 1
    return rest <= 1 + sum(t.is_space for t in sentence) and according.nbor(-1).text == ","


def _in_the_view_of(preposition: Token) -> list[Token]:
    """ "in the view of the auditors", "by the army's account"."""
    views = [o for o in children(preposition, "pobj") if is_in(o, "views")]
    return [t for view in views for t in owners(view) or _by(view)]


def _parenthetical(root: Token, event: Token, naming: Naming) -> list[Source]:
    """ "…, he added, …": a reporting clause inside what it reports."""
    found: list[Source] = []
    for c in root.children:
        if c.dep_ in ("parataxis", "ccomp") and is_verb(c) and is_in(c, "reporting"):
            inside = c.left_edge.i <= event.i <= c.right_edge.i
            if not inside and not any(k.dep_ in ("ccomp", "dobj", "mark") for k in c.children):
                found += _named(_reporters(c), naming, c)
    return found


def _named(tokens: list[Token], naming: Naming, verb: Token | None = None) -> list[Source]:
    able = [t for token in tokens for t in ([token] if _can_say(token, verb) else owners(token))]
    sources = [naming.source(token) for token in able]
    return [s for s in sources if s is not None]


def _can_say(token: Token, verb: Token | None) -> bool:
    """Somebody, or what is written; with a verb of speech whatever its subject is."""
    if is_dummy(token) or token.lower_ in ("nobody", "none", "nothing") or denies_noun(token):
        return False
    return (
        is_party(token)
        or token.pos_ in ("PROPN", "PRON")
        or (is_in(token, "reporting_nouns_source") and not _is_relative(verb))
        or (verb is not None and is_in(verb, "speech"))
    )


def _is_relative(verb: Token | None) -> bool:
    """ "a statement that suggested": the noun is described, not quoted."""
    return verb is not None and verb.dep_ == "relcl"


def _outermost_first(chain: list[Source]) -> list[Source]:
    """Turn the way up into a chain from outside, each source once."""
    kept: list[Source] = []
    for source in reversed(chain):
        if not any(_same(source, other) for other in kept):
            kept.append(source)
    return kept


def _same(one: Source, other: Source) -> bool:
    if one.entity_id is not None and other.entity_id is not None:
        return one.entity_id == other.entity_id
    overlap = one.start < other.end and other.start < one.end
    return overlap or one.name.casefold() == other.name.casefold()

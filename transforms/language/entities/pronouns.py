"""Third-person pronouns, by grammar: who "he" is follows from clauses more than from distance.

The order of the rules is that of Hobbs (1978, "Resolving pronoun references") as far as a
dependency parse carries it: own clause, governing clauses, subjects of the sentences before. What
is not sure is left alone: a wrong "it" costs a reader more than a missing one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from transforms.language.entities.agreement import (
    PERSONAL,
    agrees,
    has_company,
    is_empty,
    is_person_word,
    stops,
)
from transforms.language.entities.grammar import (
    OBJECTS,
    SUBJECTS,
    clause_verb,
    in_quotation,
    is_in_subject,
    is_verb,
    outer_clauses,
    own_subject,
    possessor,
    subject,
)
from transforms.language.entities.referents import Places, Referent
from transforms.language.entities.words import words
from transforms.language.view import View

SENTENCES_BACK = 3


@dataclass(frozen=True)
class Stop:
    """A noun that the pronoun may well mean but that is no named entity: leave it alone."""


STOP = Stop()
Candidate = Referent | Stop | None


@dataclass
class Resolver:
    """Resolves pronouns in the order of the text; ``places`` grows by what it finds."""

    view: View
    places: Places

    def __post_init__(self) -> None:
        """Prepare what all pronouns need."""
        self.quoted = in_quotation(self.view)
        self.sentences = list(self.view.document.doc.sents)
        self.sentence_of = {t.i: n for n, s in enumerate(self.sentences) for t in s}
        self.speaker: Referent | None = None

    def run(self) -> Iterator[tuple[Token, Referent]]:
        """Yield pronouns with the entity each stands for."""
        for token in self.view.tokens:
            if token.pos_ in ("PRON", "DET") and token.lower_ in PERSONAL:
                found = self.resolve(token)
                if found is not None:
                    self.places.by_token[token.i] = found
                    yield token, found
            if token.lemma_ in words().speech_verbs and not self.quoted[token.i]:
                self.note_speaker(token)

    def note_speaker(self, verb: Token) -> None:
        """Remember who spoke last: "he added" is the same one."""
        if not is_verb(verb):
            return
        said_by = subject(verb)
        who = self.places.at(said_by) if said_by is not None else None
        if who is not None and who.label == "PERSON":
            self.speaker = who

    def resolve(self, pronoun: Token) -> Referent | None:
        """Return the entity of a pronoun; None where it is not sure or not named."""
        kind = PERSONAL[pronoun.lower_]
        if kind == "thing" and is_empty(pronoun):
            return None
        excluded = self.barred(pronoun)
        for candidate in self.candidates(pronoun, kind):
            if isinstance(candidate, Stop):
                return None
            if candidate and candidate.number not in excluded and agrees(candidate, kind):
                return candidate
        return None

    def barred(self, pronoun: Token) -> set[int]:
        """Return whom it cannot be: the subject beside an object "him", the speaker in his quote."""
        found: set[int] = set()
        verb = clause_verb(pronoun.head)
        if is_plain_object(pronoun) and verb is not None:
            doer = subject(verb)
            who = self.places.at(doer) if doer is not None else None
            found.update({who.number} if who else ())
        if pronoun.dep_ == "poss":
            own = [t for t in pronoun.head.children if t.dep_ in ("appos", "compound")]
            for part in (pronoun.head, *own):
                found.update({who.number} if (who := self.places.at(part)) else ())
        if self.quoted[pronoun.i]:
            quoting = self.quoting(pronoun)
            found.update({quoting.number} if quoting else ())
        return found

    def quoting(self, pronoun: Token) -> Referent | None:
        """Return the speaker of the quotation that a pronoun stands in."""
        sentence = self.sentences[self.sentence_of[pronoun.i]]
        for token in sentence:
            if token.lemma_ in words().speech_verbs and not self.quoted[token.i] and is_verb(token):
                doer = own_subject(token)
                if doer is not None and (who := self.places.at(doer)) is not None:
                    return who
        return self.speaker

    def candidates(self, pronoun: Token, kind: str) -> Iterator[Candidate]:
        """Yield candidates, best first."""
        verb = clause_verb(pronoun.head)
        if pronoun.dep_ in SUBJECTS and self.is_inquit(pronoun):
            yield self.speaker
        if verb is not None:
            yield from self.within_sentence(pronoun, verb, kind)
        if pronoun.dep_ in SUBJECTS and verb is not None and verb.lemma_ in words().speech_verbs:
            yield self.speaker if kind in "mf" and not self.quoted[pronoun.i] else None
        if pronoun.dep_ not in SUBJECTS:
            yield from self.nearest(pronoun, kind)
        yield from self.sentences_before(pronoun, kind)

    def is_inquit(self, pronoun: Token) -> bool:
        """Tell whether it is "he added" beside a quotation."""
        i, view = pronoun.i, self.view
        if self.quoted[i] or i + 1 >= len(view.tokens):
            return False
        speaks = view.tokens[i + 1].lemma_ in words().speech_verbs
        return (
            speaks
            and view.before(i) in (",", '"')
            and (view.before(i) == '"' or self.near_quote(i))
        )

    def near_quote(self, i: int) -> bool:
        """Tell whether a quotation stands within three tokens of an inserted "he said"."""
        return any(self.quoted[max(0, i - 3) : i]) or any(self.quoted[i : i + 5])

    def within_sentence(self, pronoun: Token, verb: Token, kind: str) -> Iterator[Candidate]:
        """Yield the subjects of the own clause and of those that govern it, inner first."""
        if pronoun.dep_ in SUBJECTS:
            yield from self.clauses_before(pronoun, verb, kind)
        elif not is_in_subject(pronoun, verb):
            if not is_plain_object(pronoun):
                yield self.taken(subject(verb), pronoun, kind)
            if kind in ("thing", "plural") and pronoun.dep_ == "poss":
                yield from self.objects(verb, pronoun)
        shares_subject = is_plain_object(pronoun) and own_subject(verb) is None
        for governor, link in outer_clauses(verb):
            if is_verb(governor):
                if shares_subject and link == "conj":
                    continue
                doer = subject(governor)
                # "He is ill, Putin said": who is ill stands before.
                if doer is not None and not (link == "ccomp" and doer.i > pronoun.i):
                    yield self.taken(doer, pronoun, kind)
                # "threats to hit Russia if it does not engage"
                if kind == "thing" and link == "advcl":
                    yield from self.objects(governor, pronoun)
            else:
                yield self.of_noun(governor)

    def clauses_before(self, pronoun: Token, verb: Token, kind: str) -> Iterator[Candidate]:
        """Yield the subject of a clause in front: "As Trump seeks peace, he"."""
        for clause in verb.children:
            if clause.dep_ == "advcl" and clause.i < pronoun.i:
                doer = own_subject(clause)
                yield self.taken(doer, pronoun, kind) if doer is not None else None

    def objects(self, verb: Token, pronoun: Token) -> Iterator[Candidate]:
        """Yield what a verb acts on, where it stands before the pronoun."""
        for child in verb.children:
            if child.dep_ == "dobj" and child.i < pronoun.i:
                yield self.places.at(child)

    def of_noun(self, noun: Token) -> Candidate:
        """Return the entity of a noun, else whose it is: "Ukraine" of "Ukraine's hopes"."""
        own = self.places.at(noun)
        if own is not None:
            return own
        owner = possessor(noun)
        named = self.places.at(owner) if owner is not None else None
        return self.country_of(named) if named and named.label == "NORP" else named

    def country_of(self, people: Referent) -> Candidate:
        """Return the country of a people if the article names it: its troops, in "Russian claim"."""
        for referent in self.places.by_token.values():
            if referent.label == "GPE" and referent.country == people.country:
                place = referent.cluster.place
                if place is not None and place.kind == "country":
                    return referent
        return None

    def taken(self, noun: Token | None, pronoun: Token, kind: str) -> Candidate:
        """Judge a subject: its entity, or a stop where an unnamed noun would fit as well."""
        if noun is None or noun.i == pronoun.i:
            return None
        found = self.places.at(noun)
        if found is not None:
            return None if has_company(noun) and kind != "plural" else found
        if stops(noun, kind):
            return self.behind(noun, kind)
        return self.of_noun(noun) if noun.pos_ == "NOUN" and kind == "thing" else None

    def behind(self, noun: Token, kind: str) -> Candidate:
        """Return for whom a person acts or speaks: "Omar's lawyer said he", "a spokesman for X said it".

        A person is no "it"; any other unnamed subject stops the search.
        """
        if kind in ("m", "f") and noun.lower_ in words().kin_words:
            owner = possessor(noun)
            named = self.places.at(owner) if owner is not None else None
            return named if named is not None and named.label == "PERSON" else STOP
        if kind == "thing" and is_person_word(noun):
            for link in noun.children:
                if link.dep_ == "prep" and link.lower_ in ("for", "of", "at", "from"):
                    return next(
                        (self.places.at(t) for t in link.children if t.dep_ == "pobj"), None
                    )
            owner = possessor(noun)
            return self.places.at(owner) if owner is not None else None
        return STOP

    def nearest(self, pronoun: Token, kind: str) -> Iterator[Candidate]:
        """Yield the entities before a pronoun that is no subject, the nearest first."""
        if kind not in ("m", "f"):
            return
        sentence = self.sentences[self.sentence_of[pronoun.i]]
        for i in range(pronoun.i - 1, sentence.start - 1, -1):
            yield self.places.by_token.get(i)

    def sentences_before(self, pronoun: Token, kind: str) -> Iterator[Candidate]:
        """Yield the subjects of the sentences before, main clauses first, then other people."""
        number = self.sentence_of[pronoun.i]
        back = SENTENCES_BACK if kind in ("m", "f") else 1
        for sentence in reversed(self.sentences[max(0, number - back) : number]):
            main = subject(sentence.root)
            yield self.taken(main, pronoun, kind)
            if kind not in ("m", "f"):
                yield STOP
                continue
            others = [t for t in sentence if t.dep_ in SUBJECTS and t.i in self.places.by_token]
            yield from (self.places.at(t) for t in others)
            yield from (self.places.by_token.get(t.i) for t in reversed(list(sentence)))


def is_plain_object(pronoun: Token) -> bool:
    """Tell whether it is an object that its own subject cannot be: "him", not "himself"."""
    return pronoun.dep_ in OBJECTS and not pronoun.lower_.endswith(("self", "selves"))

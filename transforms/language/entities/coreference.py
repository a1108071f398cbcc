"""Pronouns and descriptions of an article, each with the entity it stands for."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from spacy.tokens import Token

from schemas.entities import EntityMention
from transforms.language.entities.agreement import PERSONAL
from transforms.language.entities.clusters import Cluster
from transforms.language.entities.nominals import nominals
from transforms.language.entities.pronouns import Resolver
from transforms.language.entities.referents import Places, Referent, placed, referents_of
from transforms.language.entities.roles import Role
from transforms.language.view import Name, View


def later_mentions(
    view: View,
    clusters: Sequence[Cluster],
    names: Sequence[Name],
    roles: Mapping[int, Sequence[Role]],
) -> dict[int, list[EntityMention]]:
    """Return mentions that are no names, by number of the cluster.

    Without a dependency parse, or in another language than English, there are none.
    """
    document = view.document
    if not document.has_rules or not document.doc.has_annotation("DEP"):
        return {}
    referents = referents_of(view, clusters, roles)
    places = placed(referents)
    found: dict[int, list[EntityMention]] = defaultdict(list)
    for first, last, referent in list(nominals(view, names, referents, places)):
        found[referent.number].append(mention(view, first, last, "nominal"))
        places.by_token[last - 1] = referent
    for token, referent in resolved(view, referents, places):
        found[referent.number].append(mention(view, token.i, token.i + 1, "pronoun"))
        own = own_country(view, token.i, referent, referents, places)
        if own is not None:
            found[own.number].append(mention(view, token.i, token.i + 2, "nominal"))
    return found


def resolved(
    view: View, referents: Sequence[Referent], places: Places
) -> list[tuple[Token, Referent]]:
    """Resolve pronouns twice: the first reading tells whether Barack is a he or a she.

    Only people of whom nothing else says it take their gender from the first reading, by majority.
    """
    first = list(Resolver(view, Places(dict(places.by_token))).run())
    votes = Counter((r.number, PERSONAL[t.lower_]) for t, r in first)
    learnt = {}
    for r in referents:
        he, she = votes[r.number, "m"], votes[r.number, "f"]
        if r.label == "PERSON" and r.gender is None and he != she:
            learnt[r.number] = replace(r, gender="m" if he > she else "f")
    if not any(votes[n, "f" if r.gender == "m" else "m"] for n, r in learnt.items()):
        return first
    for i, r in places.by_token.items():
        places.by_token[i] = learnt.get(r.number, r)
    return list(Resolver(view, places).run())


def mention(view: View, first: int, last: int, kind: str) -> EntityMention:
    """Make a mention of tokens."""
    start, end = view.starts[first], view.ends[last - 1]
    return EntityMention(start, end, view.document.text[start:end], kind)


def own_country(
    view: View, i: int, person: Referent, referents: Sequence[Referent], places: Places
) -> Referent | None:
    """Return the country that "his country" names, if the article has it."""
    if view.lower[i] not in ("his", "her") or view.after(i + 1) not in ("country", "nation"):
        return None
    if i + 1 in places.by_token or person.country is None:
        return None
    for referent in referents:
        place = referent.cluster.place
        is_country = place is not None and place.kind == "country" and referent.label == "GPE"
        if is_country and referent.country == person.country:
            return referent
    return None

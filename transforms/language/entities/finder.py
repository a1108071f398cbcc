"""The whole of it: one parsed article in, its entities out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from schemas.entities import EntityMention
from transforms.language.document import Document
from transforms.language.entities.capitals import found_in_capitals
from transforms.language.entities.clusters import Cluster, clustered, countries_named
from transforms.language.entities.coreference import later_mentions
from transforms.language.entities.facts import facts_of
from transforms.language.entities.identifiers import entity_id
from transforms.language.entities.known_names import widened
from transforms.language.entities.known_people import known_people
from transforms.language.entities.labels import relabelled
from transforms.language.entities.names import houses, joined, tagged_names, unseen_names
from transforms.language.entities.organisations import organisations
from transforms.language.entities.other_languages import names_by_tables
from transforms.language.entities.roles import Role, roles_of
from transforms.language.entities.salience import salience
from transforms.language.entities.sweep import found_again, unglued
from transforms.language.entities.teams import with_teams
from transforms.language.entities.whole_people import whole_people
from transforms.language.findings import EntityIndex, FoundEntity, in_order
from transforms.language.places.metonyms import government_role
from transforms.language.places.parts import parts_of
from transforms.language.places.unseen import unseen_places
from transforms.language.spelling import normalised
from transforms.language.view import Name, View


def find_entities(document: Document) -> EntityIndex:
    """Return the named entities of an article with all their mentions, sorted by first mention.

    A pipeline that tags no names gives an empty index.
    """
    if not document.doc.has_annotation("ENT_IOB"):
        return EntityIndex([])
    view = View(document)
    names = all_names(view) if document.has_rules else names_by_tables(view)
    parts = parts_of(view, names, organisations().by_name) if document.has_rules else []
    clusters = merged(identified(view, clustered(view, names, parts), names))
    roles = {
        i: roles_of(view, cluster.names, names)
        for i, cluster in enumerate(clusters)
        if cluster.label == "PERSON"
    }
    later = later_mentions(view, clusters, names, roles)
    entities = [
        as_government(view, cluster, entity(document, cluster, roles.get(i, ()), later.get(i, ())))
        for i, cluster in enumerate(clusters)
    ]
    return EntityIndex(in_order(weighed(document, entities)))


def all_names(view: View) -> list[Name]:
    """Return every name of the article, each with the type of its surface; none overlap."""
    seen = whole_people(view, widened(view, joined(view, tagged_names(view))))
    found = [*seen, *unseen_names(view, seen)]
    names = sorted([*found, *unseen_places(view, found)], key=lambda n: n.start)
    names = whole_people(view, names)
    names = found_in_capitals(view, unglued(view, relabelled(view, names)))
    return with_teams(view, houses(view, found_again(view, names)))


def identified(view: View, clusters: Sequence[Cluster], names: Sequence[Name]) -> Iterator[Cluster]:
    """Give people of the table their key, by name, role, country and the article's day."""
    countries, on = countries_named(view, clusters), view.document.published_on
    for cluster in clusters:
        if cluster.label == "PERSON":
            roles = roles_of(view, cluster.names, names)
            written = [n.text for n in cluster.names]
            person = known_people().meant(written, roles, on, countries)
            if person is not None:
                cluster = replace(cluster, key=person.key, person=person)
        yield cluster


def merged(clusters: Iterable[Cluster]) -> list[Cluster]:
    """Join clusters that have one id, such as a place tagged once as LOC and once as GPE."""
    by_id: dict[str, Cluster] = {}
    for cluster in clusters:
        key = entity_id(cluster.name, cluster.label, cluster.key)
        known = by_id.get(key)
        if known is not None:
            names = tuple(sorted({*known.names, *cluster.names}, key=lambda n: n.start))
            cluster = replace(known, names=names)
        by_id[key] = cluster
    return list(by_id.values())


def entity(
    document: Document, cluster: Cluster, roles: Sequence[Role], later: Iterable[EntityMention]
) -> FoundEntity:
    """Make an entity of a cluster, with what the tables and the words beside it say."""
    written = {n.text: document.words(n.start, n.end) for n in reversed(cluster.names)}
    names = [
        EntityMention(n.start, n.end, document.words(n.start, n.end), "name") for n in cluster.names
    ]
    found = FoundEntity(
        entity_id=entity_id(cluster.name, cluster.label, cluster.key),
        name=written.get(cluster.name, cluster.name),
        type=cluster.label,
        mentions=tuple(sorted([*names, *later], key=lambda m: (m.start, m.end))),
    )
    return replace(found, **facts_of(cluster, roles))


def as_government(view: View, cluster: Cluster, found: FoundEntity) -> FoundEntity:
    """Give a capital that acts the role of its country's government."""
    role = government_role(view, cluster.names, cluster.place) if cluster.label == "GPE" else None
    return replace(found, roles=(role,)) if role else found


def weighed(document: Document, entities: Sequence[FoundEntity]) -> list[FoundEntity]:
    """Give every entity its salience."""
    most = max((len(e.mentions) for e in entities), default=1)
    title = f" {normalised(document.title or '')} "
    return [
        replace(
            e,
            salience=salience(e.mentions, most, len(document.text), is_in_title(e, title)),
        )
        for e in entities
    ]


def is_in_title(found: FoundEntity, title: str) -> bool:
    """Tell whether the headline has one of the entity's names."""
    return any(f" {normalised(m.text)} " in title for m in found.mentions if m.kind == "name")

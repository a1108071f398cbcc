"""What is known of an entity beyond its names: country, coordinates, ids, roles."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from transforms.language.entities.clusters import Cluster
from transforms.language.entities.roles import Role, country_of_institution
from transforms.language.places.facts import facts_of_place

PLACE_TYPES = frozenset(["GPE", "LOC", "FAC"])


def facts_of(cluster: Cluster, roles: Sequence[Role]) -> dict[str, Any]:
    """Return the columns of an entity that tables and neighbouring words give."""
    if cluster.label in PLACE_TYPES:
        return place_facts(cluster)
    if cluster.label == "NORP":
        return {"country_code": cluster.place.country if cluster.place else None}
    if cluster.label == "PERSON":
        return person_facts(cluster, roles)
    return {"country_code": organisation_country(cluster), "wikidata_id": known_id(cluster)}


def place_facts(cluster: Cluster) -> dict[str, Any]:
    """Return codes and coordinates, or the reason why there are none."""
    place = cluster.place
    if place is None:
        return {
            "country_code": cluster.country or organisation_country(cluster),
            "wikidata_id": known_id(cluster),
            "place_reason": cluster.place_reason or "not_in_gazetteer",
        }
    return facts_of_place(place)


def person_facts(cluster: Cluster, roles: Sequence[Role]) -> dict[str, Any]:
    """Return a person's roles, and the country that most of them name, else the table's."""
    codes = Counter(r.country for r in roles if r.country)
    country = codes.most_common(1)[0][0] if codes else None
    known = cluster.person
    if known is not None:
        country = country or known.country
    return {
        "roles": tuple(r.text for r in roles),
        "country_code": country,
        "wikidata_id": known.wikidata_id if known else None,
    }


def known_id(cluster: Cluster) -> str | None:
    """Return the Wikidata id of an organisation of the tables."""
    return cluster.organisation.wikidata_id if cluster.organisation else None


def organisation_country(cluster: Cluster) -> str | None:
    """Return the country of a known office, or the one that an institution bears in its name."""
    if cluster.organisation is not None:
        return cluster.organisation.country
    return next((c for n in cluster.names if (c := country_of_institution(n.text))), None)

"""What pronouns may stand for: the entities of an article with number, gender and country."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Token

from transforms.language.entities.clusters import Cluster
from transforms.language.entities.personal_names import first_names
from transforms.language.entities.roles import Role
from transforms.language.entities.words import words
from transforms.language.view import Name, View

THINGS = frozenset(["ORG", "GPE", "PRODUCT", "WORK_OF_ART", "LAW"])
"""Types that "it" stands for in news; a sea or a war is hardly ever taken up so."""


@dataclass(frozen=True)
class Referent:
    """An entity as pronouns see it.

    Attributes:
        number: place in the list of clusters.
        gender: "m", "f" or None where nothing says it.
        country: ISO 3166-1 alpha-2 of a person's role, or of the place itself.
    """

    number: int
    label: str
    gender: str | None
    country: str | None
    cluster: Cluster
    roles: tuple[Role, ...] = ()


@dataclass
class Places:
    """Which entity each token stands for; grows while pronouns are resolved."""

    by_token: dict[int, Referent] = field(default_factory=dict)

    def at(self, token: Token) -> Referent | None:
        """Return the entity of a noun: its own, or that of its apposition."""
        if token.i in self.by_token:
            return self.by_token[token.i]
        for child in token.children:
            if child.dep_ == "appos" and child.i in self.by_token:
                return self.by_token[child.i]
        return None


def referents_of(
    view: View, clusters: Sequence[Cluster], roles: Mapping[int, Sequence[Role]]
) -> list[Referent]:
    """Describe every cluster.

    Args:
        view: the article.
        clusters: its entities.
        roles: of each cluster that is a person, by its number.
    """
    genders = genders_of(view, clusters)
    return [
        Referent(
            number=i,
            label=cluster.label,
            gender=genders.get(i),
            country=country(cluster, roles.get(i, ())),
            cluster=cluster,
            roles=tuple(roles.get(i, ())),
        )
        for i, cluster in enumerate(clusters)
    ]


def country(cluster: Cluster, roles: Iterable[Role]) -> str | None:
    """Return the country of a place, a people, an office, or of a person's roles."""
    if cluster.label == "PERSON":
        codes = Counter(r.country for r in roles if r.country)
        known = cluster.person.country if cluster.person else None
        return codes.most_common(1)[0][0] if codes else known
    if cluster.place is not None:
        return cluster.place.country
    return cluster.organisation.country if cluster.organisation else None


def genders_of(view: View, clusters: Sequence[Cluster]) -> dict[int, str | None]:
    """Read people's genders off titles, else off first names.

    Nino is a man in Italy and a woman in Georgia: where an article has a "she" and nobody else
    whom it could mean, first names say nothing.
    """
    people = {i: c for i, c in enumerate(clusters) if c.label == "PERSON"}
    titled = {i: title_gender(view, c) for i, c in people.items()}
    found = {i: titled[i] or first_name_gender(c) for i, c in people.items()}
    for gender, pronouns in (("f", {"she", "her"}), ("m", {"he", "him", "his"})):
        if pronouns & set(view.lower) and not {gender, None} & set(found.values()):
            found = {i: titled[i] for i in people}
    return found


def title_gender(view: View, cluster: Cluster) -> str | None:
    """Return the gender that a word before one of the names says."""
    return next((g for n in cluster.names if (g := gender_of_words(view, n))), None)


def first_name_gender(cluster: Cluster) -> str | None:
    """Return the gender of a full name's first word."""
    first, _, rest = cluster.name.partition(" ")
    return first_names().get(first.casefold()) if rest else None


def gender_of_words(view: View, name: Name) -> str | None:
    """Read "Mrs.", "Queen", "spokesman" before a name."""
    near = view.lower[max(0, name.first - 3) : name.first]
    for word in reversed(near):
        if word in words().male_words - {"he", "him", "his"}:
            return "m"
        if word in words().female_words - {"she", "her", "hers"}:
            return "f"
        if word not in words().titles:
            return None
    return None


def placed(referents: Iterable[Referent]) -> Places:
    """Mark the tokens of all names."""
    places = Places()
    for referent in referents:
        for name in referent.cluster.names:
            for i in range(name.first, name.last):
                places.by_token[i] = referent
    return places

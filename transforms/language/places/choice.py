"""The choice among places of one name: each is weighed by how well it fits all others.

A name by itself means its largest place. Places named in one article lie near each other, in the
states and countries that it names as well; so every candidate is supported by the likely
candidates of the other names, and what is likely is worked out anew a few times.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transforms.language.places.candidates import Asked
from transforms.language.places.gazetteer import gazetteer
from transforms.language.places.place import Place
from transforms.language.places.publisher import country_of, home_of, is_home

Numbers = NDArray[np.float64]

EARTH_RADIUS_KM = 6371.0

COUNTRY_PRIOR, CONTESTED_COUNTRY_PRIOR = 10.5, 8.5
SEA_PRIOR = 9.0
REGION_PRIOR = 5.5
"""On the scale of a town's log10 of inhabitants: a larger town takes the bare name before the
region called after it (New York, Kharkiv), a country before either. Contested is a country whose
name is a state's as well: Georgia."""

DISTRICT_LOSS = 0.5
OTHER_NAME_LOSS = 1.1
METROPOLIS_GAIN, CAPITAL_GAIN = 0.4, 2.0
HOME_FLATNESS = 0.45
"""Share of the size that counts for a name in the paper's own address: size does not say which."""

NEAR_KM = 150.0
NEAR, SAME_REGION, SAME_KIND = 0.7, 0.65, 0.5
SAME_COUNTRY = 0.35
PUBLISHER_WEIGHT = 1
SUPPORT = 3.6
COUNTRY_GAIN = 3.0
HINT = 2.0
SHARPNESS = 3.0
LONELY_GAIN, SMALL_PRIOR, FEW_NAMES = 0.3, 4.7, 2
ROUNDS = 7
"""Set on the open halves of LGL and GeoVirus and on the cases of tests/places/test_places_choice."""


@dataclass(frozen=True)
class Field:
    """All candidates of all names as columns of numbers.

    Attributes:
        owner: number of the name that each candidate belongs to.
        prior: how likely it is by itself.
        kinship: how much each candidate (row) is helped by each other one (column).
        compatriots: 1 where two candidates of different names lie in one country.
        weight: of each name.
    """

    owner: NDArray[np.int64]
    prior: Numbers
    kinship: Numbers
    compatriots: Numbers
    weight: Numbers


def chosen(
    questions: Sequence[Asked], countries: Mapping[str, int], host: str | None
) -> list[Place | None]:
    """Return the place that each name means.

    None where the tables have none, and where the one that they have is small, nothing in the
    article speaks for it, and other places do lie elsewhere: another of that name is meant.

    Args:
        questions: the names with their candidates.
        countries: how often the article speaks of a country's people.
        host: host name of the publisher.
    """
    codes = dict(countries)
    if home := country_of(host):
        codes[home] = codes.get(home, 0) + PUBLISHER_WEIGHT
    groups = [q.candidates for q in questions]
    if not any(groups):
        return [None] * len(questions)
    homely = [is_home(host, q) for q in questions]
    if not any(homely):
        groups.append(home_of(host))
        homely.append(True)
    places = [p for group in groups for p in group]
    owner = np.array([i for i, group in enumerate(groups) for _ in group])
    weight = np.array([*(math.sqrt(q.weight) for q in questions), 1.0][: len(groups)])
    flat = np.where(np.array(homely)[owner], HOME_FLATNESS, 1.0)
    hints = [HINT * (p.key in q.hinted) for q in questions for p in q.candidates]
    prior = np.array([prior_of(p) for p in places]) * flat
    prior[: len(hints)] += np.array(hints)
    field = Field(owner, prior, *kinship(places, owner), weight)
    scores = settled(field, told(places, codes))
    gains = scores - prior
    result: list[Place | None] = []
    for i, question in enumerate(questions):
        own = np.flatnonzero(owner == i)
        best = own[int(np.argmax(scores[own]))] if len(own) else -1
        lonely = len(own) > 0 and gains[best] < LONELY_GAIN and prior[best] < SMALL_PRIOR
        doubtful = lonely and not question.inside and sum(map(bool, groups)) > FEW_NAMES
        result.append(None if best < 0 or doubtful else places[best])
    return result


def told(places: Sequence[Place], countries: Mapping[str, int]) -> Numbers:
    """Return the support that peoples and the publisher's country give to each candidate."""
    return np.array([float(min(countries.get(p.country or "", 0), 3)) for p in places])


def prior_of(place: Place) -> float:
    """Say how likely a bare name means this place."""
    loss = OTHER_NAME_LOSS * place.other_name
    if place.kind == "country":
        rivals = [p for p in gazetteer().territory(place.name) if p.kind == "region"]
        return (CONTESTED_COUNTRY_PRIOR if rivals else COUNTRY_PRIOR) - loss
    if place.kind == "region":
        return (SEA_PRIOR if place.type == "LOC" else REGION_PRIOR) - loss
    size = math.log10(max(place.population, 100))
    if place.kind == "district":
        return size - DISTRICT_LOSS - loss
    if gazetteer().is_capital(place):
        return size + CAPITAL_GAIN - loss
    return size + METROPOLIS_GAIN * (place.population > 1_000_000) - loss


def kinship(places: Sequence[Place], owner: NDArray[np.int64]) -> tuple[Numbers, Numbers]:
    """Say how much each candidate (row) is helped by each candidate of another name (column).

    Returns:
        by place: near each other, in one state, both states; and by country.
    """
    others = (owner[:, None] != owner[None, :]).astype(np.float64)
    region = same([p.code if p.kind != "country" else "" for p in places])
    states = same([(p.country or "") if p.kind == "region" else "" for p in places])
    result = np.maximum(SAME_REGION * region, SAME_KIND * states)
    result = np.maximum(NEAR * nearness(places), result)
    return result * others, same([p.country or "" for p in places]) * others


def same(codes: Sequence[str]) -> Numbers:
    """Return 1 where two candidates have one code, and it is known."""
    numbers = {code: i for i, code in enumerate(dict.fromkeys(codes))}
    column = np.array([numbers[code] if code else -1 for code in codes])
    equal = (column[:, None] == column[None, :]) & (column[:, None] >= 0)
    result: Numbers = equal.astype(np.float64)
    return result


def nearness(places: Sequence[Place]) -> Numbers:
    """Return 1 for the same spot, falling by half each 100 km; 0 for countries and regions."""
    there = np.array([p.point is not None and p.kind not in ("country", "region") for p in places])
    points = np.radians(np.array([p.point or (0.0, 0.0) for p in places]))
    lat, lon = points[:, 0], points[:, 1]
    xyz = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    distance = EARTH_RADIUS_KM * np.arccos(np.clip(xyz @ xyz.T, -1.0, 1.0))
    both = (there[:, None] & there[None, :]).astype(np.float64)
    near: Numbers = np.exp(-distance / NEAR_KM) * both
    return near


def settled(field: Field, given: Numbers) -> Numbers:
    """Return the score of each candidate, after the others' likelihoods have settled.

    A country says little however often it is named: Rome is in Italy also in an American paper.
    """
    scores = field.prior + COUNTRY_GAIN * (1 - np.exp(-SAME_COUNTRY * given))
    for _ in range(ROUNDS):
        likely = shares(scores, field) * field.weight[field.owner]
        near: Numbers = field.kinship @ likely
        country: Numbers = field.compatriots @ likely
        scores = (
            field.prior
            + SUPPORT * np.log1p(near)
            + COUNTRY_GAIN * (1 - np.exp(-SAME_COUNTRY * (given + country)))
        )
    return scores


def shares(scores: Numbers, field: Field) -> Numbers:
    """Return how likely each candidate is among those of its name; they add up to 1."""
    best = np.full(len(field.weight), -np.inf)
    np.maximum.at(best, field.owner, scores)
    raised = np.exp(SHARPNESS * (scores - best[field.owner]))
    total = np.zeros(len(field.weight))
    np.add.at(total, field.owner, raised)
    result: Numbers = raised / total[field.owner]
    return result

"""A place: what the tables know of it."""

from dataclasses import dataclass

Point = tuple[float, float]
"""Latitude and longitude in degrees."""


@dataclass(frozen=True)
class Place:
    """A country, region, district or town.

    Attributes:
        key: knowledge-base id, "wikidata:Q212", "geonames:703448" or "region:X-SAHEL".
        kind: country, region (a state, a sea), district (a county) or town.
        type: GPE or LOC.
        code: code of a territory, "UA" or "US-LA"; for a town or district that of its region.
        latitude, longitude: degrees; None where the tables have no point.
        population: inhabitants; 0 where the tables do not say.
        other_name: looked up by another name than its usual one.
    """

    key: str
    name: str
    kind: str
    type: str
    code: str
    country: str | None
    latitude: float | None
    longitude: float | None
    geonames_id: int | None
    wikidata_id: str | None
    population: int = 0
    other_name: bool = False

    @property
    def point(self) -> Point | None:
        """Latitude and longitude, if the tables have them."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude

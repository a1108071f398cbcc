"""What an entity's row says of a place: country, ids, coordinates, or why there are none."""

from typing import Any

from transforms.language.places.place import Place
from transforms.language.places.town_ids import town_ids


def facts_of_place(place: Place) -> dict[str, Any]:
    """Return the columns of an entity that stands for this place."""
    return {
        "country_code": place.country,
        "wikidata_id": place.wikidata_id or town_ids().get(place.geonames_id or 0),
        "geonames_id": place.geonames_id,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "place_reason": reason(place),
    }


def reason(place: Place) -> str | None:
    """Say why a known place has no point."""
    return None if place.latitude is not None else f"no_point_for_{place.kind}"

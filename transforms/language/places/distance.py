"""Distances on the globe."""

import math

EARTH_RADIUS_KM = 6371.0


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the great-circle distance of two points, each (latitude, longitude) in degrees."""
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*a, *b))
    across = math.sin((lat_b - lat_a) / 2) ** 2
    along = math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(across + along)))

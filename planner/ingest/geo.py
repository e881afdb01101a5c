"""Where coordinates may lie. The planner knows the counties of mainland China, so a point elsewhere is a mistake."""

from __future__ import annotations

LONGITUDES = (73.0, 136.0)
LATITUDES = (3.0, 54.0)
"""Rough box of the country, degrees WGS-84."""


def inside(lon: float, lat: float) -> bool:
    """Whether a point lies in the box."""
    return LONGITUDES[0] <= lon <= LONGITUDES[1] and LATITUDES[0] <= lat <= LATITUDES[1]


def swapped(lon: float, lat: float) -> bool:
    """Whether a point outside the box would lie inside with its two figures exchanged."""
    return not inside(lon, lat) and inside(lat, lon)

"""From GCJ-02, the datum of Chinese maps, to WGS-84: the verifier's own reckoning of the published shift."""

from __future__ import annotations

from collections.abc import Iterable
from math import cos, degrees, pi, radians, sin, sqrt

GCJ02 = "gcj02"
DATUMS = frozenset({"wgs84", GCJ02})

_A, _EE = 6_378_245.0, 0.00669342162296594323
"""Krasovsky 1940: semi-major axis in metres, eccentricity squared."""
_SINES_X = ((20.0, 6.0), (20.0, 2.0))
_SINES_EAST = ((20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30))
_SINES_NORTH = ((20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30))
"""Amplitude in metres and half-turns per degree."""
_CLOSE_DEG = 1e-10
"""About 10 micrometres: where the way back stops."""


def _wave(sines: Iterable[tuple[float, float]], at: float) -> float:
    return 2 / 3 * sum(height * sin(pi * turns * at) for height, turns in sines)


def to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """What a Chinese map shows for a WGS-84 point, degrees."""
    x, y = lon - 105, lat - 35
    shared = _wave(_SINES_X, x)
    east_m = 300 + x + 2 * y + 0.1 * x**2 + 0.1 * x * y + 0.1 * sqrt(abs(x)) + shared + _wave(_SINES_EAST, x)
    north_m = -100 + 2 * x + 3 * y + 0.2 * y**2 + 0.1 * x * y + 0.2 * sqrt(abs(x)) + shared + _wave(_SINES_NORTH, y)
    w = 1 - _EE * sin(radians(lat)) ** 2
    return (
        lon + degrees(east_m * sqrt(w) / (_A * cos(radians(lat)))),
        lat + degrees(north_m * w * sqrt(w) / (_A * (1 - _EE))),
    )


def to_wgs84(lon: float, lat: float) -> tuple[float, float]:
    """WGS-84 point that a Chinese map shows at ``lon``, ``lat``, degrees: corrected until the map agrees.

    Raises
    ------
    ValueError
        The map never agrees: no such point.
    """
    x, y = lon, lat
    for _ in range(40):
        seen_x, seen_y = to_gcj02(x, y)
        x, y = x + lon - seen_x, y + lat - seen_y
        if abs(lon - seen_x) + abs(lat - seen_y) < _CLOSE_DEG:
            return x, y
    raise ValueError(f"({lon:g}, {lat:g}) is no GCJ-02 point")

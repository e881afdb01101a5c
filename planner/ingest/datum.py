"""GCJ-02, the datum of Chinese maps, and the way back to WGS-84.

The shift is the one that map users worked out and published (2010, "eviltransform" and many others): a polynomial with
sines over the offset from 105° E 35° N, in metres, laid on the Krasovsky 1940 ellipsoid. The code here is our own.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

WGS84, GCJ02 = "wgs84", "gcj02"
DATUMS = (WGS84, GCJ02)

FloatArray = npt.NDArray[np.float64]

_SEMI_MAJOR_M = 6_378_245.0
_ECCENTRICITY_2 = 0.00669342162296594323
_ROUNDS = 12
"""Each round of the way back shrinks what is left at least a hundredfold: ten are ample, twelve cost nothing."""


def gcj02_of(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """GCJ-02 degrees of WGS-84 degrees; arrays of one shape.

    Examples
    --------
    >>> lon, lat = gcj02_of(121.55, 29.87)
    >>> f"{lon:.4f} {lat:.4f}"
    '121.5542 29.8674'
    """
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    east_m, north_m = _shift_m(lon - 105.0, lat - 35.0)
    phi = np.radians(lat)
    flat = 1.0 - _ECCENTRICITY_2 * np.sin(phi) ** 2
    meridian_m = _SEMI_MAJOR_M * (1.0 - _ECCENTRICITY_2) / flat**1.5
    parallel_m = _SEMI_MAJOR_M / np.sqrt(flat) * np.cos(phi)
    return lon + np.degrees(east_m / parallel_m), lat + np.degrees(north_m / meridian_m)


def wgs84_of(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """WGS-84 degrees of GCJ-02 degrees, by fixed-point iteration; exact to less than a millimetre."""
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    there_lon, there_lat = lon, lat
    for _ in range(_ROUNDS):
        image_lon, image_lat = gcj02_of(there_lon, there_lat)
        there_lon, there_lat = there_lon - (image_lon - lon), there_lat - (image_lat - lat)
    return there_lon, there_lat


def _shift_m(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Metres east and north at ``x``° east and ``y``° north of the origin of the shift."""
    common = 20.0 * np.sin(6 * np.pi * x) + 20.0 * np.sin(2 * np.pi * x)
    along_x = 20.0 * np.sin(np.pi * x) + 40.0 * np.sin(np.pi * x / 3) + 150.0 * np.sin(np.pi * x / 12)
    along_x = along_x + 300.0 * np.sin(np.pi * x / 30)
    along_y = 20.0 * np.sin(np.pi * y) + 40.0 * np.sin(np.pi * y / 3) + 160.0 * np.sin(np.pi * y / 12)
    along_y = along_y + 320.0 * np.sin(np.pi * y / 30)
    root = np.sqrt(np.abs(x))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + (common + along_x) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + (common + along_y) * 2.0 / 3.0
    return east, north

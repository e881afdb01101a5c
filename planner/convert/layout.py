"""Where an instance lies on the map, and how many metres and seconds stand for a grain of its distance.

The plane of an instance has no place on Earth. Its nodes are laid around one county seat, so close together that a
straight line is always shorter than the road that the matrix gives: the verifier compares the two.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.convert.instance import Instance
from planner.convert.reading import refused
from planner.reference import counties
from planner.units import EARTH_RADIUS_M

COUNTY = "330212"
"""Yinzhou, Ningbo: the county of every place; an arbitrary choice."""
LONGEST_M = 20_000_000
"""Largest distance that matrix.csv may hold."""
WIDEST_M = 200.0
"""Metres of the map for a unit of coordinates, at most."""
APART_M = 110.0
"""Places within 100 m are one place to planner and verifier."""
GRID_M = 150.0
SAFETY = 0.9
FREE_S_PER_KM = 36
"""Without time windows time does not bind: 100 km/h."""
UNIT_S = 60
"""With time windows a unit of time is a minute, the grain of the planner's clock."""

Floats = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Layout:
    """Metres and seconds of a grain, and degrees (lon, lat) of every node."""

    metres: int
    seconds: Fraction
    degrees: tuple[tuple[float, float], ...]

    def drive_s(self, grains: int) -> int:
        """Driving seconds of a distance, rounded up."""
        return math.ceil(grains * self.seconds)


def lay_out(instance: Instance) -> Layout:
    """Scale and degrees of an instance.

    Raises
    ------
    BadInput
        Distances too long for a matrix, or too short for the places to lie apart.
    """
    metres = _metres(instance)
    seconds = Fraction(FREE_S_PER_KM * metres, 1000)
    if instance.windows is not None:
        seconds = Fraction(UNIT_S, instance.grains_per_unit)
    return Layout(metres, seconds, _degrees(_plane(instance, metres)))


def _metres(instance: Instance) -> int:
    """A kilometre a unit, less where the longest distance asks for it."""
    longest = int(instance.distance.max())
    for metres in (1000 // instance.grains_per_unit, 100, 10):
        if longest * metres <= LONGEST_M:
            return metres
    raise refused(instance.name, "EDGE_WEIGHT", str(longest), "out_of_range", f"at most {LONGEST_M // 10} grains")


def _plane(instance: Instance, metres: int) -> Floats:
    """Metres east and north of the middle."""
    roads = instance.distance * float(metres)
    if instance.points is None:
        width = math.ceil(math.sqrt(len(instance.demands)))
        steps = np.arange(len(instance.demands))
        plane = np.stack([steps % width, steps // width], axis=1) * GRID_M
        scale = 1.0 if (roads + APART_M >= _apart(plane)).all() else 0.0
    else:
        plane = instance.points - instance.points.mean(axis=0)
        apart = _apart(plane)
        scale = min(WIDEST_M, SAFETY * float(np.min((roads + APART_M) / np.maximum(apart, 1e-9))))
    plane = plane * scale
    merged = (_apart(plane) < APART_M) & (instance.distance > 0)
    np.fill_diagonal(merged, False)
    if merged.any():
        a, b = (int(node) for node in np.argwhere(merged)[0])
        reason = "distances do not suit the coordinates: the places cannot be laid out apart from each other"
        raise refused(instance.name, f"nodes {a + 1} and {b + 1}", str(instance.distance[a, b]), "no_layout", reason)
    return plane


def _apart(plane: Floats) -> Floats:
    east, north = (plane[:, axis][:, None] - plane[:, axis][None, :] for axis in (0, 1))
    return np.asarray(np.hypot(east, north))


def _degrees(plane: Floats) -> tuple[tuple[float, float], ...]:
    seat = counties()[COUNTY]
    per_degree = math.pi * EARTH_RADIUS_M / 180
    lat = seat.lat + plane[:, 1] / per_degree
    lon = seat.lon + plane[:, 0] / (per_degree * np.cos(np.radians(lat)))
    return tuple((round(x, 6), round(y, 6)) for x, y in zip(lon.tolist(), lat.tolist(), strict=True))

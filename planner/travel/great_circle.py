"""Straight lines times a factor, at one speed: no roads, no waters, no sealed counties between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from planner.domain.place import Place, ZoneArea
from planner.domain.travel import UNREACHABLE, Matrix, PathStep, Route
from planner.travel.areas import SealableAreas
from planner.travel.lines import great_circle_array_m
from planner.travel.settings import RoadSettings


class GreatCircle:
    """``TravelSource`` for quick trials: great circle × factor, rounded up (a metric).

    A sealed county cannot be left or entered; whether a straight line crosses one is not known here. A line
    that touches a sealed sub-county area is no way: nothing here leads round it, so that two places may be
    reached from a third and not from each other.
    """

    name = "great-circle"

    def __init__(self, roads: RoadSettings | None = None, areas: Sequence[ZoneArea] = ()) -> None:
        self._roads = roads or RoadSettings()
        self._areas = SealableAreas(areas)

    def matrix(self, places: Sequence[Place], sealed: frozenset[str]) -> Matrix:
        """All pairs; see ``TravelSource.matrix``."""
        lon = np.array([place.lon for place in places], dtype=np.float64)
        lat = np.array([place.lat for place in places], dtype=np.float64)
        shut = np.array([place.adcode in sealed for place in places], dtype=np.bool_)
        metres = np.empty((len(places), len(places)), dtype=np.int32)
        for row in range(len(places)):
            straight = great_circle_array_m(lon[row], lat[row], lon, lat)
            # Rounding up keeps the triangle inequality; the haversine is symmetric only to the last bit,
            # so the lower half is copied from the upper one.
            metres[row, row:] = np.ceil(straight[row:] * self._roads.straight_factor - 1e-6)
            metres[row:, row] = metres[row, row:]
        seconds = np.ceil(metres * (3.6 / self._roads.straight_kmh)).astype(np.int32)
        blocked = (shut[:, None] | shut[None, :]) & ~np.eye(len(places), dtype=np.bool_)
        blocked |= self._areas.crossed_pairs(sealed, places)
        metres[blocked] = UNREACHABLE
        seconds[blocked] = UNREACHABLE
        return Matrix(tuple(places), metres, seconds)

    def routes(self, pairs: Sequence[tuple[Place, Place]], sealed: frozenset[str]) -> tuple[Route | None, ...]:
        """The straight line of each pair, half in each county; see ``TravelSource.routes``."""
        return tuple(self._route(start, stop, sealed) for start, stop in pairs)

    def passed(
        self,
        places: Sequence[Place],
        sealed: frozenset[str],  # noqa: ARG002 - straight routes touch the same counties on any ground
        levels: Mapping[str, int],
    ) -> npt.NDArray[np.int8]:
        """Level of the counties of both ends; see ``TravelSource.passed``."""
        return ends_passed(places, levels)

    def _route(self, start: Place, stop: Place, sealed: frozenset[str]) -> Route | None:
        # The matrix is filled from the first place to the second; a canonical order gives the same bits.
        pair = self.matrix(sorted((start, stop), key=lambda place: (place.lon, place.lat)), sealed)
        metres, seconds = int(pair.distance_m[0, 1]), int(pair.drive_s[0, 1])
        if metres == UNREACHABLE:
            return None
        return straight_route(start, stop, metres, seconds)


def ends_passed(places: Sequence[Place], levels: Mapping[str, int]) -> npt.NDArray[np.int8]:
    """Highest level of the counties of both ends, int8 [n, n]: straight routes touch no others."""
    own = np.array([levels.get(place.adcode, 0) for place in places], dtype=np.int8)
    return np.maximum(own[:, None], own[None, :])


def straight_route(start: Place, stop: Place, metres: int, seconds: int) -> Route:
    """Route along the straight line: one step, or half in the county of either end; no motorway known."""
    points = ((start.lon, start.lat), (stop.lon, stop.lat))
    if start.adcode == stop.adcode:
        steps: tuple[PathStep, ...] = (PathStep(start.adcode, metres, 0, seconds),)
    else:
        half_m, half_s = metres // 2, seconds // 2
        steps = (
            PathStep(start.adcode, half_m, 0, half_s),
            PathStep(stop.adcode, metres - half_m, 0, seconds - half_s),
        )
    return Route(metres, seconds, 0, steps, points)

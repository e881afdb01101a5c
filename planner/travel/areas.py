"""Sealed sub-county areas: which straight lines touch them, and which places they hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from planner.domain.place import Place, ZoneArea
from planner.domain.zones import AREA_PREFIX
from planner.errors import TravelError
from planner.travel.lines import FloatArray

Bools = npt.NDArray[np.bool_]


class SealableAreas:
    """Areas of a scenario as shapes, asked for by the ``area:<area_id>`` codes of sealed ground.

    A line that touches an area, its edge included, crosses it; so a place inside is at the end of no open line.
    """

    def __init__(self, areas: Iterable[ZoneArea] = ()) -> None:
        self._shapes: Mapping[str, BaseGeometry] = {
            AREA_PREFIX + area.area_id: shapely.from_wkt(area.wkt) for area in areas
        }
        for one in self._shapes.values():
            shapely.prepare(one)

    def of(self, sealed: frozenset[str]) -> tuple[BaseGeometry, ...]:
        """Shapes of the areas among the codes of sealed ground; county codes are none.

        Raises
        ------
        TravelError
            An area is not known here.
        """
        codes = sorted(code for code in sealed if code.startswith(AREA_PREFIX))
        lost = [code for code in codes if code not in self._shapes]
        if lost:
            raise TravelError(f"sealed area {lost[0]!r} is unknown to the travel source; give it the scenario's areas")
        return tuple(self._shapes[code] for code in codes)

    def crossed(self, sealed: frozenset[str], start: FloatArray, stop: FloatArray) -> Bools:
        """Whether straight lines touch a sealed area.

        Parameters
        ----------
        start, stop : float64 arrays [m, 2]
            Longitude and latitude of both ends.
        """
        shapes = self.of(sealed)
        hit = np.zeros(len(start), dtype=np.bool_)
        if not shapes or not len(start):
            return hit
        low, high = np.minimum(start, stop), np.maximum(start, stop)
        for one in shapes:
            west, south, east, north = one.bounds
            near = np.flatnonzero(
                ~hit & (low[:, 0] <= east) & (high[:, 0] >= west) & (low[:, 1] <= north) & (high[:, 1] >= south)
            )
            lines = shapely.linestrings(np.stack([start[near], stop[near]], axis=1))
            hit[near] = shapely.intersects(one, lines)
        return hit

    def crossed_pairs(self, sealed: frozenset[str], places: Sequence[Place]) -> Bools:
        """Whether the straight line of each pair of places touches a sealed area, bool [n, n]; no place to itself."""
        hit = np.zeros((len(places), len(places)), dtype=np.bool_)
        if not self.of(sealed):
            return hit
        points = np.array([(place.lon, place.lat) for place in places], dtype=np.float64).reshape(-1, 2)
        rows, columns = np.triu_indices(len(places), k=1)
        for begin in range(0, len(rows), _CHUNK):
            part = slice(begin, begin + _CHUNK)
            hit[rows[part], columns[part]] = self.crossed(sealed, points[rows[part]], points[columns[part]])
        return np.asarray(hit | hit.T)


_CHUNK = 200_000


def places_inside(area: ZoneArea, places: Sequence[Place]) -> tuple[str, ...]:
    """Ids of the places that an area holds, its edge included."""
    shape = shapely.from_wkt(area.wkt)
    shapely.prepare(shape)
    points = np.array([(place.lon, place.lat) for place in places], dtype=np.float64).reshape(-1, 2)
    held = shapely.intersects_xy(shape, points[:, 0], points[:, 1])
    return tuple(place.place_id for place, inside in zip(places, held, strict=True) if inside)

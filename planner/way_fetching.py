"""Ways of coach legs from the travel source: those that routed trips are likely to need, in a process beside the one
that gives the trips clocks; then the rest."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from types import TracebackType
from typing import Any

from planner.carrying import Carried
from planner.domain.routing import RoutedTrip
from planner.domain.travel import Ground, PathStep, Route, TravelSource
from planner.errors import TravelError
from planner.schedule.rotations import first_epoch
from planner.schedule.ways import WayKey, ways_needed
from planner.schedule.world import World
from planner.second_core import Aside, give_way
from planner.units import HOUR_S

RESTS_FROM_S = 2 * HOUR_S
"""Empty runs of at least so many driving seconds are likely to hold a rest, which is looked up on the way."""
FETCHING_GIVES_WAY = 5
"""Steps of niceness: before the search for better plans, after the clocks of the first one."""

Known = Mapping[WayKey, Route | None]


class WaysAhead:
    """Asks a travel source in another process, where the run may have one, for what trips will need as routed.

    What turns out not to be needed, because a trip was cut or runs with another fleet, is left over; what is missing
    is fetched by ``fetch_routes`` later.
    """

    def __init__(self, travel: TravelSource, ground: Ground, forks: bool) -> None:
        self._travel, self._ground, self._forks = travel, ground, forks
        self._keys: list[WayKey] = []
        self._asked: Aside[_Packed] | None = None

    def __enter__(self) -> WaysAhead:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._asked is not None:
            self._asked.stop()

    def begin(self, world: World, trips: Sequence[RoutedTrip]) -> None:
        """Begin with the ways of these trips, on the ground of their first day."""
        if not self._forks:
            return
        self._keys = sorted(set(_likely(world, trips)))

        def fetch() -> _Packed:
            give_way(FETCHING_GIVES_WAY)
            found = _asked(self._travel, self._ground, world, self._keys)
            return _Packed.of([found[key] for key in self._keys])

        self._asked = Aside(fetch)

    def found(self) -> Known:
        """All ways that were begun with; ``None`` where the source knows none, nothing where the process was lost."""
        packed = None if self._asked is None else self._asked.answer()
        return {} if packed is None else dict(zip(self._keys, packed.routes(), strict=True))


def fetch_routes(
    travel: TravelSource, ground: Ground, carried: Carried, known: Known | None = None
) -> dict[WayKey, Route]:
    """Ways of all coach legs, asked for once each.

    Parameters
    ----------
    known : mapping, optional
        Ways that were fetched already.

    Raises
    ------
    TravelError
        The source has a distance but no way for a pair.
    """
    keys = ways_needed(carried.sorties, [fleet.depot_id for fleet in carried.world.scenario.fleets])
    before = known or {}
    found = {**before, **_asked(travel, ground, carried.world, [key for key in keys if key not in before])}
    routes: dict[WayKey, Route] = {}
    for key in keys:
        route = found[key]
        if route is None:
            raise TravelError(f"{travel.name} has a distance but no way from {key[1]} to {key[2]}")
        routes[key] = route
    return routes


def _likely(world: World, trips: Iterable[RoutedTrip]) -> Iterator[WayKey]:
    """Loaded legs, and the empty runs of the chosen fleet that are long."""
    depots = [fleet.depot_id for fleet in world.scenario.fleets]
    for trip in trips:
        stops, epoch = trip.pickups + trip.drops, first_epoch(world, trip)
        yield from ((epoch, *leg) for leg in pairwise(stops))
        depot, drive_s, rows = depots[trip.fleet], world.ground.matrices[epoch].drive_s, world.rows
        for start, end in ((depot, stops[0]), (stops[-1], depot)):
            if drive_s[rows[start], rows[end]] >= RESTS_FROM_S:
                yield epoch, start, end


def _asked(travel: TravelSource, ground: Ground, world: World, keys: Iterable[WayKey]) -> dict[WayKey, Route | None]:
    """What the source says of ways, asked epoch by epoch."""
    by_epoch: dict[int, list[WayKey]] = {}
    for key in keys:
        by_epoch.setdefault(key[0], []).append(key)
    found: dict[WayKey, Route | None] = {}
    for epoch, mine in by_epoch.items():
        pairs = [(world.places[start], world.places[end]) for _, start, end in mine]
        found.update(zip(mine, travel.routes(pairs, ground.sealed[epoch]), strict=True))
    return found


@dataclass(frozen=True, slots=True)
class _Packed:
    """Routes as a few long columns: taken to another process in a fifth of the time.

    ``whole``: metres, seconds, metres of motorway, steps and points of each route, ``None`` where there is no way;
    ``steps`` and ``points`` are the fields of all of them, one route after the other.
    """

    whole: list[tuple[int, int, int, int, int] | None]
    steps: tuple[list[str], list[int], list[int], list[int]]
    points: tuple[list[float], list[float]]

    @classmethod
    def of(cls, routes: Sequence[Route | None]) -> _Packed:
        known = [route for route in routes if route is not None]
        steps = [step for route in known for step in route.steps]
        points = [point for route in known for point in route.points]
        return cls(
            [
                None if r is None else (r.distance_m, r.drive_s, r.motorway_m, len(r.steps), len(r.points))
                for r in routes
            ],
            (
                [step.adcode for step in steps],
                [step.distance_m for step in steps],
                [step.motorway_m for step in steps],
                [step.drive_s for step in steps],
            ),
            ([lon for lon, _ in points], [lat for _, lat in points]),
        )

    def routes(self) -> Iterator[Route | None]:
        steps = [object.__new__(PathStep) for _ in self.steps[0]]
        # column by column: a third of the time that calling the record for every step takes
        columns: tuple[list[Any], ...] = self.steps
        for field, column in zip(fields(PathStep), columns, strict=True):
            deque(map(getattr(PathStep, field.name).__set__, steps, column), maxlen=0)
        points = list(zip(*self.points, strict=True))
        step = point = 0
        for row in self.whole:
            if row is None:
                yield None
                continue
            metres, seconds, motorway, more_steps, more_points = row
            crossed, course = steps[step : step + more_steps], points[point : point + more_points]
            yield Route(metres, seconds, motorway, tuple(crossed), tuple(course))
            step, point = step + more_steps, point + more_points

"""The little plane of ``small_world`` with coaches to time: shipments, routed trips, driving rules, sorties.

Loaded trips: ``FUNAN`` or ``YINGSHANG`` to a factory are 700 and 660 km, nine to ten hours of driving; ``FYH`` is
40 km from either, ``NBH`` 20 km from ``S1``. Fleet ``NB`` stands at ``S1``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

import numpy as np

from planner.domain.demand import Cohort
from planner.domain.place import Level
from planner.domain.plan import LegRole
from planner.domain.routing import OpenService, Ride, RideTable, RoutedTrip, Shipment, TripLoad
from planner.domain.rule import DriverRules, RuleSet
from planner.domain.travel import Route
from planner.schedule.clock import Ints, Run, ride_table
from planner.schedule.parts import make_parts
from planner.schedule.rotations import rotate
from planner.schedule.sorties import Sortie
from planner.schedule.tables import Schedule, Tables, write_tables
from planner.schedule.timetable import TimedTrip, timed_options
from planner.schedule.ways import WayKey
from planner.schedule.world import World
from planner.travel.great_circle import straight_route
from planner.units import DAY_S, HOUR_S
from tests.builders.small_world import FUNAN, YINGSHANG, SmallWorld, cohort, fleet, moment, rules, small_world

LEGAL = DriverRules(
    continuous_day_s=4 * HOUR_S,
    continuous_night_s=2 * HOUR_S,
    rest_s=1_200,
    driving_24h_s=8 * HOUR_S,
    driving_7d_s=44 * HOUR_S,
    two_driver_m=400_000,
    night_from_s=22 * HOUR_S,
    night_to_s=6 * HOUR_S,
    stop_from_s=2 * HOUR_S,
    stop_to_s=5 * HOUR_S,
    stop_exempt_m=100_000,
    night_speed_share=Fraction(4, 5),
)
"""Driving limits as the law has them: 4 h by day, 2 h by night, 20 min of rest, 8 h in a day, 44 h in a week."""


def legal_rules(**facts: object) -> RuleSet:
    """Half of the seats, legal driving hours."""
    return rules(**{"drivers": LEGAL, **facts})


@lru_cache(maxsize=8)
def rides_of(drivers: DriverRules) -> RideTable:
    """Ride table of driving rules, made once."""
    return ride_table(drivers)


def shipment(
    persons: int = 20,
    start: str = FUNAN,
    end: str = "S1",
    window: tuple[int, int] | None = None,
    role: LegRole = LegRole.DIRECT,
    **facts: object,
) -> Shipment:
    """Persons of cohort 0 to carry within a window (first departure, last arrival); the whole second to eighth day."""
    low, high = window or (moment(1), moment(7, 20))
    made = Shipment(0, role, None, start, end, low, high, low, high, persons, False, 1, f"E{end[1:]}")
    return replace(made, **facts)


def at_hour(
    day: int, hour: float, persons: int = 20, start: str = FUNAN, end: str = "S1", **facts: object
) -> Shipment:
    """A shipment that must leave at one moment and may arrive until two days later."""
    leave = moment(day, hour)
    times = {"depart_from": leave, "depart_to": leave, "arrive_from": leave, "arrive_to": leave + 2 * DAY_S}
    return replace(shipment(persons, start, end), **{**times, **facts})


def trip_of(shipments: Sequence[Shipment], *indexes: int, fleet: int = 0) -> RoutedTrip:
    """A coach that takes these shipments whole: pick-ups in order, then drops in order."""
    mine = [shipments[index] for index in indexes]
    return RoutedTrip(
        mine[0].role,
        mine[0].service_id,
        fleet,
        tuple(dict.fromkeys(s.from_place for s in mine)),
        tuple(dict.fromkeys(s.to_place for s in mine)),
        tuple(TripLoad(index, shipments[index].persons) for index in indexes),
    )


def single_trips(shipments: Sequence[Shipment]) -> list[RoutedTrip]:
    """One coach for each shipment."""
    return [trip_of(shipments, index) for index in range(len(shipments))]


def schedule_world(
    shipments: Sequence[Shipment], *rulesets: RuleSet, cohorts: Sequence[Cohort] = (), **facts: object
) -> World:
    """The little world indexed for scheduling, with legal driving hours unless other rules are given."""
    sets = rulesets or (legal_rules(),)
    small: SmallWorld = small_world(*sets, rides=rides_of(sets[0].drivers), **facts)
    return World.of(small.scenario, small.policy, small.ground, tuple(shipments), small.rides, cohorts)


def options(world: World, *indexes: int, drive_s: int = 0) -> list[TimedTrip]:
    """Every departure of one coach with these shipments (all of them if none is named)."""
    chosen = indexes or tuple(range(len(world.shipments)))
    return list(timed_options(world, trip_of(world.shipments, *chosen), drive_s))


def run_all(world: World) -> tuple[Sortie, ...]:
    """Sorties of one coach for each shipment; all of them must find a vehicle."""
    rotation = rotate(world, single_trips(world.shipments))
    assert not rotation.failures, rotation.failures
    return rotation.sorties


def bare_sortie(*loads: tuple[int, int]) -> Sortie:
    """A coach that carries persons of shipments, given as (shipment, persons); where and when does not matter."""
    routed = RoutedTrip(LegRole.DIRECT, None, 0, (FUNAN,), ("S1",), tuple(TripLoad(*load) for load in loads))
    still = Run(0, 0, (), np.empty((0, 2), dtype=np.int64))
    timed = TimedTrip(routed, (FUNAN, "S1"), legal_rules(), Level.LOW, "inter_province", 0, 1, 0, 0, 0, still)
    return Sortie(timed, 0, 1, 1, still, still, 0, 0)


def straight_ways(world: World) -> dict[WayKey, Route]:
    """Every way of the world, half in the county of either end."""
    return {
        (epoch, a.place_id, b.place_id): straight_route(a, b, int(matrix.distance_m[i, j]), int(matrix.drive_s[i, j]))
        for epoch, matrix in enumerate(world.ground.matrices)
        for i, a in enumerate(world.ground.places)
        for j, b in enumerate(world.ground.places)
        if i != j
    }


def schedule_of(
    world: World,
    cohorts: Sequence[Cohort],
    rides: Sequence[Ride],
    parts: Sequence[object],
    sorties: Sequence[Sortie],
    opened: Sequence[OpenService] = (),
) -> Schedule:
    """What the tables are written from, with straight ways."""
    return Schedule(cohorts, rides, parts, sorties, opened, {}, straight_ways(world))  # type: ignore[arg-type]


def most_driven(driven: Ints, window_s: int) -> int:
    """Most seconds driven in any window, counted minute by minute: slow, and sharing nothing with the planner."""
    if not len(driven):
        return 0
    first = int(driven.min())
    wheel = np.zeros((int(driven.max()) - first) // 60 + 1, dtype=np.int64)
    for start, end in driven.tolist():
        wheel[(start - first) // 60 : (end - first) // 60] += 1
    assert wheel.max() <= 1, "a vehicle is driven twice at the same time"
    done = np.concatenate([[0], np.cumsum(wheel)])
    minutes = window_s // 60
    return max(int(done[min(k + minutes, len(done) - 1)] - done[k]) for k in range(len(done))) * 60


def stretches(driven: Ints, rest_s: int) -> Iterable[list[tuple[int, int]]]:
    """Driving intervals with gaps shorter than a rest, put together."""
    current: list[tuple[int, int]] = []
    for start, end in sorted(map(tuple, driven.tolist())):
        if current and start - current[-1][1] >= rest_s:
            yield current
            current = []
        current.append((start, end))
    if current:
        yield current


def seconds_inside(start: int, end: int, low_s: int, high_s: int) -> int:
    """Seconds of an interval inside a daily window that may run past midnight, minute by minute."""
    hours = [at % DAY_S for at in range(start, end, 60)]
    if low_s < high_s:
        return 60 * sum(low_s <= hour < high_s for hour in hours)
    return 60 * sum(hour >= low_s or hour < high_s for hour in hours)


NEAR_DEPOT = (-10.0, 0.0, "330206")
"""Ten kilometres west of S1."""


def direct(number: int, persons: int, cohort_no: int = 0) -> Ride:
    """A ride whose shipment has the same number."""
    return Ride(cohort_no, persons, False, None, number, None, None)


def two_stops(*rulesets: RuleSet, **facts: object) -> tuple[World, Tables]:
    """One coach of two drivers: 10 persons from FUNAN at 08:00 of the fourth day, 8 from YINGSHANG, all to S1."""
    shipments = [at_hour(3, 8, 10), shipment(8, YINGSHANG, cohort=1)]
    world = schedule_world(shipments, *rulesets, **{"fleets": (fleet("NB", NEAR_DEPOT),), **facts})
    rotation = rotate(world, [trip_of(shipments, 0, 1)])
    assert not rotation.failures
    rides = [direct(0, 10), direct(1, 8, 1)]
    parts, _ = make_parts(rides, rotation.sorties, (), ())
    cohorts = [cohort(1, 10), cohort(2, 8, origin=YINGSHANG)]
    return world, write_tables(world, schedule_of(world, cohorts, rides, parts, rotation.sorties))


def short_trips(*hours: float) -> tuple[World, Tables]:
    """A coach of 20 persons from NBH to S1 at each hour of the third day."""
    shipments = [at_hour(2, hour, start="NBH") for hour in hours]
    world = schedule_world(shipments)
    rides = [direct(number, 20) for number in range(len(hours))]
    sorties = run_all(world)
    parts, _ = make_parts(rides, sorties, (), ())
    return world, write_tables(world, schedule_of(world, [cohort(1, 20 * len(hours))], rides, parts, sorties))

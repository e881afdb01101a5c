"""Clocks for routed trips: every departure that keeps all windows, hours, levels and driving rules."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat

import numpy as np

from planner.domain.fleet import Fleet
from planner.domain.place import Level, prefecture_of
from planner.domain.plan import LegRole
from planner.domain.routing import RoutedTrip
from planner.domain.rule import RuleSet, scope_of
from planner.domain.service import Mode
from planner.schedule.clock import Halt, Ints, Run, limits_of, run
from planner.schedule.departures import SLACK_S, Demands, demands_of, departures
from planner.schedule.labs import LabHalt, arrivals_met, county_of_site, lab_halts, tested, tours
from planner.schedule.windows import Windows
from planner.schedule.world import World
from planner.units import DAY_S

OPTIONS_PER_DAY = 5
MANY_OPTIONS = 96
"""Departures of a day where a station or airport lets few persons pass at a time."""
LOOKED_AT = 32
"""Departures whose windows are looked at together; often one of the first will do."""


@dataclass(frozen=True, slots=True)
class TimedTrip:
    """A routed trip with one departure and all that follows from it; local seconds.

    ``stops`` are pick-ups, then the test sites of ``labs``, then drops; ``calls`` the halts at all but the first of
    them. ``untested`` are the shipments (indexes) that would have to be tested but that no test site serves.
    """

    routed: RoutedTrip
    stops: tuple[str, ...]
    rules: RuleSet
    level: Level
    scope: str
    epoch: int
    crew: int
    distance_m: int
    drive_s: int
    boarding_s: int
    run: Run
    labs: tuple[LabHalt, ...] = ()
    untested: tuple[int, ...] = ()

    @property
    def closed_loop(self) -> bool:
        """Whether the trip runs as a closed loop, after which vehicle and crew stay away from others."""
        return self.rules.closed_loop_from is not None and self.level >= self.rules.closed_loop_from

    def stands(self) -> Iterator[tuple[str, int, int]]:
        """Every stop with the seconds at which the coach comes and goes."""
        yield self.stops[0], self.boarding_s, self.run.depart_s
        for stop, (from_s, to_s) in zip(self.stops[1:], self.run.calls, strict=True):
            yield stop, from_s, to_s

    @property
    def load(self) -> int:
        """Persons aboard in all."""
        return sum(load.persons for load in self.routed.loads)

    @property
    def calls(self) -> tuple[Halt, ...]:
        """Halts at stops, in order, the first pick-up left out."""
        return tuple(halt for halt in self.run.halts if halt.arrive)

    @property
    def escorts(self) -> dict[str, int]:
        """Escorts by kind that go along."""
        ride_s = self.run.arrive_s - self.run.depart_s
        return self.rules.escorts_needed(Mode.COACH.value, self.load, ride_s, self.level)

    def usable(self, fleet: Fleet) -> int:
        """Usable seats if this fleet runs the trip."""
        escorts = sum(self.escorts.values())
        return self.rules.usable_seats(Mode.COACH.value, self.scope, self.level, fleet.seats, fleet.seat_rows, escorts)

    def needy(self, world: World) -> tuple[int, ...]:
        """Shipments aboard whose persons take accessible seats."""
        return tuple(load.shipment for load in self.routed.loads if world.shipments[load.shipment].accessible)

    def registered(self, world: World) -> tuple[int, ...]:
        """Fleets (indexes) that registration lets run the trip."""
        if not self.rules.one_end_registration:
            return tuple(range(len(world.scenario.fleets)))
        ends = self.routed.pickups + self.routed.drops
        return world.fleets_at(frozenset(prefecture_of(world.places[stop].adcode) for stop in ends))

    def fleets(self, world: World) -> tuple[int, ...]:
        """Fleets (indexes) that registration, seats and accessible seats let run the trip."""
        load, needy = self.load, set(self.needy(world))
        needs = sum(load.persons for load in self.routed.loads if load.shipment in needy)
        seats = world.usable_seats(self.rules, self.scope, self.level, sum(self.escorts.values()))
        fleets = world.scenario.fleets
        return tuple(n for n in self.registered(world) if seats[n] >= load and fleets[n].accessible_seats >= needs)


def timed_options(
    world: World, routed: RoutedTrip, sortie_drive_s: int, shut: Container[tuple[int, int]] = ()
) -> Iterator[TimedTrip]:
    """Departures of a trip that keep every rule, best first within each day, day after day.

    The ride table sorts out departures whose arrival cannot fit; the rest are driven exactly, one by one, as
    the caller asks for them. Where people aboard are tested, a departure is offered with several test sites.

    Parameters
    ----------
    sortie_drive_s : int
        Driving of the whole sortie, empty runs included; decides whether two drivers go.
    shut : container of (int, int)
        Days of departure and arrival on which nothing is left of what the trip needs; it may grow while options are
        asked for.
    """
    trip = _Trip.of(world, routed, sortie_drive_s)
    given: dict[int, int] = {}
    most = options_per_day(world, routed)
    departs, rides = departures(world, routed, trip.demands, routed.pickups + routed.drops)
    rows = zip(departs.tolist(), rides.tolist(), trip.in_time(departs), strict=True)
    for depart, ride, in_time in rows:
        day = depart // DAY_S
        if not in_time or given.get(day, 0) >= most or _shut(shut, depart, ride):
            continue
        number = 0
        for timed in _over_labs(trip, depart):
            number += 1
            yield timed
        given[day] = given.get(day, 0) + bool(number)


@dataclass(frozen=True, slots=True)
class _Way:
    """How a trip is driven under a rule set on one epoch of sealed ground: stops, legs, crew and limits."""

    stops: tuple[str, ...]
    legs_s: Ints
    distance_m: int
    crew: int
    dwells: Ints
    limits: Ints
    longest_s: int | None


@dataclass(frozen=True, slots=True)
class _Trip:
    """A routed trip whose clock is looked for, with what its departures share.

    ``sortie_drive_s``: driving of the whole sortie; ``ways``: those without tests, by rule set and epoch, remembered.
    """

    world: World
    routed: RoutedTrip
    sortie_drive_s: int
    demands: Demands
    windows: Windows
    ways: dict[tuple[str, int], _Way | None] = field(default_factory=dict)

    @classmethod
    def of(cls, world: World, routed: RoutedTrip, sortie_drive_s: int) -> _Trip:
        demands = demands_of(world, routed)
        return cls(world, routed, sortie_drive_s, demands, Windows.of(world, routed, demands))

    def way(self, rules: RuleSet, epoch: int, labs: tuple[LabHalt, ...] = ()) -> _Way | None:
        """The way over these test sites; ``None``: there is none, or it is longer than allowed."""
        if labs:
            return self._way(rules, epoch, labs)
        key = (rules.version, epoch)
        if key not in self.ways:
            self.ways[key] = self._way(rules, epoch, ())
        return self.ways[key]

    def in_time(self, departs: Ints) -> Iterator[bool]:
        """Whether each departure keeps the windows, many looked at together; not known while tests may be ahead."""
        if any(self.world.shipments[load.shipment].tested for load in self.routed.loads):
            yield from repeat(True, len(departs))
            return
        for first in range(0, len(departs), LOOKED_AT):
            some = departs[first : first + LOOKED_AT]
            kept = np.zeros(len(some), dtype=np.bool_)
            for rules, epoch, rows in self._alike(some.tolist()):
                way = self.way(rules, epoch)
                if way is not None:
                    kept[rows] = self.windows.kept_by(some[rows], way.legs_s, way.dwells, way.limits, way.longest_s)
            yield from kept.tolist()

    def _alike(self, departs: Sequence[int]) -> Iterator[tuple[RuleSet, int, list[int]]]:
        """Departures (rows) under the same rule set and epoch."""
        world, low = self.world, min(departs)
        epoch = {day: world.epoch(day * DAY_S) for day in {depart // DAY_S for depart in departs}}
        first = world.rules_at(low)
        if len(set(epoch.values())) == 1 and first is world.rules_at(max(departs)):
            yield first, epoch[low // DAY_S], list(range(len(departs)))
            return
        rows: dict[tuple[str, int], list[int]] = {}
        for row, depart in enumerate(departs):
            rows.setdefault((world.rules_at(depart).version, epoch[depart // DAY_S]), []).append(row)
        for (_, number), members in rows.items():
            yield world.rules_at(departs[members[0]]), number, members

    def _way(self, rules: RuleSet, epoch: int, labs: tuple[LabHalt, ...]) -> _Way | None:
        world, routed = self.world, self.routed
        stops = (*routed.pickups, *(lab.place for lab in labs), *routed.drops)
        legs = world.legs(stops, epoch)
        if legs is None:
            return None
        distance_m = int(legs[0].sum())
        if rules.max_trip_m is not None and distance_m > rules.max_trip_m:
            return None
        detour_s = _detour_s(world, routed, labs, int(legs[1].sum()), epoch)
        crew = crew_of(rules, distance_m, self.sortie_drive_s + detour_s)
        dwells, limits = _dwells(world, routed, len(labs), rules), limits_of(rules.drivers, crew, distance_m)
        longest_s = rules.times.longest_s(routed.role is LegRole.DIRECT)
        return _Way(stops, legs[1], distance_m, crew, dwells, limits, longest_s)


def _shut(shut: Container[tuple[int, int]], depart: int, ride: int) -> bool:
    """Whether an arrival, give or take the slack of the ride table, falls on a day that is shut."""
    days = {(depart + ride - SLACK_S) // DAY_S, (depart + ride + SLACK_S) // DAY_S}
    return all((depart // DAY_S, day) in shut for day in days)


def _over_labs(trip: _Trip, depart: int) -> Iterator[TimedTrip]:
    """The trip departing then, once for each tour of test sites that could serve those aboard.

    Who is tested depends on when they board; when a clock moves that moment to another level, the next departure has
    to do.
    """
    world, routed = trip.world, trip.routed
    rules = world.rules_at(depart)
    who = tested(world, routed, dict.fromkeys(routed.pickups, depart), rules)
    choices: tuple[tuple[str, ...], ...] = ((),)
    if who:
        counties = frozenset(county_of_site(world, shipment) for shipment in who)
        choices = tours(world, counties, (routed.pickups[-1], routed.drops[0]), world.epoch(depart))
    for tour in choices:
        timed = _timed(trip, (who, tour), depart)
        if timed is not None:
            leaves = {stop: leave for stop, _, leave in timed.stands()}
            if tested(world, routed, leaves, rules) == who and arrivals_met(world, routed, leaves, rules):
                yield timed


def options_per_day(world: World, routed: RoutedTrip) -> int:
    """Departures of a day that are worth a look: many where the trip calls at a hub with a limit."""
    limits = world.linehaul.quarters.limits
    calls = {*routed.pickups, *routed.drops}
    return MANY_OPTIONS if limits and not calls.isdisjoint(limits) else OPTIONS_PER_DAY


def _timed(trip: _Trip, tests: tuple[tuple[int, ...], tuple[str, ...]], depart: int) -> TimedTrip | None:
    """The trip departing then, or ``None`` when any rule or window forbids it; ``tests``: who is tested, and where."""
    world, routed = trip.world, trip.routed
    rules, epoch = world.rules_at(depart), world.epoch(depart)
    labs, untested = lab_halts(world, *tests)
    way = trip.way(rules, epoch, labs)
    if way is None:
        return None
    driven = run(depart, way.legs_s, way.dwells, way.limits)
    sites = [lab.place for lab in labs]
    windows = Windows.of(world, routed, trip.demands, sites) if sites else trip.windows
    if driven is None or not windows.kept(driven, way.longest_s):
        return None
    level = _level(world, way.stops, driven, rules, depart)
    if level is None:
        return None
    scope = scope_of(tuple(world.places[stop].adcode for stop in routed.pickups + routed.drops))
    boarding_s, drive_s = depart - rules.times.pickup_dwell_s, int(way.legs_s.sum())
    return TimedTrip(
        routed, way.stops, rules, level, scope, epoch, way.crew, way.distance_m, drive_s, boarding_s, driven, labs,
        untested,
    )  # fmt: skip


def _dwells(world: World, routed: RoutedTrip, labs: int, rules: RuleSet) -> Ints:
    """How long the coach stands at each stop but the first; results are waited for to the full minute.

    The rules of the journey's first trip say how long; a last mile does not know them and takes the longest.
    """
    times, waits = rules.times, [rules.test_result_s]
    if routed.role is LegRole.LAST_MILE:
        waits += [each.test_result_s for each in world.policy.rulesets]
    test_s = -(-max(waits) // 60) * 60
    ups = [times.pickup_dwell_s] * (len(routed.pickups) - 1)
    return np.array([*ups, *[test_s] * labs, *[times.drop_dwell_s] * len(routed.drops)], dtype=np.int64)


def _detour_s(world: World, routed: RoutedTrip, labs: tuple[LabHalt, ...], drive_s: int, epoch: int) -> int:
    """Driving that test sites add to a trip of so many seconds."""
    plain = world.legs(routed.pickups + routed.drops, epoch) if labs else None
    return 0 if plain is None else drive_s - int(plain[1].sum())


def crew_of(rules: RuleSet, distance_m: int, sortie_drive_s: int) -> int:
    """Drivers of a trip: two beyond the legal distance, or when one could not drive the sortie in a day."""
    far = rules.drivers.two_driver_m is not None and distance_m > rules.drivers.two_driver_m
    long = rules.drivers.driving_24h_s is not None and sortie_drive_s > rules.drivers.driving_24h_s
    return 2 if far or long else 1


def _level(world: World, stops: tuple[str, ...], driven: Run, rules: RuleSet, depart: int) -> Level | None:
    """Strictest level of the stops at their moments; ``None``: a stop is sealed, banned in transit or to coaches.

    Where the path counts, no county on it is taken for milder than it may be while the trip passes.
    """
    times = [(depart - rules.times.pickup_dwell_s, depart), *driven.calls]
    codes = [world.places[stop].adcode for stop in stops]
    level = Level.LOW
    for k, (stop, (arrive, leave)) in enumerate(zip(stops, times, strict=True)):
        if world.banned(stop, arrive) or world.banned(stop, leave):
            return None
        here = Level.LOW
        if not world.zones.always_low(stop, codes[k], rules.level_area):
            if rules.sealed_closed and world.sealed(stop, arrive, leave):
                return None
            here = max(world.level(stop, moment, rules.level_area) for moment in (arrive, leave))
        banned = rules.stop_ban_from is not None and here >= rules.stop_ban_from
        if banned and not _only(codes[: k + 1]) and not _only(codes[k:]):
            return None
        level = max(level, here)
    return max(level, world.passed(stops, depart)) if rules.path_levels else level


def _only(codes: list[str]) -> bool:
    """Whether all codes are the same county."""
    return len(set(codes)) == 1

"""Clocks for routed trips: every departure that keeps all windows, hours, levels and driving rules."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

import numpy as np

from planner.domain.fleet import Fleet
from planner.domain.place import Level, prefecture_of
from planner.domain.plan import LegRole
from planner.domain.routing import RoutedTrip, Shipment
from planner.domain.rule import RuleSet, scope_of
from planner.domain.service import Mode
from planner.schedule.clock import Halt, Ints, Run, limits_of, run
from planner.schedule.departures import SLACK_S, Demands, demands_of, departures
from planner.schedule.labs import LabHalt, arrivals_met, county_of_site, lab_halts, tested, tours
from planner.schedule.world import World
from planner.units import DAY_S

OPTIONS_PER_DAY = 5
MANY_OPTIONS = 96
"""Departures of a day where a station or airport lets few persons pass at a time."""


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
        for stop, halt in zip(self.stops[1:], self.calls, strict=True):
            yield stop, halt.from_s, halt.to_s

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
    stops = routed.pickups + routed.drops
    demands = demands_of(world, routed)
    given: dict[int, int] = {}
    most = options_per_day(world, routed)
    for depart, ride in zip(*(column.tolist() for column in departures(world, routed, demands, stops)), strict=True):
        day = depart // DAY_S
        if given.get(day, 0) >= most or _shut(shut, depart, ride):
            continue
        number = 0
        for timed in _over_labs(world, routed, demands, depart, sortie_drive_s):
            number += 1
            yield timed
        given[day] = given.get(day, 0) + bool(number)


def _shut(shut: Container[tuple[int, int]], depart: int, ride: int) -> bool:
    """Whether an arrival, give or take the slack of the ride table, falls on a day that is shut."""
    days = {(depart + ride - SLACK_S) // DAY_S, (depart + ride + SLACK_S) // DAY_S}
    return all((depart // DAY_S, day) in shut for day in days)


def _over_labs(
    world: World, routed: RoutedTrip, demands: Demands, depart: int, sortie_drive_s: int
) -> Iterator[TimedTrip]:
    """The trip departing then, once for each tour of test sites that could serve those aboard.

    Who is tested depends on when they board; when a clock moves that moment to another level, the next departure has
    to do.
    """
    rules = world.rules_at(depart)
    who = tested(world, routed, dict.fromkeys(routed.pickups, depart), rules)
    choices: tuple[tuple[str, ...], ...] = ((),)
    if who:
        counties = frozenset(county_of_site(world, shipment) for shipment in who)
        choices = tours(world, counties, (routed.pickups[-1], routed.drops[0]), world.epoch(depart))
    for tour in choices:
        timed = _timed(world, routed, (who, tour), demands, depart, sortie_drive_s)
        if timed is not None:
            leaves = {stop: leave for stop, _, leave in timed.stands()}
            if tested(world, routed, leaves, rules) == who and arrivals_met(world, routed, leaves, rules):
                yield timed


def options_per_day(world: World, routed: RoutedTrip) -> int:
    """Departures of a day that are worth a look: many where the trip calls at a hub with a limit."""
    limits = world.linehaul.quarters.limits
    calls = {*routed.pickups, *routed.drops}
    return MANY_OPTIONS if limits and not calls.isdisjoint(limits) else OPTIONS_PER_DAY


def _timed(
    world: World,
    routed: RoutedTrip,
    tests: tuple[tuple[int, ...], tuple[str, ...]],
    demands: Demands,
    depart: int,
    sortie_drive_s: int,
) -> TimedTrip | None:
    """The trip departing then, or ``None`` when any rule or window forbids it; ``tests``: who is tested, and where."""
    rules, epoch = world.rules_at(depart), world.epoch(depart)
    labs, untested = lab_halts(world, *tests)
    stops = (*routed.pickups, *(lab.place for lab in labs), *routed.drops)
    legs = world.legs(stops, epoch)
    if legs is None:
        return None
    distance_m, drive_s = int(legs[0].sum()), int(legs[1].sum())
    if rules.max_trip_m is not None and distance_m > rules.max_trip_m:
        return None
    crew = crew_of(rules, distance_m, sortie_drive_s + _detour_s(world, routed, labs, drive_s, epoch))
    dwells = _dwells(world, routed, len(labs), rules)
    driven = run(depart, legs[1], dwells, limits_of(rules.drivers, crew, distance_m))
    longest_s = rules.times.longest_s(routed.role is LegRole.DIRECT)
    if driven is None or not _keeps_windows(world, routed, demands, driven, (stops, longest_s)):
        return None
    level = _level(world, stops, driven, rules, depart)
    if level is None:
        return None
    scope = scope_of(tuple(world.places[stop].adcode for stop in routed.pickups + routed.drops))
    boarding_s = depart - rules.times.pickup_dwell_s
    return TimedTrip(
        routed, stops, rules, level, scope, epoch, crew, distance_m, drive_s, boarding_s, driven, labs, untested
    )


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


def _keeps_windows(
    world: World, routed: RoutedTrip, demands: Demands, driven: Run, way: tuple[tuple[str, ...], int | None]
) -> bool:
    """Departure windows, arrival windows, opening hours and the longest ride; ``way``: stops, longest ride."""
    (stops, max_ride_s), ups, downs = way, len(routed.pickups), len(routed.drops)
    calls = [halt for halt in driven.halts if halt.arrive]
    leaves = [driven.depart_s, *(call.to_s for call in calls[: ups - 1])]
    arrives = [call.from_s for call in calls[-downs:]]
    for lab, call in zip(stops[ups:-downs], calls[ups - 1 : -downs], strict=True):
        if not world.is_open(lab, call.from_s):
            return False
    for place, leave, low, high in zip(routed.pickups, leaves, demands.depart_from, demands.depart_to, strict=True):
        if not low <= leave <= high or not world.is_open(place, leave):
            return False
    for place, arrive, low, high in zip(routed.drops, arrives, demands.arrive_from, demands.arrive_to, strict=True):
        if not low <= arrive <= high or not world.is_open(place, arrive):
            return False
    if arrives[-1] + DAY_S // 24 > world.scenario.campaign.end_at + world.offset_s:
        return False
    if max_ride_s is None:
        return True
    for load in routed.loads:
        shipment: Shipment = world.shipments[load.shipment]
        up, down = routed.pickups.index(shipment.from_place), routed.drops.index(shipment.to_place)
        if arrives[down] - leaves[up] > max_ride_s:
            return False
    return True


def _level(world: World, stops: tuple[str, ...], driven: Run, rules: RuleSet, depart: int) -> Level | None:
    """Strictest level of the stops at their moments; ``None``: a stop is sealed, banned in transit or to coaches.

    Where the path counts, no county on it is taken for milder than it may be while the trip passes.
    """
    times = [(depart - rules.times.pickup_dwell_s, depart), *((h.from_s, h.to_s) for h in driven.halts if h.arrive)]
    codes = [world.places[stop].adcode for stop in stops]
    level = Level.LOW
    for k, (stop, (arrive, leave)) in enumerate(zip(stops, times, strict=True)):
        if world.banned(stop, arrive) or world.banned(stop, leave):
            return None
        if rules.sealed_closed and world.sealed(stop, arrive, leave):
            return None
        here = max(world.level(stop, moment, rules.level_area) for moment in (arrive, leave))
        transit = not _only(codes[: k + 1]) and not _only(codes[k:])
        if transit and rules.stop_ban_from is not None and here >= rules.stop_ban_from:
            return None
        level = max(level, here)
    return max(level, world.passed(stops, depart)) if rules.path_levels else level


def _only(codes: list[str]) -> bool:
    """Whether all codes are the same county."""
    return len(set(codes)) == 1

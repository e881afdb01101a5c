"""What carries people by the end of a day: services by seat, and coaches by what vehicles and crews can do till then.

Each carrier has at most one parent that everything it carries also counts for, so that all limits make a forest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from planner.domain.fleet import Fleet
from planner.domain.hubs import HUB_KINDS, QUARTER_S
from planner.domain.place import Level, StopKind
from planner.domain.rule import ANY, TRIP_SCOPES, RuleSet, scope_of
from planner.domain.service import Mode, Service
from planner.optimise.arrivals.facts import Facts
from planner.units import DAY_S

COACHES, PERMITS = "coaches", "permits"
OUT_PREFIX = "coaches:"
CLASSES_S = (0, 2 * 3_600, 4 * 3_600, 8 * 3_600, 16 * 3_600)
"""Least driving from which rides beyond the city count as a class of long rides of their own, seconds."""
ROUNDING_M = 200
"""What a trip may be told shorter than its way."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """At most so many persons by the end of the day; ``parent``: the carrier that they count for too."""

    persons: int
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Ride:
    """A direct ride that somebody might take, or the least of several in every respect.

    Attributes
    ----------
    ride_s, road_m, back_m : int, float, float
        Least seconds aboard, least metres of a trip that makes it, least metres from wherever people alight to its
        pick-up.
    scope : int
        Narrowest scope of such a trip.
    ready_at : int
        First moment of boarding.
    """

    ride_s: int
    road_m: float
    back_m: float
    scope: int
    ready_at: int

    @classmethod
    def least(cls, rides: Iterable[Ride]) -> Ride:
        """What holds for each of several rides."""
        cells = zip(*((r.ride_s, r.road_m, r.back_m, r.scope, r.ready_at) for r in rides), strict=True)
        return cls(*(min(cell) for cell in cells))


def class_of(ride: Ride) -> str:
    """The narrowest class of coach rides that a ride belongs to."""
    if ride.scope == 0:
        return COACHES
    return f"{OUT_PREFIX}{max(least for least in CLASSES_S if least <= ride.ride_s)}"


def coach_carriers(facts: Facts, day: int, rides: Sequence[Ride]) -> dict[str, Carrier]:
    """Coaches by class of rides: all rides, those beyond the city, and the longer the fewer."""
    if not rides:
        return {}
    coaches = _Coaches(facts, day)
    found = {COACHES: Carrier(coaches.persons(Ride.least(rides)))}
    out = [ride for ride in rides if ride.scope > 0]
    permits, parent = _permits(facts, day), COACHES
    if permits is not None and out:
        found[PERMITS], parent = Carrier(permits * coaches.most_seats(Ride.least(out)), COACHES), PERMITS
    for least in CLASSES_S:
        members = [ride for ride in out if ride.ride_s >= least]
        if members:
            name = f"{OUT_PREFIX}{least}"
            found[name], parent = Carrier(coaches.persons(Ride.least(members)), parent), name
    return found


def usable(rules: Iterable[RuleSet], mode: str, scopes: Sequence[str], seats: int, rows: int) -> int:
    """Most seats that may be taken under any of the rule sets, scopes and levels."""
    return max(
        (
            one.usable_seats(mode, scope, level, seats, rows)
            for one in rules
            for scope in scopes
            for level in Level
            if _has_cap(one, mode, scope, level)
        ),
        default=0,
    )


def _has_cap(rules: RuleSet, mode: str, scope: str, level: Level) -> bool:
    asked = (mode, scope, level.name.lower())
    return any(
        all(said in (ANY, wanted) for said, wanted in zip((cap.mode, cap.scope, cap.level), asked, strict=True))
        for cap in rules.caps
    )


class _Coaches:
    """What the fleets can have done by the end of a day."""

    def __init__(self, facts: Facts, day: int) -> None:
        self._facts, self._end, self._rules = facts, facts.end_of(day), facts.by_day(day)
        named = Counter(driver.fleet_id for driver in facts.scenario.drivers)
        self._fleets = [(fleet, named[fleet.fleet_id] or fleet.drivers) for fleet in facts.scenario.fleets]
        self._seats: dict[tuple[int, int, int], int] = {}
        self._turn_s = min(one.times.turnaround_s for one in self._rules)

    def most_seats(self, ride: Ride) -> int:
        """Most usable seats of any coach that has a driver."""
        return max((self._usable(f, ride) for f, drivers in self._fleets if f.count and drivers), default=0)

    def persons(self, ride: Ride) -> int:
        """Persons whom all coaches together can have brought on rides of at least this kind."""
        return sum(self._trips(fleet, drivers, ride) * self._usable(fleet, ride) for fleet, drivers in self._fleets)

    def _usable(self, fleet: Fleet, ride: Ride) -> int:
        """Usable seats of a coach; further stops can only widen the scope of its trip."""
        key = (fleet.seats, fleet.seat_rows, ride.scope)
        if key not in self._seats:
            self._seats[key] = usable(self._rules, Mode.COACH.value, TRIP_SCOPES[ride.scope :], *key[:2])
        return self._seats[key]

    def _trips(self, fleet: Fleet, drivers: int, ride: Ride) -> int:
        """Most loaded trips of a fleet that end by the day, each with somebody aboard on such a ride.

        Crews are fixed, so vehicles ≤ drivers ÷ crew. Before its next trip a vehicle is turned round and comes to a
        pick-up from wherever people alight. Driving is limited per 24 h and 7 d and driver.
        """
        begin = max(ride.ready_at, fleet.available_from)
        span_s = min(self._end, fleet.available_until) - begin
        vehicles = min(fleet.count, drivers // _crew(self._rules, ride.road_m))
        if span_s < ride.ride_s or vehicles <= 0:
            return 0
        cycle_s = ride.ride_s + self._turn_s + self._facts.aboard_s(ride.back_m)
        each = [fleet.max_trips] if fleet.max_trips is not None else []
        if cycle_s:
            each.append(1 + (span_s - ride.ride_s) // cycle_s)
        most = [vehicles * min(each)] if each else []
        driving_s, drive_s = _driving_s(self._rules, span_s), self._facts.drive_s(ride.road_m)
        if driving_s is not None and drive_s:
            most.append(drivers * driving_s // drive_s)
        return min(most, default=sum(self._facts.persons.values()))


def _crew(rules: Sequence[RuleSet], metres: float) -> int:
    """Drivers of every vehicle that makes trips of so many metres, by whichever rule set asks least."""
    limits = [one.drivers.two_driver_m for one in rules]
    if any(limit is None for limit in limits):
        return 1
    motorway = [one.drivers.two_driver_motorway_m or 0 for one in rules]
    return 2 if metres - ROUNDING_M > max(*(limit or 0 for limit in limits), *motorway) else 1


def _driving_s(rules: Sequence[RuleSet], span_s: int) -> int | None:
    """Most that a driver drives in a span, by whichever rule set allows most; ``None``: no limit."""
    found = []
    for window_s, limits in (
        (DAY_S, [one.drivers.driving_24h_s for one in rules]),
        (7 * DAY_S, [one.drivers.driving_7d_s for one in rules]),
    ):
        if all(limit is not None for limit in limits):
            found.append((1 + span_s // window_s) * max(limit or 0 for limit in limits))
    return min(found, default=None)


def _permits(facts: Facts, day: int) -> int | None:
    """Permits of all offices until a day; ``None`` where some trip may do without, or some office has no limit."""
    campaign, rows = facts.scenario.campaign, [c for c in facts.scenario.capacities if c.kind == "permit"]
    offices = {stop.stop_id for stop in facts.scenario.stops if stop.kind is StopKind.PERMIT_OFFICE}
    if not all(rules.permit_required for rules in facts.by_day(day)):
        return None
    if not offices or not offices <= {row.place_id for row in rows}:
        return None
    first = campaign.clock.day(campaign.as_of)
    return sum(row.amount for row in rows if first <= row.day <= day)


def service_carriers(facts: Facts, day: int, names: Mapping[str, Service]) -> dict[str, Carrier]:
    """Services by name that arrive somewhere by a day, under the station that their people pass on arrival."""
    end, found = facts.end_of(day), {}
    passing: dict[str, list[Service]] = {}
    for name, service in names.items():
        if _first_arrival(service) > end:
            continue
        quarter = _per_quarter(facts, service)
        persons = _seats(facts, service)
        if quarter is None:
            found[name] = Carrier(persons)
            continue
        hub = f"hub:{service.to_stop_id}"
        passing.setdefault(hub, []).append(service)
        found[name] = Carrier(min(persons, quarter * _quarters(facts, service, end)), hub)
    for hub, services in passing.items():
        first = min(service.arrive_at for service in services)
        found[hub] = Carrier((_per_quarter(facts, services[0]) or 0) * _count_quarters(facts, first, end))
    return found


def offered(facts: Facts) -> dict[str, Service]:
    """Services that may still be ordered and run inside the campaign, by the name of their carrier."""
    campaign = facts.scenario.campaign
    return {
        f"service:{service.service_id}": service
        for service in facts.scenario.services
        if service.commit_by >= campaign.as_of
        and service.depart_at >= campaign.start_at
        and service.arrive_at < campaign.end_at
    }


def calls_of(service: Service) -> list[tuple[str, int, int]]:
    """Stop, arrival and departure of every call."""
    if service.calls:
        return [(call.stop_id, call.arrive_at, call.depart_at) for call in service.calls]
    ends = ((service.from_stop_id, service.depart_at), (service.to_stop_id, service.arrive_at))
    return [(stop, at, at) for stop, at in ends]


def _first_arrival(service: Service) -> int:
    return calls_of(service)[1][1]


def _seats(facts: Facts, service: Service) -> int:
    """Persons whom a service carries at most; a seat may be taken again on each stretch between calls."""
    calls = calls_of(service)
    scopes: Sequence[str] = TRIP_SCOPES
    if len(calls) == 2:
        scopes = (scope_of(tuple(facts.stops[stop].adcode for stop, _, _ in calls)),)
    rules = facts.in_force(service.depart_at, service.depart_at)
    one = usable(rules, service.mode.value, scopes, service.seats_per_unit, service.rows_per_unit)
    return service.units * one * (len(calls) - 1)


def _per_quarter(facts: Facts, service: Service) -> int | None:
    """Persons per quarter-hour at the station where a service ends; ``None`` where nothing limits their way on."""
    stop = facts.stops[service.to_stop_id]
    if service.calls or stop.kind not in HUB_KINDS or stop.people_per_hour is None or facts.has_door(stop.stop_id):
        return None
    return stop.people_per_hour // 4


def _quarters(facts: Facts, service: Service, end: int) -> int:
    """Quarter-hours in which the people of a service can pass its last station and still be taken on."""
    waits = [rules.times.max_hub_wait_s for rules in facts.in_force(service.arrive_at, end)]
    longest = None if any(wait is None for wait in waits) else max(wait or 0 for wait in waits)
    return _count_quarters(facts, service.arrive_at, end if longest is None else min(end, service.arrive_at + longest))


def _count_quarters(facts: Facts, from_at: int, until_at: int) -> int:
    """Quarter-hours that begin no earlier than that of one moment and before another."""
    begin = from_at - facts.scenario.campaign.clock.second_of_day(from_at) % QUARTER_S
    return max(0, -(-(until_at - begin) // QUARTER_S))

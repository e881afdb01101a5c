"""What no accepted plan can exceed by the end of a day: persons by carrier, and by what takes them in.

Named like the parts of bound.json: ``coaches``, ``permits``, ``coaches:SECONDS`` (rides beyond the city that take at
least so long), ``service:ID``, ``hub:STOP``; ``intake:SITE:DAY``, ``map:SITE:DAY``, ``tests:COUNTY``,
``own_beds:SITE:DAYS``, ``beds:COUNTY:DAYS``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from planner.domain.fleet import Fleet
from planner.domain.place import Level, Stop, StopKind
from planner.domain.rule import RuleSet
from planner.domain.service import Service
from planner.units import DAY_S
from planner.verify.motion import ROUNDING_M, ROUNDING_S, SHORTEST_SHARE, TOP_SPEED_KMH
from planner.verify.seating import capped_seats, observation_seats, scope_among
from planner.verify.world import SAME_PLACE_M, World

SCOPES = ("in_city", "inter_city", "inter_province")
QUARTER_S = 900
LONG_S = (0, 7_200, 14_400, 28_800, 57_600)
"""Rides beyond the city from so many seconds on have a limit of their own."""
STANDING_SPARE_S, QUICK_SPARE_S = 1_200, 7_200
"""What rounding a ride halt by halt may hide: ten halts that need not stand, or sixty where no halt has to."""


@dataclass(frozen=True, slots=True)
class Trunk:
    """A carrier: persons by the end of the day, and the carrier they also count for."""

    persons: int
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Direct:
    """What a direct ride takes at least."""

    seconds: int
    metres: float
    back_m: float
    scope: int
    ready_at: int


class Day:
    """A campaign up to the end of one local day."""

    def __init__(self, world: World, day: int) -> None:
        self.world, self.day = world, day
        campaign = world.scenario.campaign
        self.end = min(world.clock.midnight(day + 1), campaign.end_at) - 1
        self.rulesets = rules_between(world, campaign.start_at, self.end)

    @cached_property
    def longest_s(self) -> int | None:
        """Longest ride that some rule set allows."""
        limits = [rules.times.max_ride_s for rules in self.rulesets]
        return None if None in limits else max(limit for limit in limits if limit is not None)

    def trunks(self, rides: Sequence[Direct], services: Iterable[Service]) -> dict[str, Trunk]:
        """All carriers of the day, for people with these direct rides."""
        return {**self._coaches(rides), **self._services(services)}

    def _coaches(self, rides: Sequence[Direct]) -> dict[str, Trunk]:
        if not rides:
            return {}
        found = {"coaches": Trunk(self._by_coach(rides))}
        above, beyond = "coaches", [ride for ride in rides if ride.scope]
        permits = self._permits()
        if beyond and permits is not None:
            seats = [
                self._seats(fleet, beyond)
                for fleet in self.world.scenario.fleets
                if fleet.count > 0 and self._drivers(fleet) > 0
            ]
            found["permits"] = Trunk(permits * max(seats, default=0), above)
            above = "permits"
        for seconds in LONG_S:
            long = [ride for ride in beyond if ride.seconds >= seconds]
            if long:
                found[f"coaches:{seconds}"] = Trunk(self._by_coach(long), above)
                above = f"coaches:{seconds}"
        return found

    def _by_coach(self, rides: Sequence[Direct]) -> int:
        return sum(self._trips(fleet, rides) * self._seats(fleet, rides) for fleet in self.world.scenario.fleets)

    def _seats(self, fleet: Fleet, rides: Sequence[Direct]) -> int:
        scopes = SCOPES[min(ride.scope for ride in rides) :]
        return most_seats(self.rulesets, "coach", scopes, fleet.seats, fleet.seat_rows)

    def _drivers(self, fleet: Fleet) -> int:
        named = [driver for driver in self.world.scenario.drivers if driver.fleet_id == fleet.fleet_id]
        return len(named) if named else fleet.drivers

    def _trips(self, fleet: Fleet, rides: Sequence[Direct]) -> int:
        """Trips by the clock (ride, turnaround, way to the next pick-up), by the wheel, and by max_trips."""
        seconds, metres = min(ride.seconds for ride in rides), min(ride.metres for ride in rides)
        drivers = self._drivers(fleet)
        vehicles = min(fleet.count, drivers // self._crew(metres))
        since = max(fleet.available_from, min(ride.ready_at for ride in rides))
        span = min(fleet.available_until, self.end) - since
        if vehicles < 1 or span < seconds:
            return 0
        limits = []
        round_s = seconds + min(rules.times.turnaround_s for rules in self.rulesets)
        round_s += aboard_s(self.world, min(ride.back_m for ride in rides))
        if round_s > 0:
            limits.append(vehicles * ((span - seconds) // round_s + 1))
        if fleet.max_trips is not None:
            limits.append(vehicles * fleet.max_trips)
        wheel_s = max(0, int(metres * 3.6 / TOP_SPEED_KMH) - 2 * ROUNDING_S)
        if wheel_s > 0:
            limits += [drivers * most // wheel_s for most in self._at_the_wheel(span)]
        return min(limits, default=len(self.world.workers) + sum(c.persons for c in self.world.cohorts.values()))

    def _crew(self, metres: float) -> int:
        least = 0
        for rules in self.rulesets:
            if rules.drivers.two_driver_m is None:
                return 1
            least = max(least, rules.drivers.two_driver_m, rules.drivers.two_driver_motorway_m or 0)
        return 2 if metres - ROUNDING_M > least else 1

    def _at_the_wheel(self, span_s: int) -> list[int]:
        found = []
        by_day = [rules.drivers.driving_24h_s for rules in self.rulesets]
        by_week = [rules.drivers.driving_7d_s for rules in self.rulesets]
        for window, limits in ((DAY_S, by_day), (7 * DAY_S, by_week)):
            known = [limit for limit in limits if limit is not None]
            if len(known) == len(limits):
                found.append((span_s // window + 1) * max(known))
        return found

    def _permits(self) -> int | None:
        scenario = self.world.scenario
        offices = {stop.stop_id for stop in scenario.stops if stop.kind is StopKind.PERMIT_OFFICE}
        issued = [row for row in scenario.capacities if row.kind == "permit"]
        open_ended = offices - {row.place_id for row in issued}
        if not offices or open_ended or not all(rules.permit_required for rules in self.rulesets):
            return None
        first = self.world.clock.day(scenario.campaign.as_of)
        return sum(row.amount for row in issued if first <= row.day <= self.day)

    def _services(self, services: Iterable[Service]) -> dict[str, Trunk]:
        found: dict[str, Trunk] = {}
        first_at: dict[str, int] = {}
        for service in services:
            if calls(service)[1][1] > self.end:
                continue
            persons, parent = self._aboard(service), None
            quarter = self._quarter(service)
            if quarter is not None:
                hub = service.to_stop_id
                first_at[hub] = min(service.arrive_at, first_at.get(hub, service.arrive_at))
                persons = min(persons, quarter * self._quarters(service.arrive_at, self._taken_on_by(service)))
                parent = f"hub:{hub}"
            found[f"service:{service.service_id}"] = Trunk(persons, parent)
        for hub, moment in first_at.items():
            per_hour = self.world.stops[hub].people_per_hour or 0
            found[f"hub:{hub}"] = Trunk(per_hour // 4 * self._quarters(moment, self.end))
        return found

    def _aboard(self, service: Service) -> int:
        stops = [stop for stop, _, _ in calls(service)]
        scopes = SCOPES if len(stops) > 2 else (scope_among(self.world.stops[stop].adcode for stop in stops),)
        rules = self.world.rules_at(service.depart_at)
        seats, rows = service.seats_per_unit, service.rows_per_unit
        one = 0 if rules is None else most_seats([rules], str(service.mode), scopes, seats, rows)
        return one * service.units * (len(stops) - 1)

    def _quarter(self, service: Service) -> int | None:
        """Persons per quarter-hour who pass the last station, where all must ride on from there."""
        stop = self.world.stops[service.to_stop_id]
        if service.calls or stop.people_per_hour is None:
            return None
        if stop.kind not in (StopKind.RAIL_STATION, StopKind.AIRPORT):
            return None
        return None if beside_a_site(self.world, stop) else stop.people_per_hour // 4

    def _taken_on_by(self, service: Service) -> int:
        """Last moment at which the people of a service may ride on."""
        waits = [rules.times.max_hub_wait_s for rules in rules_between(self.world, service.arrive_at, self.end)]
        known = [wait for wait in waits if wait is not None]
        return min(self.end, service.arrive_at + max(known)) if known and len(known) == len(waits) else self.end

    def _quarters(self, from_at: int, until_at: int) -> int:
        begun = from_at - self.world.clock.second_of_day(from_at) % QUARTER_S
        return max(0, (until_at - begun + QUARTER_S - 1) // QUARTER_S)


def rules_between(world: World, from_at: int, until_at: int) -> list[RuleSet]:
    """Rule sets in force at some moment of a span."""
    found = []
    for number, rules in enumerate(world.policy.rulesets):
        later = world.policy.rulesets[number + 1 :]
        if rules.effective_from <= until_at and not (later and later[0].effective_from <= from_at):
            found.append(rules)
    return found


def most_seats(rulesets: Iterable[RuleSet], mode: str, scopes: Sequence[str], seats: int, rows: int) -> int:
    """Most usable seats by any rule set, scope and level."""
    best = 0
    for rules in rulesets:
        kept = seats - observation_seats(rules, mode, seats, rows)
        for scope in scopes:
            capped = [capped_seats(rules, mode, scope, level, seats) for level in Level]
            best = max([best, *(min(kept, cap) for cap in capped if cap is not None)])
    return best


def calls(service: Service) -> list[tuple[str, int, int]]:
    """Stop, arrival and departure of each call of a service."""
    if not service.calls:
        return [
            (service.from_stop_id, service.depart_at, service.depart_at),
            (service.to_stop_id, service.arrive_at, service.arrive_at),
        ]
    return [(call.stop_id, call.arrive_at, call.depart_at) for call in service.calls]


def beside_a_site(world: World, stop: Stop) -> bool:
    """Whether a stop counts as the same place as some site; a degree of latitude is some 111 km."""
    return any(
        abs(site.lat - stop.lat) < 0.01 and least_m(world, stop.stop_id, site.site_id) <= SAME_PLACE_M
        for site in world.scenario.sites
    )


def least_m(world: World, a: str, b: str) -> float:
    """Least metres that a trip from one place to another may claim."""
    return SHORTEST_SHARE * world.apart_m(a, b)


def aboard_s(world: World, metres: float) -> int:
    """Least seconds of a ride of so many metres, every halt on the way rounded."""
    dwells = [s for r in world.policy.rulesets for s in (r.times.pickup_dwell_s, r.times.drop_dwell_s)]
    spare = STANDING_SPARE_S if min(dwells) >= ROUNDING_S else QUICK_SPARE_S
    return max(0, int(metres * 3.6 / TOP_SPEED_KMH) - spare)

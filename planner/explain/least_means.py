"""What a plan's own clocks and loads need at least, beside what it uses: vehicles, drivers, escorts, carriages, trips.

Outings, from a depot and back to it, keep their clocks, and persons their rides and rule sets; who runs and carries
them may differ. Then no plan needs fewer

* vehicles than outings of a fleet overlap at one moment: exact, as long as drivers and limits of trips allow it;
* drivers than are out at one moment, or than the driving of any 24 hours or 7 days takes at the legal limit;
* escorts of a kind than ride at one moment;
* carriages than the persons of each service fill;
* coach trips than the persons of each role and rule set fill, each in the widest coach that may take such a ride.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil

import numpy as np
import numpy.typing as npt

from planner.domain.place import SEAT_PREFIX, Level
from planner.domain.plan import Duty, EscortDuty, Finding, Load, Offer, StopTime, Trip
from planner.domain.rule import TRIP_SCOPES, Policy, scope_of
from planner.domain.scenario import Scenario
from planner.domain.service import Mode
from planner.units import DAY_S

CODE = "LEAST_MEANS"
MOST_CITED = 8
DEPOT = "depot:"
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rows:
    """The tables of a plan that are looked at."""

    trips: Sequence[Trip]
    stop_times: Sequence[StopTime]
    loads: Sequence[Load]
    duties: Sequence[Duty]
    escort_duties: Sequence[EscortDuty]
    offers: Sequence[Offer]


@dataclass(frozen=True, slots=True)
class Need:
    """Used and least number of one kind of means, and what the least rests on: name → its part of it."""

    used: int
    least: int
    parts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Outing:
    """A vehicle away from its depot, disinfection there included; ``drivers``: the crew that its trips pay."""

    vehicle_id: str
    from_at: int
    until_at: int
    drivers: int

    @property
    def fleet_id(self) -> str:
        """Fleet of the vehicle."""
        return self.vehicle_id.rpartition("#")[0]


def least_means(scenario: Scenario, policy: Policy, rows: Rows) -> tuple[Finding, ...]:
    """One finding for each kind of means that a plan uses: the number used, and the proven least as its limit."""
    needs = {"vehicles": least_vehicles(rows), "drivers": least_drivers(policy, rows)}
    needs |= {f"escorts:{kind}": need for kind, need in least_escorts(scenario, rows).items()}
    needs |= {"carriages": least_carriages(rows), "coach_trips": least_trips(scenario, policy, rows)}
    return tuple(_finding(subject, need) for subject, need in needs.items() if need.used)


def _finding(subject: str, need: Need) -> Finding:
    largest = sorted(need.parts.items(), key=lambda part: (-part[1], part[0]))[:MOST_CITED]
    gap = (need.used - need.least) / need.used
    message = f"{subject}: {need.used} are used, the same clocks and loads need {need.least} at least (gap {gap:.1%})"
    cites = ";".join(f"{name}={number}" for name, number in largest)
    return Finding(CODE, subject, str(need.used), str(need.least), subject.partition(":")[0], cites, message)


def least_vehicles(rows: Rows) -> Need:
    """Vehicles by the deepest overlap of outings of each fleet."""
    outings = outings_of(rows)
    spans: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for outing in outings:
        spans[outing.fleet_id].append((outing.from_at, outing.until_at, 1))
    parts = {fleet: deepest(of_fleet) for fleet, of_fleet in spans.items()}
    return Need(len({outing.vehicle_id for outing in outings}), sum(parts.values()), parts)


def least_drivers(policy: Policy, rows: Rows) -> Need:
    """Drivers of each fleet by the deepest overlap of outings, or by the driving of a day or a week."""
    crews: dict[str, int] = defaultdict(int)
    spans: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for outing in outings_of(rows):
        crews[outing.vehicle_id] = max(crews[outing.vehicle_id], outing.drivers)
        spans[outing.fleet_id].append((outing.from_at, outing.until_at, outing.drivers))
    parts = {fleet: deepest(of_fleet) for fleet, of_fleet in spans.items()}
    limits = [(DAY_S, [rules.drivers.driving_24h_s for rules in policy.rulesets])]
    limits.append((7 * DAY_S, [rules.drivers.driving_7d_s for rules in policy.rulesets]))
    for fleet, drives in _drives(rows).items():
        for span_s, seconds in limits:
            most = [limit for limit in seconds if limit is not None]
            if len(most) == len(seconds):
                parts[fleet] = max(parts[fleet], -(-most_driven_s(drives, span_s) // max(most)))
    return Need(sum(crews.values()), sum(parts.values()), parts)


def least_escorts(scenario: Scenario, rows: Rows) -> dict[str, Need]:
    """Escorts of each kind by the most who ride at one moment."""
    kinds = {escort.escort_id: escort.kind for escort in scenario.escorts}
    trips = {trip.trip_id for trip in rows.trips}
    used: dict[str, set[str]] = defaultdict(set)
    spans: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for row in rows.escort_duties:
        if row.activity in trips:
            used[kinds[row.escort_id]].add(row.escort_id)
            spans[kinds[row.escort_id]].append((row.from_at, row.to_at, 1))
    return {kind: Need(len(used[kind]), deepest(spans[kind]), {}) for kind in sorted(spans)}


def least_carriages(rows: Rows) -> Need:
    """Carriages, or aircraft, that the persons of each opened service fill."""
    aboard: dict[str, int] = defaultdict(int)
    seats: dict[str, int] = defaultdict(int)
    for trip in rows.trips:
        if trip.service_id is not None and trip.mode is not Mode.COACH:
            aboard[trip.service_id] += trip.load
            seats[trip.service_id] = max(seats[trip.service_id], trip.usable_seats)
    parts = {service: -(-persons // max(seats[service], 1)) for service, persons in aboard.items()}
    return Need(sum(offer.units for offer in rows.offers if offer.opened), sum(parts.values()), parts)


def least_trips(scenario: Scenario, policy: Policy, rows: Rows) -> Need:
    """Coach trips that the persons of each role and rule set fill."""
    county = {stop.stop_id: stop.adcode for stop in scenario.stops} | {s.site_id: s.adcode for s in scenario.sites}
    halts = {(halt.trip_id, halt.seq): halt.stop_id for halt in rows.stop_times}
    coaches = {trip.trip_id: trip for trip in rows.trips if trip.mode is Mode.COACH}
    widest = _widest(scenario, policy)
    taken: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for load in rows.loads:
        if (trip := coaches.get(load.trip_id)) is not None:
            ends = [halts[load.trip_id, seq] for seq in (load.board_seq, load.alight_seq)]
            scope = scope_of(tuple(county.get(end, end.removeprefix(SEAT_PREFIX)) for end in ends))
            seats = widest[trip.rule_version, scope]
            taken[trip.leg_role.value, trip.rule_version] += Fraction(load.persons, max(seats, 1))
    parts = {f"{role} under {version}": ceil(coach) for (role, version), coach in taken.items()}
    return Need(len(coaches), sum(parts.values()), parts)


def _widest(scenario: Scenario, policy: Policy) -> dict[tuple[str, str], int]:
    """Most usable seats of any coach by rule set, on trips of a scope or a wider one."""
    coach, found = Mode.COACH.value, {}
    for rules in policy.rulesets:
        most = 0
        for scope in reversed(TRIP_SCOPES):
            seats = (rules.usable_seats(coach, scope, v, f.seats, f.seat_rows) for f in scenario.fleets for v in Level)
            most = found[rules.version, scope] = max([most, *seats])
    return found


def outings_of(rows: Rows) -> list[Outing]:
    """Every time that a vehicle leaves its depot until it is back and may leave again."""
    drivers = {trip.trip_id: trip.drivers for trip in rows.trips}
    chains: dict[str, list[Duty]] = defaultdict(list)
    for duty in rows.duties:
        chains[duty.vehicle_id].append(duty)
    found = []
    for vehicle, duties in chains.items():
        ordered = sorted(duties, key=lambda duty: duty.seq)
        starts = [n for n, d in enumerate(ordered) if d.from_place.startswith(DEPOT) and d.kind == "deadhead"]
        for start, end in pairwise([*starts, len(ordered)]):
            out = ordered[start:end]
            crew = max(drivers.get(str(duty.trip_id), 0) for duty in out)
            found.append(Outing(vehicle, out[0].depart_at, max(duty.arrive_at for duty in out), crew))
    return found


def _drives(rows: Rows) -> dict[str, Ints]:
    """Begin and end of every stretch of driving [stretches, 2] by fleet."""
    halts: dict[str, list[StopTime]] = defaultdict(list)
    for halt in rows.stop_times:
        halts[halt.trip_id].append(halt)
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for duty in rows.duties:
        drives = found[duty.vehicle_id.rpartition("#")[0]]
        if duty.trip_id is not None:
            ordered = sorted(halts[duty.trip_id], key=lambda halt: halt.seq)
            drives += [(before.depart_at, after.arrive_at) for before, after in pairwise(ordered)]
        elif duty.kind == "deadhead":
            drives.append((duty.depart_at, duty.arrive_at))
    return {fleet: np.array(drives, dtype=np.int64).reshape(-1, 2) for fleet, drives in found.items()}


def deepest(spans: Iterable[tuple[int, int, int]]) -> int:
    """Most weight of half-open spans (from, until, weight) at one moment.

    >>> deepest([(0, 10, 2), (5, 15, 1), (10, 20, 2)])
    3
    """
    changes = sorted(
        change for begin, end, weight in spans if begin < end for change in ((begin, weight), (end, -weight))
    )
    most = now = 0
    for _, weight in changes:
        now += weight
        most = max(most, now)
    return most


def most_driven_s(drives: Ints, span_s: int) -> int:
    """Most driving of all vehicles together in any window of ``span_s``.

    It grows and shrinks evenly with the window's beginning between the moments at which the beginning or the end of the
    window meets the beginning or the end of a stretch, so that it is largest at one of them.
    """
    if not len(drives):
        return 0
    begins, ends = np.sort(drives[:, 0]), np.sort(drives[:, 1])
    sums = [np.concatenate([[0], np.cumsum(marks)]) for marks in (begins, ends)]

    def driven(moments: Ints) -> Ints:
        """Seconds driven before each moment."""
        total = np.zeros(len(moments), dtype=np.int64)
        for sign, marks, until in ((1, begins, sums[0]), (-1, ends, sums[1])):
            count = np.searchsorted(marks, moments)
            total += sign * (count * moments - until[count])
        return total

    marks = np.unique(np.concatenate([begins, ends, begins - span_s, ends - span_s]))
    return int((driven(marks + span_s) - driven(marks)).max())

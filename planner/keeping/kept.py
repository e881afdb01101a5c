"""The kept part of an earlier plan: its rows, untouched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from planner.domain.plan import Plan
from planner.domain.taken import Taken
from planner.errors import BadPlanFolder
from planner.keeping.closure import closure, pinned_trips, spells
from planner.publish.receipt import plan_digest
from planner.publish.tables import read_plan
from planner.units import LocalClock


@dataclass(frozen=True, slots=True)
class Kept:
    """Kept rows, and how much the pins themselves name.

    Attributes
    ----------
    plan : Plan
        The rows of kept trips alone, each as it was, but for the sequence of escorts who also do something else;
        cohorts of those aboard with all their persons as they were.
    pins, pinned : int
        Pins, and the trips that they name.
    pinned_persons : int
        Persons aboard the pinned trips.
    """

    plan: Plan
    pins: int
    pinned: int
    pinned_persons: int

    @property
    def persons(self) -> dict[str, int]:
        """Persons who stay on their journeys, by cohort."""
        found: Counter[str] = Counter()
        for load in self.plan.loads:
            if load.leg_seq == 1:
                found[load.cohort_id] += load.persons
        return dict(found)

    @property
    def workers(self) -> dict[str, str]:
        """Named workers who stay on their journeys, with their cohorts."""
        return {seat.worker_id: seat.cohort_id for seat in self.plan.manifest}

    def taken(self, clock: LocalClock) -> Taken:
        """What the kept trips use of scarce things."""
        halts = {(halt.trip_id, halt.seq): halt for halt in self.plan.stop_times}
        site_of = {cohort.cohort_id: cohort.site_id for cohort in self.plan.cohorts}
        last = {(load.cohort_id, load.part_id): load for load in sorted(self.plan.loads, key=lambda row: row.leg_seq)}
        arrivals: Counter[tuple[str, int]] = Counter()
        for load in last.values():
            halt = halts[load.trip_id, load.alight_seq]
            if halt.stop_id == site_of[load.cohort_id]:
                arrivals[halt.stop_id, clock.day(halt.arrive_at)] += load.persons
        escorts = tuple(
            (spell[0].escort_id, spell[0].from_at, spell[-1].to_at) for spell in spells(self.plan.escort_duties)
        )
        return Taken(self.plan.reservations, dict(arrivals), escorts)


def read_kept(folder: Path, pins: Sequence[str], clock: LocalClock) -> Kept:
    """What pins keep of the verified plan in a folder.

    Raises
    ------
    BadPlanFolder
        The folder holds no plan, or one that the verifier has not passed as it stands there.
    BadInput
        A pin names nothing in the plan.
    """
    plan = read_plan(folder, clock)
    if plan.receipt is None or plan.receipt != plan_digest(folder):
        raise BadPlanFolder(f"{folder.name} holds no plan as the verifier passed it; keep trips of a verified plan")
    return kept_of(plan, pins)


def kept_of(plan: Plan, pins: Sequence[str]) -> Kept:
    """What pins keep of a plan."""
    pinned = pinned_trips(plan, pins)
    trips = closure(plan, pinned)
    aboard = {(load.cohort_id, load.part_id): load.persons for load in plan.loads if load.trip_id in pinned}
    return Kept(only(plan, trips), len(pins), len(pinned), sum(aboard.values()))


def only(plan: Plan, trips: frozenset[str]) -> Plan:
    """The rows of these trips alone; whole journeys, vehicles and services (see ``closure``)."""
    parts = {(load.cohort_id, load.part_id) for load in plan.loads if load.trip_id in trips}
    cohorts, part_ids = {cohort for cohort, _ in parts}, {part for _, part in parts}
    vehicles = {trip.vehicle_id for trip in plan.trips if trip.trip_id in trips}
    services = {trip.service_id for trip in plan.trips if trip.trip_id in trips}
    return replace(
        plan,
        cohorts=tuple(row for row in plan.cohorts if row.cohort_id in cohorts),
        trips=tuple(row for row in plan.trips if row.trip_id in trips),
        stop_times=tuple(row for row in plan.stop_times if row.trip_id in trips),
        paths=tuple(row for row in plan.paths if row.trip_id in trips),
        shapes=tuple(row for row in plan.shapes if row.trip_id in trips),
        loads=tuple(row for row in plan.loads if row.trip_id in trips),
        manifest=tuple(row for row in plan.manifest if row.trip_id in trips),
        dwells=tuple(row for row in plan.dwells if (row.cohort_id, row.part_id) in parts),
        offers=tuple(row for row in plan.offers if row.service_id in services),
        unserved=(),
        residuals=(),
        duties=tuple(row for row in plan.duties if row.vehicle_id in vehicles),
        driver_duties=tuple(row for row in plan.driver_duties if row.vehicle_id in vehicles),
        escort_duties=tuple(
            row
            for spell in spells(plan.escort_duties)
            if any(row.activity in trips for row in spell)
            for row in spell
        ),
        reservations=tuple(row for row in plan.reservations if row.trip_id in trips or row.part_id in part_ids),
    )

"""Whether kept trips still have what they run with, and which of them a finding of the verifier speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from planner.domain.demand import Cohort
from planner.domain.place import SEAT_PREFIX
from planner.domain.plan import Plan
from planner.domain.scenario import Scenario
from planner.domain.violation import Violation
from planner.errors import NoPlan
from planner.keeping.closure import TRAVEL
from planner.keeping.kept import Kept

SHOWN = 5
"""Trips that a refusal names; it says how many more there are."""


def require_known(kept: Kept, scenario: Scenario) -> None:
    """Refuse trips whose people, vehicles, services or places the scenario no longer has.

    Raises
    ------
    NoPlan
        Every such trip is counted, the first ones are named with what they lack.
    """
    lost = [*_carriers(kept.plan, scenario), *_people(kept.plan, scenario), *_places(kept.plan, scenario)]
    if lost:
        raise refusal(kept, lost)


def require_lawful(kept: Kept, broken: Iterable[Violation]) -> None:
    """Refuse trips that break a rule today, as the verifier found by itself before anything else was planned.

    Raises
    ------
    NoPlan
        Names the trips with the rules that they break.
    """
    named = _names(kept.plan)
    told = []
    for violation in broken:
        words = (violation.subject, *violation.subject.split())
        trip_id = next((named[word] for word in words if word in named), "")
        told.append((trip_id, f"{violation.rule}: {violation.message}"))
    if told:
        raise refusal(kept, told)


def refusal(kept: Kept, lost: Iterable[tuple[str, str]]) -> NoPlan:
    """No plan can keep these trips (id, reason); an empty id stands for all of them together."""
    reasons = dict[tuple[str, str], None]((pair, None) for pair in lost)
    told = [f"trip {trip_id}: {why}" if trip_id else f"the kept trips: {why}" for trip_id, why in reasons]
    more = f"; and {len(told) - SHOWN} more" if len(told) > SHOWN else ""
    return NoPlan(
        f"the trips that pins keep of plan {kept.plan.plan_id} cannot all run today; take their pins away or mend what "
        f"they lack: {'; '.join(told[:SHOWN])}{more}"
    )


def _carriers(plan: Plan, scenario: Scenario) -> Iterator[tuple[str, str]]:
    fleets = {fleet.fleet_id: fleet for fleet in scenario.fleets}
    services = {service.service_id: service for service in scenario.services}
    escorts = {escort.escort_id for escort in scenario.escorts}
    for trip in plan.trips:
        fleet, service = fleets.get(trip.fleet_id or ""), services.get(trip.service_id or "")
        if trip.fleet_id is not None and fleet is None:
            yield trip.trip_id, f"fleet {trip.fleet_id} is gone"
        elif fleet is not None and (trip.vehicle_no or 0) > fleet.count:
            yield trip.trip_id, f"it runs on vehicle {trip.vehicle_no}, fleet {fleet.fleet_id} has {fleet.count}"
        if trip.service_id is not None and service is None:
            yield trip.trip_id, f"service {trip.service_id} is gone"
        elif service is not None and (trip.unit_no or 0) > service.units:
            yield trip.trip_id, f"it is unit {trip.unit_no}, service {service.service_id} has {service.units}"
        for escort_id in trip.escort_ids:
            if escort_id not in escorts:
                yield trip.trip_id, f"escort {escort_id} is gone"


def _people(plan: Plan, scenario: Scenario) -> Iterator[tuple[str, str]]:
    workers = {worker.worker_id for worker in scenario.workers}
    firms = {firm.enterprise_id for firm in scenario.enterprises}
    sites = {site.site_id for site in scenario.sites}
    cohorts = {cohort.cohort_id: cohort for cohort in plan.cohorts}
    for seat in plan.manifest:
        if seat.worker_id not in workers:
            yield seat.trip_id, f"worker {seat.worker_id} is not on the lists any more"
    for load in plan.loads:
        cohort = cohorts[load.cohort_id]
        if cohort.enterprise_id not in firms:
            yield load.trip_id, f"enterprise {cohort.enterprise_id} is gone"
        if cohort.site_id not in sites:
            yield load.trip_id, f"site {cohort.site_id} is gone"


def _places(plan: Plan, scenario: Scenario) -> Iterator[tuple[str, str]]:
    known = {stop.stop_id for stop in scenario.stops} | {site.site_id for site in scenario.sites}
    for halt in plan.stop_times:
        if halt.stop_id not in known and not halt.stop_id.startswith(SEAT_PREFIX):
            yield halt.trip_id, f"stop {halt.stop_id} is gone"


def _names(plan: Plan) -> dict[str, str]:
    """Trip of everything that the verifier names; of what belongs to several, the first."""
    cohorts = {cohort.cohort_id: cohort for cohort in plan.cohorts}
    pairs = chain(
        ((trip.trip_id, trip.trip_id) for trip in plan.trips),
        ((str(trip.vehicle_id), trip.trip_id) for trip in plan.trips),
        ((str(trip.fleet_id or trip.service_id), trip.trip_id) for trip in plan.trips),
        ((seat.worker_id, seat.trip_id) for seat in plan.manifest),
        ((name, load.trip_id) for load in plan.loads for name in (load.part_id, load.cohort_id)),
        ((name, load.trip_id) for load in plan.loads for name in _of_cohort(cohorts[load.cohort_id])),
        ((duty.escort_id, duty.activity) for duty in plan.escort_duties if duty.activity != TRAVEL),
        ((row.place_id, row.trip_id) for row in plan.reservations if row.trip_id is not None),
    )
    found: dict[str, str] = {}
    for name, trip_id in pairs:
        found.setdefault(name, trip_id)
    return found


def _of_cohort(cohort: Cohort) -> tuple[str, str]:
    return cohort.site_id, cohort.origin_adcode

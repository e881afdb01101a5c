"""What is left once every region has its plan: people without a seat, and shared things that nobody took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from planner.domain.demand import Demand, HeatFlow, Worker
from planner.domain.fleet import Capacity
from planner.domain.place import within
from planner.domain.plan import Plan, Unserved
from planner.domain.scenario import Scenario
from planner.regions.merge import Elsewhere, Merger

AGAIN = frozenset({
    "NOT_PLANNED_IN_TIME", "NO_SERVICE", "MIN_LOAD_NOT_MET", "NO_SEAT", "NO_VEHICLE", "NO_DRIVER", "NO_PERMIT",
    "NO_ESCORT", "NO_TEST_SLOT", "NO_BED",
})  # fmt: skip
"""Reasons that what another region left over may cure."""
GREEN = "green"


@dataclass(frozen=True, slots=True)
class Leftover:
    """The campaign of those left behind: its scenario and its matched heat."""

    scenario: Scenario
    flows: tuple[HeatFlow, ...]
    persons: int


def may_go_again(scenario: Scenario, plan: Plan) -> Elsewhere:
    """Whether a row of a region's plan is worth a second run: its reason is a shared thing, its site has room.

    Sites whose intake or beds are limited are left aside: what room they have left depends on the first run's days.
    """
    limited = limited_sites(scenario)
    site = {cohort.cohort_id: cohort.site_id for cohort in plan.cohorts}
    return lambda row: row.reason in AGAIN and site[row.cohort_id] not in limited


def limited_sites(scenario: Scenario) -> frozenset[str]:
    """Sites that take in only so many a day."""
    dated = {row.place_id for row in scenario.capacities}
    watched = {row.enterprise_id for row in scenario.inspections}
    watched |= {firm.enterprise_id for firm in scenario.enterprises if firm.light != GREEN}
    return frozenset(
        site.site_id
        for site in scenario.sites
        if site.intake_per_day is not None
        or site.isolation_beds is not None
        or site.site_id in dated
        or site.enterprise_id in watched
        or any(within(site.adcode, window.adcode) for window in scenario.intake_windows)
    )


def leftover_of(scenario: Scenario, plans: Sequence[Plan], merged: Merger) -> Leftover:
    """Everybody worth a second run, with what the merged plans leave of the whole scenario's shared things."""
    workers: set[str] = set()
    demand: list[Demand] = []
    flows: list[HeatFlow] = []
    for plan in plans:
        cohorts = {cohort.cohort_id: cohort for cohort in plan.cohorts}
        for row in _again(scenario, plan):
            cohort = cohorts[row.cohort_id]
            if row.worker_id is not None:
                workers.add(row.worker_id)
                continue
            flows.append(HeatFlow(cohort.origin_adcode, cohort.ready_at, len(demand), row.persons))
            demand.append(
                Demand(cohort.enterprise_id, cohort.site_id, row.persons, cohort.ready_at, cohort.due_at)
            )
    rest = replace(
        _resources(scenario, merged),
        workers=_of(scenario.workers, workers),
        heat=(),
        demand=tuple(demand),
        sha256=f"{scenario.sha256}/again",
    )
    return Leftover(rest, tuple(flows), len(workers) + sum(flow.persons for flow in flows))


def _again(scenario: Scenario, plan: Plan) -> list[Unserved]:
    again = may_go_again(scenario, plan)
    return [row for row in plan.unserved if again(row)]


def _of(workers: Sequence[Worker], ids: set[str]) -> tuple[Worker, ...]:
    return tuple(worker for worker in workers if worker.worker_id in ids)


def _resources(scenario: Scenario, merged: Merger) -> Scenario:
    """The scenario with vehicles, carriages, slots and escorts that nobody took.

    Hubs and gates with a limit by the hour are closed: what is left of their quarter-hours is not counted.
    """
    fleets = []
    for fleet in scenario.fleets:
        count = fleet.count - merged.vehicles[fleet.fleet_id]
        drivers = fleet.drivers - merged.crews[fleet.fleet_id]
        if count > 0 and drivers > 0:
            fleets.append(replace(fleet, count=count, drivers=drivers))
    busy = {duty.driver_id for duty in merged.tables.driver_duties}
    escorting = {duty.escort_id for duty in merged.tables.escort_duties}
    shut = {stop.stop_id for stop in scenario.stops if stop.people_per_hour is not None}
    services = []
    for service in scenario.services:
        used = merged.units[service.service_id]
        left = replace(service, units=service.units - used)
        if used:
            left = replace(left, fixed_cents=0, min_load=1)
        if left.units > 0 and not shut & {service.from_stop_id, service.to_stop_id}:
            services.append(left)
    return replace(
        scenario,
        fleets=tuple(fleets),
        drivers=tuple(driver for driver in scenario.drivers if driver.driver_id not in busy),
        services=tuple(services),
        stops=tuple(replace(stop, people_per_hour=0) if stop.stop_id in shut else stop for stop in scenario.stops),
        capacities=_capacities_left(scenario, merged),
        escorts=tuple(escort for escort in scenario.escorts if escort.escort_id not in escorting),
    )


def _capacities_left(scenario: Scenario, merged: Merger) -> tuple[Capacity, ...]:
    """Amounts less what is reserved at the place on the day; several rows of a day all lose it, so that none lies."""
    taken = Counter[tuple[str, str, int]]()
    for row in merged.tables.reservations:
        taken[row.kind, row.place_id, row.day] += row.amount
    return tuple(
        replace(row, amount=max(0, row.amount - taken[row.kind, row.place_id, row.day])) for row in scenario.capacities
    )

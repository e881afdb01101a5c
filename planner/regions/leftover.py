"""What is left once every region has its plan: people without a seat, and shared things that nobody took."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from planner.domain.demand import Demand, HeatFlow
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


class Behind:
    """Those worth a second run, gathered plan by plan: their reason is a shared thing, their site has room.

    Sites whose intake or beds are limited are left aside: what room they have left depends on the first run's days.

    Parameters
    ----------
    wanted : bool
        Whether there is to be a second run; if not, nobody is worth it.
    """

    def __init__(self, scenario: Scenario, wanted: bool = True) -> None:
        self._scenario, self._limited = scenario, limited_sites(scenario)
        self._reasons = AGAIN if wanted else frozenset[str]()
        self._workers: set[str] = set()
        self._demand: list[Demand] = []
        self._flows: list[HeatFlow] = []

    def take(self, plan: Plan) -> Elsewhere:
        """Note those of a region's plan who go again; whether a row of it is one of theirs."""
        cohorts = {cohort.cohort_id: cohort for cohort in plan.cohorts}

        def goes(row: Unserved) -> bool:
            return row.reason in self._reasons and cohorts[row.cohort_id].site_id not in self._limited

        for row in filter(goes, plan.unserved):
            if row.worker_id is not None:
                self._workers.add(row.worker_id)
                continue
            cohort = cohorts[row.cohort_id]
            self._flows.append(HeatFlow(cohort.origin_adcode, cohort.ready_at, len(self._demand), row.persons))
            self._demand.append(
                Demand(cohort.enterprise_id, cohort.site_id, row.persons, cohort.ready_at, cohort.due_at)
            )
        return goes

    def leftover(self, merged: Merger) -> Leftover:
        """Their campaign, with what the merged plans leave of the whole scenario's shared things."""
        workers = tuple(worker for worker in self._scenario.workers if worker.worker_id in self._workers)
        rest = replace(
            _resources(self._scenario, merged),
            workers=workers,
            heat=(),
            demand=tuple(self._demand),
            sha256=f"{self._scenario.sha256}/again",
        )
        return Leftover(rest, tuple(self._flows), len(workers) + sum(flow.persons for flow in self._flows))


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

"""Ids of a scenario: unique, and known where they are named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from planner.domain.scenario import Scenario
from planner.errors import CellProblem


def broken_references(scenario: Scenario) -> Iterator[CellProblem]:
    """Duplicate ids and ids that no table holds; the rules rely on there being none."""
    yield from _duplicates(scenario)
    firms = {firm.enterprise_id for firm in scenario.enterprises}
    sites = {site.site_id for site in scenario.sites}
    stops = {stop.stop_id for stop in scenario.stops}
    fleets = {fleet.fleet_id for fleet in scenario.fleets}
    for table, column, kind, known, ids in (
        ("sites", "enterprise_id", "enterprise", firms, (site.enterprise_id for site in scenario.sites)),
        ("workers", "enterprise_id", "enterprise", firms, (worker.enterprise_id for worker in scenario.workers)),
        ("workers", "site_id", "site", sites, (worker.site_id for worker in scenario.workers)),
        ("workers", "pickup_stop_id", "stop", stops, (w.pickup_stop_id for w in scenario.workers if w.pickup_stop_id)),
        ("demand", "enterprise_id", "enterprise", firms, (row.enterprise_id for row in scenario.demand)),
        ("demand", "site_id", "site", sites, (row.site_id for row in scenario.demand)),
        ("services", "from_stop_id", "stop", stops, (service.from_stop_id for service in scenario.services)),
        ("services", "to_stop_id", "stop", stops, (service.to_stop_id for service in scenario.services)),
        ("inspections", "enterprise_id", "enterprise", firms, (row.enterprise_id for row in scenario.inspections)),
        ("drivers", "fleet_id", "fleet", fleets, (driver.fleet_id for driver in scenario.drivers)),
        ("service_stops", "stop_id", "stop", stops, (call.stop_id for s in scenario.services for call in s.calls)),
    ):
        yield from _unknown(table, column, kind, known, ids)


def _unknown(table: str, column: str, kind: str, known: set[str], ids: Iterable[str]) -> Iterator[CellProblem]:
    for value in sorted(set(ids) - known):
        reason = f"{table}.{column} names the {kind} {value!r}, which is in no table"
        yield CellProblem(table, None, column, value, "unknown_reference", reason)


def _duplicates(scenario: Scenario) -> Iterator[CellProblem]:
    tables = (
        ("workers", "worker_id", [worker.worker_id for worker in scenario.workers]),
        ("enterprises", "enterprise_id", [firm.enterprise_id for firm in scenario.enterprises]),
        ("sites and stops", "id", [s.site_id for s in scenario.sites] + [s.stop_id for s in scenario.stops]),
        ("coaches", "fleet_id", [fleet.fleet_id for fleet in scenario.fleets]),
        ("drivers", "driver_id", [driver.driver_id for driver in scenario.drivers]),
        ("escorts", "escort_id", [escort.escort_id for escort in scenario.escorts]),
        ("services", "service_id", [service.service_id for service in scenario.services]),
    )
    for table, column, ids in tables:
        for value, rows in Counter(ids).items():
            if rows > 1:
                reason = f"{table}: {value!r} stands {rows} times; ids are unique"
                yield CellProblem(table, None, column, value, "duplicate", reason)

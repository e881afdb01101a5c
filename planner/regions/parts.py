"""The scenario of one region: its people, their sites and firms, and its share of everything else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from planner.domain.demand import Demand, Enterprise, Heat, HeatFlow
from planner.domain.place import Stop, StopKind
from planner.domain.scenario import Scenario
from planner.regions.allotment import Allotment
from planner.regions.division import Region
from planner.regions.people import People

HUBS = frozenset({StopKind.RAIL_STATION, StopKind.AIRPORT, StopKind.PICKUP})
"""Stops that a region needs only where its services or workers call."""


def part_of(
    scenario: Scenario, people: People, region: Region, share: Allotment
) -> tuple[Scenario, tuple[HeatFlow, ...]]:
    """The region's scenario and its matched heat, whose rows of demand are numbered anew."""
    workers = tuple(
        worker for worker, atom in zip(scenario.workers, people.workers, strict=True) if atom in region.atoms
    )
    matched = [flow for flow, atom in zip(people.flows, people.of_flow, strict=True) if atom in region.atoms]
    demand, flows = _demand_of(scenario.demand, matched)
    firms = _with_customers(
        {firm.enterprise_id: firm for firm in scenario.enterprises},
        (site.enterprise_id for site in share.sites.values()),
    )
    calls = {hub for service in share.services for hub in (service.from_stop_id, service.to_stop_id)}
    calls |= {call.stop_id for service in share.services for call in service.calls}
    calls |= {worker.pickup_stop_id for worker in workers if worker.pickup_stop_id}
    return (
        replace(
            scenario,
            sha256=f"{scenario.sha256}/{region.region_id}",
            enterprises=tuple(firm for firm in scenario.enterprises if firm.enterprise_id in firms),
            sites=tuple(share.sites[site.site_id] for site in scenario.sites if site.site_id in share.sites),
            workers=workers,
            heat=_heat_of(flows),
            demand=demand,
            inspections=tuple(row for row in scenario.inspections if row.enterprise_id in firms),
            stops=tuple(stop for stop in share.stops if _needed(stop, calls)),
            fleets=share.fleets,
            drivers=share.drivers,
            services=share.services,
            capacities=share.capacities,
            escorts=share.escorts,
            pins=(),
            warnings=(),
        ),
        flows,
    )


def _needed(stop: Stop, calls: set[str]) -> bool:
    return stop.kind not in HUBS or stop.stop_id in calls


def _demand_of(
    demand: Sequence[Demand], matched: Sequence[HeatFlow]
) -> tuple[tuple[Demand, ...], tuple[HeatFlow, ...]]:
    """Rows that are asked for, with the head-count that is matched, and the flows into them."""
    number: dict[int, int] = {}
    persons: dict[int, int] = defaultdict(int)
    for flow in matched:
        number.setdefault(flow.demand, len(number))
        persons[flow.demand] += flow.persons
    rows = tuple(replace(demand[old], headcount=persons[old]) for old in number)
    return rows, tuple(replace(flow, demand=number[flow.demand]) for flow in matched)


def _heat_of(flows: Iterable[HeatFlow]) -> tuple[Heat, ...]:
    counted: dict[tuple[str, int], int] = defaultdict(int)
    for flow in flows:
        counted[flow.origin_adcode, flow.ready_at] += flow.persons
    return tuple(Heat(origin, persons, ready, None, "matched") for (origin, ready), persons in sorted(counted.items()))


def _with_customers(firms: Mapping[str, Enterprise], wanted: Iterable[str]) -> set[str]:
    """Firms with all whom they supply, directly or not: their urgency comes from them."""
    found: set[str] = set()
    queue = list(wanted)
    while queue:
        firm = queue.pop()
        if firm not in found:
            found.add(firm)
            queue += firms[firm].supplies
    return found

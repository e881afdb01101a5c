"""Heat to demand: which origins' workers answer which sites' head-counts, at the least distance in all.

A min-cost flow (OR-Tools). Demand rows alike in tier, window, county and paired origins are one node, so that the
flow stays small; within a node, rows are filled in turn, which gives each site few and whole origins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from planner.domain.demand import Demand, Heat, HeatFlow
from planner.domain.place import SEAT_PREFIX, within
from planner.domain.scenario import Scenario
from planner.domain.travel import UNREACHABLE, Ground

UNMET_PER_TIER = 50_000
"""Cost (km-equivalents) of leaving a place of the last tier unmet; each better tier adds as much."""
UNPAIRED = 2_000
"""Extra cost (km-equivalents) of an origin that a site did not ask for."""
RIDE_M_PER_S = 15.0
"""Speed at which a window is judged long enough, rests included."""


def match_heat(
    scenario: Scenario,
    ground: Ground,
    tiers: Mapping[str, int] | None = None,
    closed: Collection[str] = (),
    refused: Collection[str] = (),
) -> tuple[HeatFlow, ...]:
    """Match heat rows with demand rows, named workers subtracted from both first.

    Better tiers are met first, then paired origins are preferred, then distance decides. Arcs whose window is too
    short for the road are left out. Heat counts all named workers of its origin; demand is filled by those alone who
    may travel.

    Parameters
    ----------
    tiers : mapping, optional
        Tier in force of every enterprise, its customers' counted in; by default the enterprises' own tiers.
    closed : collection of str, optional
        Enterprises that nobody may travel to; their demand is met last, so that people go where work is open and the
        rest stays to be told why.
    refused : collection of str, optional
        Named workers who may not travel; their places stay open.
    """
    supply = supply_left(scenario)
    in_force = dict(tiers or {firm.enterprise_id: firm.tier for firm in scenario.enterprises})
    last = 1 + max(in_force.values(), default=0)
    classes = _classes(scenario, in_force | dict.fromkeys(closed, last), refused)
    if not supply or not classes:
        return ()
    flows = _solve(scenario, ground, supply, classes)
    return _to_rows(flows, supply, classes)


def supply_left(scenario: Scenario) -> list[tuple[Heat, int]]:
    """Heat rows with the persons left once the named workers of their origin are taken off, earliest row first."""
    named: dict[str, int] = defaultdict(int)
    for worker in scenario.workers:
        named[worker.origin_adcode] += 1
    rows = []
    for row in sorted(scenario.heat, key=lambda h: (h.origin_adcode, h.ready_from)):
        taken = min(named[row.origin_adcode], row.workers)
        named[row.origin_adcode] -= taken
        if row.workers > taken:
            rows.append((row, row.workers - taken))
    return rows


ClassKey = tuple[int, int, int, str, tuple[str, ...]]


def _classes(
    scenario: Scenario, tiers: Mapping[str, int], refused: Collection[str]
) -> list[tuple[ClassKey, list[tuple[int, int]]]]:
    """Demand rows that named workers leave open, grouped by (tier, from, due, county, paired origins)."""
    county = {site.site_id: site.adcode for site in scenario.sites}
    paired = {firm.enterprise_id: firm.paired_origins for firm in scenario.enterprises}
    groups: dict[ClassKey, list[tuple[int, int]]] = defaultdict(list)
    for number, places in open_places(scenario, refused):
        groups[_class_key(scenario.demand[number], tiers, county, paired)].append((number, places))
    return sorted(groups.items())


def open_places(scenario: Scenario, refused: Collection[str] = ()) -> list[tuple[int, int]]:
    """Demand rows (index) with the places that named workers who may travel leave open."""
    named: dict[str, int] = defaultdict(int)
    for worker in scenario.workers:
        named[worker.site_id] += worker.worker_id not in refused
    found = []
    for number, row in enumerate(scenario.demand):
        taken = min(named[row.site_id], row.headcount)
        named[row.site_id] -= taken
        if row.headcount > taken:
            found.append((number, row.headcount - taken))
    return found


def _class_key(
    row: Demand, tiers: Mapping[str, int], county: Mapping[str, str], paired: Mapping[str, tuple[str, ...]]
) -> ClassKey:
    wanted = tuple(sorted({*row.origin_adcodes, *paired[row.enterprise_id]}))
    return (tiers[row.enterprise_id], row.needed_from, row.due_at, county[row.site_id], wanted)


def _solve(
    scenario: Scenario,
    ground: Ground,
    supply: Sequence[tuple[Heat, int]],
    classes: Sequence[tuple[ClassKey, list[tuple[int, int]]]],
) -> list[tuple[int, int, int]]:
    """Flows as (supply row, class, persons)."""
    rows = ground.index()
    metres = np.minimum.reduce([m.distance_m for m in ground.matrices])
    first_site = {key[3]: rows[scenario.demand[members[0][0]].site_id] for key, members in classes}
    worst = max(key[0] for key, _ in classes)
    from ortools.graph.python import min_cost_flow

    flow = min_cost_flow.SimpleMinCostFlow()
    source, sink = len(supply) + len(classes), len(supply) + len(classes) + 1
    arcs: list[tuple[int, int, int]] = []
    for s, (heat, persons) in enumerate(supply):
        start = rows[SEAT_PREFIX + heat.origin_adcode]
        for c, (key, _) in enumerate(classes):
            cost = _arc_cost(key, heat, int(metres[start, first_site[key[3]]]))
            if cost is not None:
                arc = flow.add_arc_with_capacity_and_unit_cost(s, len(supply) + c, persons, cost)
                arcs.append((int(arc), s, c))
        flow.add_arc_with_capacity_and_unit_cost(source, s, persons, 0)
    total = 0
    for c, (key, members) in enumerate(classes):
        open_places = sum(count for _, count in members)
        total += open_places
        flow.add_arc_with_capacity_and_unit_cost(len(supply) + c, sink, open_places, 0)
        unmet = UNMET_PER_TIER * (1 + worst - key[0])
        flow.add_arc_with_capacity_and_unit_cost(source, len(supply) + c, open_places, unmet)
    flow.set_node_supply(source, total)
    flow.set_node_supply(sink, -total)
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("the matching of heat and demand has no optimum, though leaving places unmet is allowed")
    return [(s, c, int(flow.flow(arc))) for arc, s, c in arcs if flow.flow(arc)]


def _arc_cost(key: ClassKey, heat: Heat, metres: int) -> int | None:
    """Kilometres plus the price of an origin that was not asked for; ``None`` when time is too short."""
    _, _, due_at, _, wanted = key
    if metres >= UNREACHABLE or heat.ready_from + metres / RIDE_M_PER_S > due_at:
        return None
    asked = not wanted or any(within(heat.origin_adcode, area) for area in wanted)
    return metres // 1000 + (0 if asked else UNPAIRED)


def _to_rows(
    flows: Sequence[tuple[int, int, int]],
    supply: Sequence[tuple[Heat, int]],
    classes: Sequence[tuple[ClassKey, list[tuple[int, int]]]],
) -> tuple[HeatFlow, ...]:
    """Fill the demand rows of each class in turn from the flows into it."""
    into: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for s, c, persons in flows:
        into[c].append((s, persons))
    out = []
    for c, arriving in sorted(into.items()):
        queue = sorted(arriving)
        for demand, places in classes[c][1]:
            while places and queue:
                s, persons = queue[0]
                taken = min(places, persons)
                heat = supply[s][0]
                out.append(HeatFlow(heat.origin_adcode, heat.ready_from, demand, taken))
                places -= taken
                if persons == taken:
                    queue.pop(0)
                else:
                    queue[0] = (s, persons - taken)
    return tuple(out)

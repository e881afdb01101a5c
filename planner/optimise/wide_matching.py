"""Heat to demand for a campaign too large to weigh every county against every site.

The same choice as :mod:`planner.optimise.matching`, over cities: heat is counted by city and ready day, demand by tier,
last day, city and the provinces asked for. First only origins that were asked for are matched and only where a coach
arrives in time with all its rests, then any that a coach can bring, then whatever is left. Within a pair of cities,
counties fill sites in turn, so that a site has few and whole origins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.domain.demand import Demand, Heat, HeatFlow
from planner.domain.place import area_prefix, prefecture_of
from planner.domain.scenario import Scenario
from planner.domain.travel import UNREACHABLE
from planner.optimise.matching import RIDE_M_PER_S, UNMET_PER_TIER, UNPAIRED, open_places, supply_left

Ints = npt.NDArray[np.int64]
Metres = Callable[[Sequence[str], Sequence[str]], Ints]
PROVINCE_DIGITS = 2
COACH_M_PER_S = 12.0
"""Speed of a long coach ride with rests and nights (a ride of 2,400 km takes 54 h)."""


@dataclass(frozen=True, slots=True)
class _Class:
    """Demand rows alike: tier, last moment, city, provinces asked for (none: any)."""

    tier: int
    due_at: int
    city: str
    wanted: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Reach:
    """How fast a ride is taken to be, and how long it may take (``None``: as long as the window allows)."""

    m_per_s: float
    longest_s: int | None


@dataclass(frozen=True, slots=True)
class _Pool:
    """Rows that are matched together; ``left`` persons or places of each row, filled from the first on."""

    rows: list[int]
    left: list[int]

    def take(self, persons: int) -> list[tuple[int, int]]:
        """Rows with persons, so many in all, from the first row that has any left."""
        taken = []
        while persons:
            amount = min(persons, self.left[0])
            taken.append((self.rows[0], amount))
            persons -= amount
            self.left[0] -= amount
            if not self.left[0]:
                del self.rows[0], self.left[0]
        return taken


def match_widely(
    scenario: Scenario,
    metres: Metres,
    tiers: Mapping[str, int],
    closed: Collection[str] = (),
    refused: Collection[str] = (),
    longest_s: int | None = None,
) -> tuple[HeatFlow, ...]:
    """Match heat with demand city by city; arguments as ``match_heat``.

    Parameters
    ----------
    metres : callable
        Distances (int64 [origins, targets], metres) between counties named by code: the largest of each origin city
        stand for it, and those of destination likewise.
    longest_s : int, optional
        Longest ride of a coach; pairs beyond it are matched last, since only a train or a flight may bring them.
    """
    last = 1 + max(tiers.values(), default=0)
    supply = supply_left(scenario)
    pools, classes = _supply_pools(supply), _classes(scenario, dict(tiers) | dict.fromkeys(closed, last), refused)
    if not pools or not classes:
        return ()
    distance = _distances(scenario, supply, pools, classes, metres)
    flows: list[HeatFlow] = []
    by_coach = _Reach(COACH_M_PER_S, longest_s)
    for asked_only, reach in ((True, by_coach), (False, by_coach), (False, _Reach(RIDE_M_PER_S, None))):
        for pool, kind, persons in _solve(pools, classes, distance, asked_only, reach):
            heat, places = pools[pool].take(persons), classes[kind].take(persons)
            flows += _joined(supply, heat, places)
        pools = {key: pool for key, pool in pools.items() if pool.rows}
        classes = {key: pool for key, pool in classes.items() if pool.rows}
    return tuple(sorted(flows, key=lambda flow: (flow.demand, flow.origin_adcode, flow.ready_at)))


def _supply_pools(supply: Sequence[tuple[Heat, int]]) -> dict[tuple[str, int], _Pool]:
    """Heat by city of origin and moment of readiness."""
    pools: dict[tuple[str, int], _Pool] = defaultdict(lambda: _Pool([], []))
    for number, (heat, persons) in enumerate(supply):
        pool = pools[prefecture_of(heat.origin_adcode), heat.ready_from]
        pool.rows.append(number)
        pool.left.append(persons)
    return dict(sorted(pools.items()))


def _classes(scenario: Scenario, tiers: Mapping[str, int], refused: Collection[str]) -> dict[_Class, _Pool]:
    """Open places by class; sites of one county follow each other."""
    county = {site.site_id: site.adcode for site in scenario.sites}
    paired = {firm.enterprise_id: firm.paired_origins for firm in scenario.enterprises}
    pools: dict[_Class, _Pool] = defaultdict(lambda: _Pool([], []))
    rows = sorted(open_places(scenario, refused), key=lambda row: (county[scenario.demand[row[0]].site_id], row[0]))
    for number, places in rows:
        row = scenario.demand[number]
        pool = pools[_class_of(row, tiers, county, paired)]
        pool.rows.append(number)
        pool.left.append(places)
    return dict(sorted(pools.items(), key=lambda item: _order(item[0])))


def _order(kind: _Class) -> tuple[int, int, str, list[str]]:
    return (kind.tier, kind.due_at, kind.city, sorted(kind.wanted))


def _class_of(
    row: Demand, tiers: Mapping[str, int], county: Mapping[str, str], paired: Mapping[str, tuple[str, ...]]
) -> _Class:
    areas = {*row.origin_adcodes, *paired[row.enterprise_id]}
    wanted = frozenset(area_prefix(area)[:PROVINCE_DIGITS] for area in areas)
    return _Class(tiers[row.enterprise_id], row.due_at, prefecture_of(county[row.site_id]), wanted)


def _distances(
    scenario: Scenario,
    supply: Sequence[tuple[Heat, int]],
    pools: Mapping[tuple[str, int], _Pool],
    classes: Mapping[_Class, _Pool],
    metres: Metres,
) -> dict[tuple[str, str], int]:
    """Metres between cities, measured between the counties that send and ask for most."""
    sending, asking = defaultdict[str, int](int), defaultdict[str, int](int)
    for heat, persons in supply:
        sending[heat.origin_adcode] += persons
    county = {site.site_id: site.adcode for site in scenario.sites}
    for row in scenario.demand:
        asking[county[row.site_id]] += row.headcount
    starts, ends = largest_of_cities(sending), largest_of_cities(asking)
    origins = sorted({city for city, _ in pools})
    targets = sorted({kind.city for kind in classes})
    table = metres([starts[city] for city in origins], [ends[city] for city in targets])
    return {(a, b): int(table[i, j]) for i, a in enumerate(origins) for j, b in enumerate(targets)}


def largest_of_cities(persons: Mapping[str, int]) -> dict[str, str]:
    """County with most persons of each city; the first code of equal ones."""
    best: dict[str, str] = {}
    for code in sorted(persons):
        city = prefecture_of(code)
        if city not in best or persons[code] > persons[best[city]]:
            best[city] = code
    return best


def _solve(
    pools: Mapping[tuple[str, int], _Pool],
    classes: Mapping[_Class, _Pool],
    distance: Mapping[tuple[str, str], int],
    asked_only: bool,
    reach: _Reach,
) -> list[tuple[tuple[str, int], _Class, int]]:
    """Min-cost flow; (supply, class, persons) in a stable order."""
    sources, kinds = list(pools), list(classes)
    if not sources or not kinds:
        return []
    start, end, cost = _arcs(sources, kinds, distance, asked_only, reach)
    room = np.array([sum(pool.left) for pool in pools.values()], dtype=np.int64)
    places = np.array([sum(pool.left) for pool in classes.values()], dtype=np.int64)
    first, source, sink = len(sources), len(sources) + len(kinds), len(sources) + len(kinds) + 1
    worst = max(kind.tier for kind in kinds)
    unmet = np.array([UNMET_PER_TIER * (1 + worst - kind.tier) for kind in kinds], dtype=np.int64)
    targets = first + np.arange(len(kinds))
    from ortools.graph.python import min_cost_flow

    flow = min_cost_flow.SimpleMinCostFlow()
    rides = flow.add_arcs_with_capacity_and_unit_cost(start, first + end, room[start], cost)
    nothing = np.zeros(len(sources), dtype=np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(np.full(first, source), np.arange(first), room, nothing)
    flow.add_arcs_with_capacity_and_unit_cost(targets, np.full(len(kinds), sink), places, np.zeros_like(places))
    flow.add_arcs_with_capacity_and_unit_cost(np.full(len(kinds), source), targets, places, unmet)
    flow.set_node_supply(source, int(places.sum()))
    flow.set_node_supply(sink, -int(places.sum()))
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("the matching of heat and demand has no optimum, though leaving places unmet is allowed")
    persons = flow.flows(rides)
    return [(sources[start[a]], kinds[end[a]], int(persons[a])) for a in np.flatnonzero(persons)]


def _arcs(
    sources: Sequence[tuple[str, int]],
    kinds: Sequence[_Class],
    distance: Mapping[tuple[str, str], int],
    asked: bool,
    reach: _Reach,
) -> tuple[Ints, Ints, Ints]:
    """Supply, class and cost of every pair whose window is long enough; with ``asked`` those alone asked for."""
    ready = np.array([moment for _, moment in sources], dtype=np.int64)
    cities = sorted({city for city, _ in sources})
    of = np.array([cities.index(city) for city, _ in sources], dtype=np.int64)
    province = np.array([city[:PROVINCE_DIGITS] for city, _ in sources])
    far = {t: np.array([distance[c, t] for c in cities], dtype=np.int64)[of] for t in {kind.city for kind in kinds}}
    mine = {wanted: np.isin(province, sorted(wanted)) | (not wanted) for wanted in {kind.wanted for kind in kinds}}
    starts: list[Ints] = []
    ends: list[Ints] = []
    costs: list[Ints] = []
    for number, kind in enumerate(kinds):
        metres, paired = far[kind.city], mine[kind.wanted]
        ride_s = metres / reach.m_per_s
        fits = (metres < UNREACHABLE) & (ready + ride_s <= kind.due_at)
        if reach.longest_s is not None:
            fits &= ride_s <= reach.longest_s
        kept = np.flatnonzero(fits & paired if asked else fits)
        starts.append(kept)
        ends.append(np.full(len(kept), number, dtype=np.int64))
        costs.append(metres[kept] // 1000 + np.where(paired[kept], 0, UNPAIRED))
    return np.concatenate(starts), np.concatenate(ends), np.concatenate(costs)


def _joined(
    supply: Sequence[tuple[Heat, int]], heat: list[tuple[int, int]], places: list[tuple[int, int]]
) -> list[HeatFlow]:
    """Counties that fill sites in turn; both lists hold the same number of persons."""
    flows, at, left = [], 0, heat[0][1] if heat else 0
    for demand, wanted in places:
        while wanted:
            row = supply[heat[at][0]][0]
            taken = min(wanted, left)
            flows.append(HeatFlow(row.origin_adcode, row.ready_from, demand, taken))
            wanted, left = wanted - taken, left - taken
            if not left:
                at += 1
                left = heat[at][1] if at < len(heat) else 0
    return flows

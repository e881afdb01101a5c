"""How far below the routes found the linear relaxation over whole coaches lies, by column generation.

    python -m tests.benchmarks.columns.bound --recipe coach-17k --iterations 500000

For coach work of one fleet whose empty runs nobody pays, as in the recipes ``coach-*``. Rows: persons of each
shipment, and that ⌈persons / seats⌉ coaches at least call for it. Columns: coaches with the persons of each shipment
aboard. The value bounds all routes whose coaches take at most ``--longest`` shipments, and all routes where no longer
coach was left to look at. Of the clock it knows windows alone.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
from scipy import sparse

from planner.domain.limits import Limits
from planner.domain.routing import Shipment
from planner.domain.travel import Ground
from planner.ingest import read_scenario
from planner.optimise.engines.arrays import (
    DEPART_FROM,
    DEPART_TO,
    FIXED,
    ORIGIN,
    PER_KM,
    PERSONS,
    TARGET,
    RoutingData,
)
from planner.optimise.engines.linear import solve_sparse
from planner.optimise.routing import Routing, route_coaches
from planner.options import PlanOptions
from planner.pipeline import plan_scenario
from planner.policy import load_policy
from planner.recipes import build_scenario
from planner.travel import travel_source
from tests.benchmarks.columns.pricing import MOST, NEVER, Work, cost_of, found_nothing, search

EACH = 6
"""Columns added at once for every shipment, at most."""
ENOUGH = 1e-3
"""Relative profit of a coach that is not worth another round."""
Column = tuple[tuple[int, ...], tuple[int, ...], float]


def main() -> None:
    """Route, bound, print."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--recipe", default="coach-17k")
    ask.add_argument("--workers", type=int)
    ask.add_argument("--seed", type=int, default=7)
    ask.add_argument("--iterations", type=int, default=500_000)
    ask.add_argument("--longest", type=int, default=3)
    asked = ask.parse_args()
    data, routing, order = routed(asked.recipe, asked.workers, asked.seed, asked.iterations)
    work = work_of(data, order)
    full = float((work.persons * np.diag(work.pair)).sum() / work.seats[0])
    routes = routing.cost_cents / 100
    print(f"{len(order)} shipments; routes {routes:,.0f} yuan; full coaches {full / 100:,.0f}", flush=True)
    place = {int(item): n for n, item in enumerate(order)}
    known = [[(place[load.shipment], load.persons) for load in trip.loads] for trip in routing.trips]
    began = time.process_time()
    value, whole = bound(work, known, asked.longest)
    print(
        f"coaches of at most {asked.longest} shipments: at least {value / 100:,.0f} yuan"
        f"{'' if whole else ' (longer ones may be cheaper)'}, {1 - value / 100 / routes:.2%} below the routes, "
        f"{time.process_time() - began:.0f} processor s"
    )


def routed(
    recipe: str, workers: int | None, seed: int, iterations: int
) -> tuple[RoutingData, Routing, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """The routing problem of a campaign, its routes by counted work, and its shipments, longest way first."""
    met: list[tuple[RoutingData, Routing]] = []

    def keep(
        data: RoutingData, ground: Ground, shipments: Sequence[Shipment], limits: Limits, start: object = None
    ) -> Routing:
        met.append((data, route_coaches(data, ground, shipments, limits)))
        return met[-1][1]

    with TemporaryDirectory() as home:
        scenario = read_scenario(build_scenario(recipe, workers, seed, "lists", Path(home) / "scenario"))
        options = PlanOptions(seed=seed, deterministic=True, iterations=iterations, bounds=False)
        with patch("planner.carrying.route_coaches", keep):
            plan_scenario(scenario, load_policy(scenario), travel_source(scenario), options)
    data, routing = met[0]
    if len(data.fleet) != 1 or data.fleet[0, [2, 3, 4]].any():
        raise SystemExit("the bound is for one fleet without paid positioning and driver days")
    way = data.way[0, 0][data.item[:, ORIGIN], data.item[:, TARGET]]
    return data, routing, np.argsort(-way, kind="stable").astype(np.int64)


def work_of(data: RoutingData, order: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Work:
    """Shipments in this order; ways made shortest, so that no stop makes a coach cheaper."""
    way = data.way[0, 0].astype(np.int64)
    for place in range(len(way)):
        np.minimum(way, way[:, place, None] + way[place], out=way)
    item = data.item[order]
    columns = [np.ascontiguousarray(item[:, at]) for at in (ORIGIN, TARGET, PERSONS, DEPART_FROM, DEPART_TO)]
    cents = data.fleet[0, [FIXED, PER_KM]].astype(np.float64)
    work = Work(way, *columns, np.empty((0, 0)), cents, np.array([int(data.usable.max())]))
    return with_pairs(work)


def with_pairs(work: Work) -> Work:
    """The work with the cost of every coach for one or two shipments whose windows meet."""
    table, pair = np.zeros((1 << MOST, MOST), np.int64), np.full((len(work.persons),) * 2, NEVER)
    meet = np.maximum.outer(work.opens, work.opens) <= np.minimum.outer(work.closes, work.closes)
    for a, b in zip(*np.nonzero(np.triu(meet)), strict=True):
        pair[a, b] = pair[b, a] = cost_of(work, np.array([a, b]), 1 if a == b else 2, table)
    return work._replace(pair=pair)


def bound(work: Work, known: Sequence[Sequence[tuple[int, int]]], longest: int) -> tuple[float, bool]:
    """Value (fen) that no routes undercut, and whether coaches of more shipments were ruled out.

    Parameters
    ----------
    known : sequence of coaches
        Shipments and persons of each, to begin with; those of more than ``MOST`` shipments are passed over.
    """
    table, seats = np.zeros((1 << MOST, MOST), np.int64), int(work.seats[0])
    columns: list[Column] = [
        ((n,), (min(int(persons), seats),), float(work.pair[n, n])) for n, persons in enumerate(work.persons)
    ]
    for coach in known:
        names = tuple(shipment for shipment, _ in coach)
        if 1 < len(names) <= MOST:
            cost = float(cost_of(work, np.array(names), len(names), table))
            columns.append((names, tuple(persons for _, persons in coach), cost))
    most = min(2, longest)  # short coaches first: prices are good before the long search begins
    while True:
        value, person, visit = relaxed(work, columns)
        found = found_nothing(len(work.persons), EACH)
        search(work, person, visit, most, found)
        if found.ratio[0] <= 1 + ENOUGH:
            if most == longest:
                return value / max(1.0, float(found.ratio[0])), not found.tally[1]
            most += 1
            continue
        for first, slot in zip(*np.nonzero(found.ahead), strict=True):
            size = int((found.members[first, slot] >= 0).sum())
            names, loads = found.members[first, slot, :size], found.loads[first, slot, :size]
            columns.append((tuple(names.tolist()), tuple(loads.tolist()), float(found.cost[first, slot])))


def relaxed(work: Work, columns: Sequence[Column]) -> tuple[float, np.ndarray, np.ndarray]:
    """Value of the linear programme over these columns, and the prices of a person and of a visit."""
    shipments, sizes = len(work.persons), [len(names) for names, _, _ in columns]
    rows = np.concatenate([names for names, _, _ in columns])
    ends = np.repeat(np.arange(len(columns)), sizes)
    loads = np.concatenate([loads for _, loads, _ in columns]).astype(np.float64)
    matrix = sparse.csr_array(
        (np.concatenate([-loads, -np.ones(len(rows))]), (np.concatenate([rows, rows + shipments]), np.tile(ends, 2))),
        shape=(2 * shipments, len(columns)),
    )
    right = -np.concatenate([work.persons, -(-work.persons // work.seats[0])]).astype(np.float64)
    cost = np.array([cost for _, _, cost in columns])
    result = solve_sparse(cost, np.full(len(cost), np.inf), matrix, right, np.zeros(len(right), np.bool_))
    prices = np.maximum(-result.duals, 0.0)
    return result.value, prices[:shipments], prices[shipments:]


if __name__ == "__main__":
    main()

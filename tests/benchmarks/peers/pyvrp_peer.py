"""PyVRP: shipments, iterated local search."""

from __future__ import annotations

import numpy as np
import pyvrp
from pyvrp.stop import MaxRuntime

from tests.benchmarks.peers.problem import Halt, PairProblem

FEN = 100
"""PyVRP is told yuan: its price of a person too many ends at 100,000, which in fen would be less than a coach."""


def solve(problem: PairProblem, seconds: float, seed: int, _threads: int) -> list[list[Halt]]:
    """Routes found in the time; one thread. Every load is required: with prizes the search stayed at its first
    solution. Routes of the best solution that break a limit are left out."""
    nodes = len(problem.cost)
    free = np.zeros((nodes + 1, nodes + 1), dtype=np.int64)
    cost, duration = free.copy(), free.copy()
    cost[1:, 1:], duration[1:, 1:] = problem.cost // FEN, problem.duration
    data = pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0)] * (nodes + 1),
        clients=[],
        depots=[pyvrp.Depot(0)],
        vehicle_types=[
            pyvrp.VehicleType(
                problem.vehicles, [problem.capacity], fixed_cost=problem.fixed_cents // FEN,
                tw_late=problem.horizon_s, shift_duration=problem.longest_s,
            )
        ],
        distance_matrices=[cost],
        duration_matrices=[duration],
        shipments=[
            pyvrp.Shipment(
                pickup_location=load.pickup + 1, delivery_location=load.drop + 1,
                pickup_tw_early=load.pickup_from, pickup_tw_late=load.pickup_to,
                delivery_tw_early=load.drop_from, delivery_tw_late=load.drop_to,
                amount=[load.persons],
            )
            for load in problem.loads
        ],
    )  # fmt: skip
    found = pyvrp.solve(data, MaxRuntime(seconds), seed=seed, collect_stats=False, display=False)
    return [_route(route) for route in found.best.routes() if route.is_feasible()]


def _route(route: pyvrp.Route) -> list[Halt]:
    return [(halt.is_pickup(), halt.idx) for halt in route if halt.is_shipment()]

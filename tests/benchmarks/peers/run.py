"""``python -m tests.benchmarks.peers.run SCENARIO OUT PEER SECONDS SEED THREADS``: one peer on one scenario.

Prints one JSON object. The plan is written to OUT and verified there, whoever made its trips.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Sequence
from contextlib import nullcontext
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any
from unittest.mock import patch

from planner.domain.routing import Shipment
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.domain.travel import Ground
from planner.optimise.routing import Routing
from tests.benchmarks.peers.problem import Solver, pair_problem, routes_cost, trips_of

OURS = "returnline"
PEERS = {"ortools": "ortools", "pyvrp": "pyvrp", "vroom": "pyvroom"}
"""Peer → the distribution that holds it."""


class PeerRouter:
    """Stands where the product's own routing stands, and asks a peer instead: once, later calls add nothing."""

    def __init__(self, solve: Solver, scenario: Scenario, policy: Policy, task: tuple[float, int, int]) -> None:
        self._solve, self._scenario, self._policy, self._task = solve, scenario, policy, task
        self.told: dict[str, Any] = {}

    def __call__(
        self, _data: object, ground: Ground, shipments: Sequence[Shipment], _limits: object, _start: object
    ) -> Routing:
        """Trips of the peer."""
        if self.told:
            return Routing((), tuple(s.persons for s in shipments), 0, 0)
        problem = pair_problem(self._scenario, self._policy, ground, shipments)
        began = time.perf_counter()
        routes = self._solve(problem, *self._task)
        seconds = time.perf_counter() - began
        trips = trips_of(problem, routes, shipments)
        left = [s.persons for s in shipments]
        for trip in trips:
            for load in trip.loads:
                left[load.shipment] -= load.persons
        cost = routes_cost(problem, routes)
        self.told = {"loads": len(problem.loads), "solve_s": seconds, "own_cost_cents": cost, "left_out": sum(left)}
        return Routing(trips, tuple(left), cost, 0)


def run(folder: Path, out: Path, peer: str, seconds: float, seed: int, threads: int) -> dict[str, Any]:
    """Plan a scenario with a peer's trips, write and verify the plan; its figures."""
    from planner.commands.bench_stages import figures_of
    from planner.ingest import read_scenario
    from planner.pipeline import PlanOptions, plan_scenario
    from planner.policy import load_policy
    from planner.publish.tables import write_plan
    from planner.travel import travel_source
    from planner.verify import verify_folder

    scenario = read_scenario(folder)
    policy = load_policy(scenario)
    router = None
    if peer != OURS:
        solve = import_module(f"tests.benchmarks.peers.{peer}_peer").solve
        router = PeerRouter(solve, scenario, policy, (seconds, seed, threads))
    began = time.perf_counter()
    with patch("planner.carrying.route_coaches", router) if router else nullcontext():
        found = plan_scenario(scenario, policy, travel_source(scenario), PlanOptions(seconds, seed, threads))
    plan_s = time.perf_counter() - began
    write_plan(found, scenario, out)
    figures = figures_of(found)
    return {
        "peer": peer,
        "version": None if router is None else version(PEERS[peer]),
        "seconds": seconds,
        "persons": sum(tier.persons for tier in figures.tiers),
        "served": sum(tier.served for tier in figures.tiers),
        "coaches": sum(row.trips for row in figures.coaches),
        "cost_cents": figures.cost_cents,
        "bound_cents": figures.bound_cents if router is None else None,
        "gap": figures.gap if router is None else None,
        "violations": len(verify_folder(folder, out)),
        "plan_s": plan_s,
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "left": dict(figures.left),
        **(router.told if router else {}),
    }


def main(arguments: Sequence[str]) -> None:
    """Run and print."""
    folder, out, peer, seconds, seed, threads = arguments
    print(json.dumps(run(Path(folder), Path(out), peer, float(seconds), int(seed), int(threads))))


if __name__ == "__main__":
    main(sys.argv[1:])

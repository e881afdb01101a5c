"""OR-Tools routing: pairs, cheapest insertion, guided local search."""

from __future__ import annotations

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from tests.benchmarks.peers.problem import Halt, PairProblem

DROPPED_CENTS = 100_000_000
"""Price of a load left out: never worth it."""


def solve(problem: PairProblem, seconds: float, _seed: int, _threads: int) -> list[list[Halt]]:
    """Routes found in the time; one thread, no seed: the library offers neither for routing."""
    loads = problem.loads
    manager = pywrapcp.RoutingIndexManager(2 * len(loads) + 1, problem.vehicles, 0)
    model = pywrapcp.RoutingModel(manager)
    nodes = np.array([-1] + [node for load in loads for node in (load.pickup, load.drop)])
    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitMatrix(_spread(problem.cost, nodes)))
    model.SetFixedCostOfAllVehicles(problem.fixed_cents)
    sizes = [0] + [size for load in loads for size in (load.persons, -load.persons)]
    model.AddDimension(model.RegisterUnaryTransitVector(sizes), 0, problem.capacity, True, "load")
    clock = model.RegisterTransitMatrix(_spread(problem.duration, nodes))
    model.AddDimension(clock, problem.horizon_s, problem.horizon_s, False, "clock")
    time = model.GetDimensionOrDie("clock")
    for vehicle in range(problem.vehicles):
        time.SetSpanUpperBoundForVehicle(problem.longest_s, vehicle)
    for number, load in enumerate(loads):
        up, down = manager.NodeToIndex(2 * number + 1), manager.NodeToIndex(2 * number + 2)
        model.AddPickupAndDelivery(up, down)
        model.solver().Add(model.VehicleVar(up) == model.VehicleVar(down))
        model.solver().Add(time.CumulVar(up) <= time.CumulVar(down))
        time.CumulVar(up).SetRange(load.pickup_from, load.pickup_to)
        time.CumulVar(down).SetRange(load.drop_from, load.drop_to)
        model.AddDisjunction([up, down], DROPPED_CENTS, 2)
    asked = pywrapcp.DefaultRoutingSearchParameters()
    asked.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    asked.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    asked.time_limit.FromMilliseconds(int(seconds * 1000))
    found = model.SolveWithParameters(asked)
    return [] if found is None else _routes(problem, manager, model, found)


def _spread(matrix: np.ndarray, nodes: np.ndarray) -> list[list[int]]:  # type: ignore[type-arg]
    """The matrix over places as one over halts; to and from the depot everything is free."""
    wide = np.zeros((len(nodes), len(nodes)), dtype=np.int64)
    wide[1:, 1:] = matrix[np.ix_(nodes[1:], nodes[1:])]
    rows: list[list[int]] = wide.tolist()
    return rows


def _routes(
    problem: PairProblem, manager: pywrapcp.RoutingIndexManager, model: pywrapcp.RoutingModel, found: object
) -> list[list[Halt]]:
    routes = []
    for vehicle in range(problem.vehicles):
        route, index = [], found.Value(model.NextVar(model.Start(vehicle)))  # type: ignore[attr-defined]
        while not model.IsEnd(index):
            number, down = divmod(manager.IndexToNode(index) - 1, 2)
            route.append((down == 0, number))
            index = found.Value(model.NextVar(index))  # type: ignore[attr-defined]
        if route:
            routes.append(route)
    return routes

"""VROOM (pyvroom): shipments, its own constructive heuristics and local search at the deepest level."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import numpy as np
import vroom

from tests.benchmarks.peers.problem import Halt, PairProblem

DEEPEST = 5
"""Exploration level."""


def solve(problem: PairProblem, seconds: float, _seed: int, threads: int) -> list[list[Halt]]:
    """Routes found; VROOM ends by itself or at the time, whichever comes first. It draws no lots."""
    work = vroom.Input()
    # A vehicle needs a start: one more place, from which every way is free.
    work.set_durations_matrix("car", np.pad(problem.duration, (0, 1)).astype(np.uint32))
    work.set_costs_matrix("car", np.pad(problem.cost, (0, 1)).astype(np.uint32))
    for number in range(problem.vehicles):
        work.add_vehicle(
            vroom.Vehicle(
                number + 1, start=len(problem.cost), capacity=[problem.capacity],
                costs=vroom.VehicleCosts(fixed=problem.fixed_cents), max_travel_time=problem.longest_s,
                time_window=vroom.TimeWindow(0, problem.horizon_s),
            )
        )  # fmt: skip
    for number, load in enumerate(problem.loads):
        work.add_shipment(
            vroom.ShipmentStep(
                number, load.pickup, time_windows=[vroom.TimeWindow(load.pickup_from, load.pickup_to)]
            ),
            vroom.ShipmentStep(number, load.drop, time_windows=[vroom.TimeWindow(load.drop_from, load.drop_to)]),
            amount=vroom.Amount([load.persons]),
        )
    table = work.solve(DEEPEST, nb_threads=threads, timeout=timedelta(seconds=seconds)).routes
    routes: dict[int, list[Halt]] = defaultdict(list)
    for vehicle, kind, number in zip(table["vehicle_id"], table["type"], table["id"], strict=True):
        if kind in ("pickup", "delivery"):
            routes[int(vehicle)].append((kind == "pickup", int(number)))
    return list(routes.values())

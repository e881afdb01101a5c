"""``python -m tests.benchmarks.published.score INSTANCE SOLUTION``: a solution scored by arithmetic alone.

Nothing of the product is used: the files are read by the vrplib package, and every limit of the instance is looked at
here again. Prints the cost, or what is wrong.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import vrplib

Fields = dict[str, Any]


def score(instance: Path, solution: Path) -> tuple[float, list[str]]:
    """Cost of a solution in the instance's own terms, and the limits it breaks.

    Distances: to the nearest unit (EUC_2D), cut to a tenth (Solomon's files), or as given.
    """
    solomon = instance.suffix == ".txt"
    given = vrplib.read_instance(instance, instance_format="solomon" if solomon else "vrplib")
    found = vrplib.read_solution(solution)
    routes = [list(map(int, route)) for route in found["routes"]]
    vehicles = [int(word) - 1 for word in str(found.get("vehicles", "")).split()] or [0] * len(routes)
    distance = _distance(given, solomon)
    kinds = _kinds(given)
    wrong = [] if len(vehicles) == len(routes) else [f"{len(vehicles)} vehicles for {len(routes)} routes"]
    visits = Counter(node for route in routes for node in route)
    wrong += [f"customer {n} is visited {visits[n]} times" for n in range(1, len(distance)) if visits[n] != 1]
    used = Counter(vehicles)
    wrong += [f"{used[k]} vehicles of type {k + 1}" for k, (*_, most) in enumerate(kinds) if used[k] > most]
    total = 0.0
    for number, (vehicle, route) in enumerate(zip(vehicles, routes, strict=False), 1):
        capacity, fixed, each, _ = kinds[vehicle]
        if sum(int(given["demand"][node]) for node in route) > capacity:
            wrong.append(f"route {number} is overloaded")
        if "time_window" in given and not _in_time(given, distance, route):
            wrong.append(f"route {number} is late")
        nodes = [0, *route, 0]
        total += fixed + each * sum(float(distance[a, b]) for a, b in zip(nodes, nodes[1:], strict=False))
    return round(total, 6), wrong


def _distance(given: Fields, solomon: bool) -> Any:
    weights = np.asarray(given["edge_weight"], dtype=float)
    if solomon:
        return np.floor(weights * 10 + 1e-9) / 10
    return np.floor(weights + 0.5) if given.get("edge_weight_type") == "EUC_2D" else weights


def _kinds(given: Fields) -> list[tuple[int, float, float, float]]:
    """Capacity, price, price of a unit and number of each type of vehicle, in the order of the file."""
    number = int(given.get("vehicles", 0)) or None
    columns = [given["capacity"], given.get("vehicles_fixed_cost", 0), given.get("vehicles_unit_distance_cost", 1)]
    if all(np.ndim(column) == 0 for column in columns):
        capacity, fixed, each = map(float, columns)
        return [(int(capacity), fixed, each, number or np.inf)]
    rows = zip(*(np.broadcast_to(column, number or np.size(columns[0])).tolist() for column in columns), strict=True)
    return [(int(c), float(f), float(e), float(count)) for (c, f, e), count in Counter(rows).items()]


def _in_time(given: Fields, distance: Any, route: Sequence[int]) -> bool:
    windows = given["time_window"]
    service = np.broadcast_to(given.get("service_time", 0), len(windows))
    here, now = 0, float(windows[0][0])
    for node in [*route, 0]:
        now = max(now + float(distance[here, node]), float(windows[node][0]))
        if now > float(windows[node][1]) + 1e-9:
            return False
        now += float(service[node]) if node else 0.0
        here = node
    return True


if __name__ == "__main__":
    cost, faults = score(Path(sys.argv[1]), Path(sys.argv[2]))
    print(f"{cost:,.3f}", *faults, sep="\n")
    sys.exit(bool(faults))

"""Routing instances made up by a seed, as text of their files: no published benchmark is copied."""

from __future__ import annotations

from collections.abc import Iterable
from math import dist
from random import Random

LINE = "\n"


def vrplib_text(nodes: int = 8, capacity: int = 40, seed: int = 1, **extra: str) -> str:
    """A CVRP file: distinct points on a 100 × 100 square, demands 1–20.

    ``extra`` are further fields or sections; empty ones are left out.
    """
    draw = Random(seed)
    points = draw.sample([(x, y) for x in range(100) for y in range(100)], nodes)
    demands = [0, *(draw.randint(1, 20) for _ in range(nodes - 1))]
    said = {
        "NAME": "made-up", "TYPE": "CVRP", "DIMENSION": str(nodes), "EDGE_WEIGHT_TYPE": "EUC_2D",
        "CAPACITY": str(capacity), **{key: value for key, value in extra.items() if not key.endswith("_SECTION")},
    }  # fmt: skip
    sections = {
        "NODE_COORD_SECTION": _rows(f"{x} {y}" for x, y in points),
        "DEMAND_SECTION": _rows(map(str, demands)),
        "DEPOT_SECTION": "1\n-1",
        **{key: value for key, value in extra.items() if key.endswith("_SECTION")},
    }
    head = [f"{key} : {value}" for key, value in said.items() if value]
    body = [f"{key}\n{value}" for key, value in sections.items() if value]
    return LINE.join([*head, *body, "EOF", ""])


def _rows(values: Iterable[str]) -> str:
    return LINE.join(f"{number} {value}" for number, value in enumerate(values, 1))


def solomon_text(customers: int = 6, capacity: int = 100, seed: int = 1, service: int = 10, width: int = 40) -> str:
    """A VRPTW file: a depot in the middle, windows of ``width`` that can be reached and left in time."""
    draw, depot, end = Random(seed), (35, 35), 230
    lines = ["MADE-UP", "", "VEHICLE", "NUMBER     CAPACITY", f"  {customers}   {capacity}", "", "CUSTOMER"]
    lines += ["CUST NO.  XCOORD.  YCOORD.  DEMAND  READY TIME  DUE DATE  SERVICE TIME", "", f"0 35 35 0 0 {end} 0"]
    for number in range(1, customers + 1):
        point = (draw.randrange(70), draw.randrange(70))
        far = int(dist(depot, point)) + 2
        opens = draw.randrange(far, end - far - service - width)
        lines.append(f"{number} {point[0]} {point[1]} {draw.randint(1, 25)} {opens} {opens + width} {service}")
    return LINE.join([*lines, ""])

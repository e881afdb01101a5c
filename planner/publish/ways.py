"""A drawn way led through the halts of its trip, with the distance at which each halt lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import cos, radians, sqrt

from planner.units import great_circle_m

Point = tuple[float, float]
SAME_DEG = 1e-6
"""Points closer than this (about 0.1 m) are one."""


def through_halts(drawn: Sequence[Point], halts: Sequence[Point]) -> tuple[tuple[Point, ...], tuple[int, ...]]:
    """Points of a way that passes all halts in order, and the number of the point at which each halt lies.

    A drawn way is indicative and may miss a halt; the halt is then put in where the way comes closest, such that
    the order of halts is kept and the squared misses add up to the least.

    Parameters
    ----------
    drawn : sequence of (lon, lat)
        The drawn way; fewer than two points: straight from halt to halt.
    halts : sequence of (lon, lat)
        At least two.
    """
    line = list(drawn) if len(drawn) > 1 else list(halts)
    after = _segments(line, halts)
    points: list[Point] = []
    places: list[int] = []
    waiting = 0
    _append(points, halts[0])
    places.append(0)
    for number, start in enumerate(line[:-1]):
        _append(points, start)
        while waiting < len(after) and after[waiting] == number:
            waiting += 1
            _append(points, halts[waiting])
            places.append(len(points) - 1)
    _append(points, line[-1])
    _append(points, halts[-1])
    return tuple(points), (*places, len(points) - 1)


def distances_m(points: Sequence[Point]) -> list[float]:
    """Metres from the first point to each, along the way."""
    return list(accumulate((great_circle_m(*a, *b) for a, b in pairwise(points)), initial=0.0))


def _append(points: list[Point], point: Point) -> None:
    if not points or max(abs(points[-1][0] - point[0]), abs(points[-1][1] - point[1])) > SAME_DEG:
        points.append(point)


def _segments(line: Sequence[Point], halts: Sequence[Point]) -> list[int]:
    """Number of the stretch of the line for every halt between the first and the last; never falling.

    The least sum of squared misses by dynamic programming over the stretches; going back on a stretch counts as a
    miss of that length.
    """
    stretch = cos(radians(line[0][1]))
    least = [0.0] * (len(line) - 1)
    before = [_Near(0.0, 0.0)] * (len(line) - 1)
    steps: list[list[int]] = []
    for halt in halts[1:-1]:
        near = [_nearest(a, b, halt, stretch) for a, b in pairwise(line)]
        best, at, chosen, totals = float("inf"), 0, [], []
        for number, here in enumerate(near):
            stay = least[number] + max(0.0, before[number].along - here.along) ** 2
            came, total = (number, stay) if stay < best else (at, best)
            chosen.append(came)
            totals.append(total + here.miss)
            if least[number] < best:
                best, at = least[number], number
        steps.append(chosen)
        least, before = totals, near
    if not steps:
        return []
    found = [min(range(len(least)), key=least.__getitem__)]
    for chosen in reversed(steps[1:]):
        found.append(chosen[found[-1]])
    return found[::-1]


@dataclass(frozen=True, slots=True)
class _Near:
    """Where a stretch comes closest to a halt: distance along it, and squared distance from it (degrees)."""

    along: float
    miss: float


def _nearest(a: Point, b: Point, halt: Point, stretch: float) -> _Near:
    run_x, run_y = (b[0] - a[0]) * stretch, b[1] - a[1]
    x, y = (halt[0] - a[0]) * stretch, halt[1] - a[1]
    length = run_x * run_x + run_y * run_y
    share = 0.0 if length == 0 else min(1.0, max(0.0, (x * run_x + y * run_y) / length))
    return _Near(share * sqrt(length), (x - share * run_x) ** 2 + (y - share * run_y) ** 2)

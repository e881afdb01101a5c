"""Where a drawn way runs through an area, and when the trip is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from planner.domain.plan import PathStepRow
from planner.units import great_circle_m

TOLERANCE_DEG = 0.001
"""About 100 m: a way may run so far inside the edge of an area, since drawn lines and edges are no better known."""

Points = Sequence[tuple[float, float]]


def inner_part(area: BaseGeometry) -> BaseGeometry:
    """What is left of an area without the tolerance along its edge; nothing of one that is less than 200 m wide."""
    return area.buffer(-TOLERANCE_DEG)


def stretches_inside(points: Points, inner: BaseGeometry) -> Iterator[tuple[float, float]]:
    """Shares of a drawn line (by great-circle metres from its start) between which it runs inside, part by part."""
    lengths = [great_circle_m(*a, *b) for a, b in pairwise(points)]
    begins = [0.0, *accumulate(lengths)]
    total = begins[-1] or 1.0
    for number, (a, b) in enumerate(pairwise(points)):
        part = LineString([a, b]).intersection(inner)
        if part.is_empty or not lengths[number]:
            continue
        whole = Point(a).distance(Point(b))
        ends = [Point(a).distance(Point(point)) / whole for point in _coordinates(part)]
        first, last = ((begins[number] + share * lengths[number]) / total for share in (min(ends), max(ends)))
        yield first, last


def _coordinates(geometry: BaseGeometry) -> list[tuple[float, float]]:
    parts = getattr(geometry, "geoms", [geometry])
    return [(point[0], point[1]) for part in parts for point in part.coords]


def moment_at(path: Sequence[PathStepRow], share: float) -> float:
    """Moment at which a share of a way is done: its metres by county, evenly through the time spent in each."""
    metres = [row.distance_m for row in path]
    done = share * sum(metres)
    for row, here in zip(path, metres, strict=True):
        if done <= here:
            return row.enter_at + (row.leave_at - row.enter_at) * (done / here if here else 0.0)
        done -= here
    return float(path[-1].leave_at)

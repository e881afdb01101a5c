"""Whether a drawn way touches a box: exactly, not only by the box around it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import pairwise

from api.ogc.queries import Box

Point = tuple[float, float]


def touches(geometry: str, boxes: Iterable[Box]) -> bool:
    """Whether a stored geometry (text of a GeoJSON point or line) has a point in one of the boxes, edges included."""
    shape = json.loads(geometry)
    points = [shape["coordinates"]] if shape["type"] == "Point" else shape["coordinates"]
    stretches = [(points[0], points[0])] if len(points) == 1 else list(pairwise(points))
    return any(crosses(a, b, box) for box in boxes for a, b in stretches)


def crosses(a: Point, b: Point, box: Box) -> bool:
    """Whether the stretch from ``a`` to ``b`` has a point in the box (Liang and Barsky, doi:10.1145/357332.357333).

    >>> crosses((0, 0), (4, 4), (1, 1, 2, 2)), crosses((0, 3), (3, 6), (2, 2, 4, 4))
    (True, False)
    """
    west, south, east, north = box
    enter, leave = 0.0, 1.0
    for start, run, low, high in ((a[0], b[0] - a[0], west, east), (a[1], b[1] - a[1], south, north)):
        if run == 0:
            if not low <= start <= high:
                return False
            continue
        first, last = sorted(((low - start) / run, (high - start) / run))
        enter, leave = max(enter, first), min(leave, last)
        if enter > leave:
            return False
    return True

"""Drawn ways of a plan, ``paths.geojson``."""

from __future__ import annotations

import json
from math import isfinite
from pathlib import Path
from typing import Any

from planner.domain.plan import PathShape
from planner.errors import CellProblem

SHAPES = "paths.geojson"


def read_shapes(path: Path, problems: list[CellProblem]) -> tuple[PathShape, ...]:
    """Line of each trip, degrees WGS-84, longitude first; what cannot be read becomes a problem."""
    if not path.is_file():
        problems.append(CellProblem(path.name, None, None, "", "missing_file", f"{path.name} is missing from the plan"))
        return ()
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        shapes = tuple(_shape(feature) for feature in features)
        ids = [shape.trip_id for shape in shapes]
        twice = next((trip_id for trip_id in ids if ids.count(trip_id) > 1), None) if len(set(ids)) < len(ids) else None
        if twice is not None:
            raise ValueError(f"trip {twice} is drawn twice")
        return shapes
    except (KeyError, TypeError, ValueError) as error:
        reason = f"{path.name} is no collection of lines with a trip_id each: {error!r}"
        problems.append(CellProblem(path.name, None, None, "", "bad_value", reason))
        return ()


def _shape(feature: dict[str, Any]) -> PathShape:
    points = tuple((float(lon), float(lat)) for lon, lat, *_ in feature["geometry"]["coordinates"])
    if feature["geometry"]["type"] != "LineString" or len(points) < 2:
        raise ValueError("a way is a LineString of two points or more")
    if not all(isfinite(figure) for point in points for figure in point):
        raise ValueError("a point is not a pair of finite figures")
    return PathShape(str(feature["properties"]["trip_id"]), points)

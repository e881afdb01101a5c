from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.domain.plan import PathShape
from planner.errors import CellProblem
from planner.verify.read.shapes import SHAPES, read_shapes

LINE = {"type": "LineString", "coordinates": [[121.0, 30.0], [121.5, 29.9, 12.0]]}


def _read(tmp: Path, *features: object) -> tuple[tuple[PathShape, ...], list[CellProblem]]:
    (tmp / SHAPES).write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    problems: list[CellProblem] = []
    return read_shapes(tmp / SHAPES, problems), problems


def _feature(trip_id: str = "T1", **geometry: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {"trip_id": trip_id}, "geometry": {**LINE, **geometry}}


def test_a_line_is_read_without_heights(tmp_path: Path) -> None:
    assert _read(tmp_path, _feature()) == ((PathShape("T1", ((121.0, 30.0), (121.5, 29.9))),), [])


@pytest.mark.parametrize(
    "features",
    [
        (_feature(coordinates=[[121.0, 30.0]]),),
        (_feature(type="Point"),),
        (_feature(coordinates=[[121.0, 30.0], [float("nan"), 30.0]]),),
        (_feature(), _feature()),
        ({"type": "Feature", "properties": {}, "geometry": LINE},),
        (7,),
    ],
)
def test_what_is_no_line_of_one_trip_is_a_problem(tmp_path: Path, features: tuple[object, ...]) -> None:
    shapes, problems = _read(tmp_path, *features)
    assert shapes == ()
    assert [(problem.table, problem.code) for problem in problems] == [(SHAPES, "bad_value")]


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    problems: list[CellProblem] = []
    assert read_shapes(tmp_path / SHAPES, problems) == ()
    assert problems[0].code == "missing_file"

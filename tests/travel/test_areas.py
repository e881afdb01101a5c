"""Sealed sub-county areas: ways go round them by geometry, in every travel source."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely import LineString, box

from planner.domain.place import Level, Place, ZoneArea
from planner.domain.travel import UNREACHABLE, TravelSource
from planner.errors import TravelError
from planner.travel.areas import SealableAreas, places_inside
from planner.travel.county_graph import CountyGraph
from planner.travel.great_circle import GreatCircle
from planner.travel.matrix_file import MatrixFile
from tests.travel.places import around, seat

HOME, FACTORY = seat("341225"), seat("330206")
OPEN, SHUT = frozenset[str](), frozenset({"area:wall"})
WALL = box(118.5, 30.9, 118.7, 31.5)
"""Across the way from Funan to Beilun, south of Wuhu."""


def area(shape: shapely.Geometry, area_id: str = "wall", level: Level = Level.SEALED) -> ZoneArea:
    """An area for good."""
    return ZoneArea(area_id, "340221", level, 0, None, shape.wkt)


@pytest.fixture(scope="module")
def walled() -> CountyGraph:
    """County graph with the wall, and places around the factory."""
    return CountyGraph((FACTORY, *around("330206", 10)), areas=(area(WALL),))


def test_a_sealed_area_across_the_direct_road_makes_the_way_longer_and_clear_of_it(walled: CountyGraph) -> None:
    (direct,) = walled.routes([(HOME, FACTORY)], OPEN)
    (round_it,) = walled.routes([(HOME, FACTORY)], SHUT)
    assert direct is not None
    assert round_it is not None
    assert LineString(direct.points).intersects(WALL)
    assert not LineString(round_it.points).intersects(WALL)
    assert direct.distance_m < round_it.distance_m < 1.3 * direct.distance_m
    assert walled.matrix([HOME, FACTORY], SHUT).distance_m[0, 1] == round_it.distance_m


def test_no_drawn_way_between_many_places_touches_a_sealed_area(walled: CountyGraph) -> None:
    places = (HOME, seat("340111"), seat("340221"), FACTORY, *around("330206", 10), *around("340221", 6, 3, 0.3))
    matrix = walled.matrix(places, SHUT)
    pairs = [(a, b) for a in places for b in places]
    for (row, column), route in zip(np.ndindex(matrix.distance_m.shape), walled.routes(pairs, SHUT), strict=True):
        assert (route is None) == (matrix.distance_m[row, column] == UNREACHABLE)
        if route is not None and row != column:
            assert matrix.distance_m[row, column] == route.distance_m
            assert not any(LineString(line).intersects(WALL) for line in pairwise(route.points))


def test_a_place_inside_is_reached_by_nothing_and_nothing_else_changes_far_from_it() -> None:
    inside = around("330206", 1, 5)[0]
    pocket = box(inside.lon - 0.002, inside.lat - 0.002, inside.lon + 0.002, inside.lat + 0.002)
    source = CountyGraph((FACTORY, inside), areas=(area(pocket),))
    before, after = (source.matrix([HOME, FACTORY, inside], state).distance_m for state in (OPEN, SHUT))
    assert (after[2, :2] == UNREACHABLE).all()
    assert (after[:2, 2] == UNREACHABLE).all()
    assert after[2, 2] == 0
    assert before[0, 2] < UNREACHABLE
    assert source.routes([(HOME, inside)], SHUT) == (None,)


def test_a_place_asked_for_later_is_cut_off_where_its_access_crosses_an_area() -> None:
    late = Place("late", FACTORY.lon + 0.05, FACTORY.lat, FACTORY.adcode)
    between = box(FACTORY.lon + 0.02, FACTORY.lat - 0.05, FACTORY.lon + 0.03, FACTORY.lat + 0.05)
    source = CountyGraph((), areas=(area(between),))
    assert source.matrix([FACTORY, late], OPEN).distance_m[0, 1] < UNREACHABLE
    assert source.matrix([FACTORY, late], SHUT).distance_m[0, 1] == UNREACHABLE
    assert source.routes([(FACTORY, late), (late, late)], SHUT)[0] is None


def test_a_seat_inside_an_area_does_not_close_what_passes_its_county_elsewhere() -> None:
    county = seat("330225")
    pocket = box(county.lon - 0.01, county.lat - 0.01, county.lon + 0.01, county.lat + 0.01)
    shore = Place("shore", county.lon + 0.2, county.lat + 0.02, "330225")
    near = Place("near", county.lon + 0.25, county.lat + 0.02, "330225")
    source = CountyGraph((shore, near), areas=(area(pocket),))
    metres = source.matrix([county, shore, near], SHUT).distance_m
    assert metres[0, 1] == UNREACHABLE
    assert metres[1, 2] < UNREACHABLE


def test_an_area_that_the_source_does_not_know_is_an_error(walled: CountyGraph) -> None:
    with pytest.raises(TravelError, match="area:other"):
        walled.matrix([HOME, FACTORY], frozenset({"area:other"}))


def _table(tmp: Path) -> MatrixFile:
    file = tmp / "matrix.csv"
    file.write_text("from,to,distance_m,drive_s\nA,B,10000,600\nB,C,10000,600\n", encoding="utf-8")
    return MatrixFile.read(file, LINE, (area(box(121.05, 29.9, 121.08, 30.1)),))


LINE = [Place(name, 121.0 + at / 10, 30.0, "330206") for at, name in enumerate("ABC")]


@pytest.mark.parametrize("kind", ["great-circle", "matrix"])
def test_straight_sources_shut_the_pairs_whose_line_touches_an_area(tmp_path: Path, kind: str) -> None:
    wall = area(box(121.05, 29.9, 121.08, 30.1))
    source: TravelSource = GreatCircle(areas=(wall,)) if kind == "great-circle" else _table(tmp_path)
    opened, shut = (source.matrix(LINE, state).distance_m < UNREACHABLE for state in (OPEN, SHUT))
    assert opened.all()
    assert shut.tolist() == [[True, False, False], [False, True, True], [False, True, True]]
    pairs = [(LINE[0], LINE[2]), (LINE[1], LINE[2])]
    assert [route is None for route in source.routes(pairs, SHUT)] == [True, False]


def test_lines_that_touch_an_edge_or_a_corner_cross() -> None:
    areas = SealableAreas([area(box(0, 0, 1, 1))])
    start = np.array([[-1.0, 1.0], [-1.0, 1.001], [0.5, 0.5], [-1.0, 2.0]])
    stop = np.array([[2.0, 1.0], [2.0, 1.001], [0.5, 0.5], [1.0, 0.0]])
    assert areas.crossed(SHUT, start, stop).tolist() == [True, False, True, True]
    assert not areas.crossed(OPEN, start, stop).any()
    assert not areas.crossed(SHUT, start[:0], stop[:0]).any()


def test_places_inside_an_area_are_found_edge_included() -> None:
    places = [Place("in", 0.5, 0.5, ""), Place("edge", 1.0, 0.5, ""), Place("out", 1.1, 0.5, "")]
    assert places_inside(area(box(0, 0, 1, 1)), places) == ("in", "edge")

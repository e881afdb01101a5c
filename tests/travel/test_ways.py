"""Routes from trees."""

from __future__ import annotations

import numpy as np

from planner.domain.place import Place
from planner.domain.travel import PathStep
from planner.travel.lines import two_county_lines
from planner.travel.shortest import graph_of
from planner.travel.ways import Access, ways

ADCODE = np.array(["110101", "110102", "110103"])
ENDS = np.array([[0, 1], [2, 1]])
LINES = two_county_lines(ENDS, np.array([101, 51]), np.array([11, 5]), ENDS)
GRAPH = graph_of(LINES.ends, LINES.metres, LINES.seconds, 3, np.ones(2, dtype=np.bool_))
POINTS = (np.array([116.0, 116.1, 116.2]), np.array([39.0, 39.1, 39.2]))


def _at(node: int, metres: int = 0, seconds: int = 0) -> Access:
    lon, lat = float(POINTS[0][node]) + metres / 1e5, float(POINTS[1][node])
    return Access(Place(f"p{node}", lon, lat, str(ADCODE[node])), node, metres, seconds)


def test_steps_follow_the_counties_and_add_up() -> None:
    (route,) = ways(GRAPH, LINES, ADCODE, POINTS, [(_at(0), _at(2))])
    assert route is not None
    assert [step.adcode for step in route.steps] == ["110101", "110102", "110103"]
    assert (route.distance_m, route.drive_s, route.motorway_m) == (152, 16, 0)
    assert route.points == ((116.0, 39.0), (116.1, 39.1), (116.2, 39.2))


def test_the_way_back_has_the_same_steps_in_reverse() -> None:
    there, back = ways(GRAPH, LINES, ADCODE, POINTS, [(_at(0), _at(2)), (_at(2), _at(0))])
    assert there is not None
    assert back is not None
    assert back.steps == there.steps[::-1]


def test_the_way_from_a_place_to_its_node_is_part_of_the_first_step() -> None:
    (route,) = ways(GRAPH, LINES, ADCODE, POINTS, [(_at(0, 7, 2), _at(0))])
    assert route is not None
    assert route.steps == (PathStep("110101", 7, 0, 2),)


def test_a_place_to_itself_is_one_step_of_nothing() -> None:
    (route,) = ways(GRAPH, LINES, ADCODE, POINTS, [(_at(1), _at(1))])
    assert route is not None
    assert route.steps == (PathStep("110102", 0, 0, 0),)
    assert route.points == ((116.1, 39.1),)

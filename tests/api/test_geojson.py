from __future__ import annotations

import json

import pytest

from api.geojson import feature_collection, parse_box
from api.problems import Problem
from planner.units import LocalClock


def test_no_box_is_none_and_a_box_is_four_numbers() -> None:
    assert parse_box(None) is None
    assert parse_box("121,29.5,122,30") == (121.0, 29.5, 122.0, 30.0)


def test_swapped_corners_are_a_problem_that_says_the_order() -> None:
    with pytest.raises(Problem) as caught:
        parse_box("122,29,121,30")
    assert "min lon ≤ max lon" in caught.value.errors[0]["reason"]


def test_a_collection_of_nothing_is_still_geojson() -> None:
    document = json.loads(feature_collection([], LocalClock(0), "/next"))
    assert (document["features"], document["links"][0]["href"]) == ([], "/next")

from __future__ import annotations

import pytest

from tests.builders import add_row, edit_text, set_cells
from tests.verify.judging import Change, Toy, broken_by

CORRUPTIONS: dict[str, Change] = {
    "a county on the way": lambda t: (
        add_row(t.scenario, "zones", adcode="330522", level="sealed", valid_from="2020-02-24"),
    ),
    "a province on the way": lambda t: add_row(
        t.scenario, "zones", adcode="33", level="sealed", valid_from="2020-02-24T10:35", valid_to="2020-02-24T14:55"
    ),
    "a path led through a sealed city": lambda t: set_cells(
        t.plan, "paths", {"trip_id": "D1", "seq": "3"}, adcode="420106"
    ),
    "a rest in a sealed city": lambda t: set_cells(
        t.plan, "stop_times", {"trip_id": "D1", "seq": "3"}, stop_id="adcode:420106"
    ),
    "sealed for a minute while the coach passes": lambda t: add_row(
        t.scenario, "zones", adcode="330522", level="sealed", valid_from="2020-02-24T12:00", valid_to="2020-02-24T12:01"
    ),
}


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_ways_through_sealed_counties_are_caught(toy: Toy, change: Change) -> None:
    assert broken_by(toy, change) == {"sealed"}


def test_a_county_sealed_before_or_after_the_passage_is_open(toy: Toy) -> None:
    add_row(toy.scenario, "zones", adcode="330522", level="sealed", valid_from="2020-02-24T14:55")
    add_row(
        toy.scenario, "zones", adcode="330522", level="sealed", valid_from="2020-02-20", valid_to="2020-02-24T10:35"
    )
    assert broken_by(toy) == set()


def test_a_pack_without_the_rule_lets_coaches_through(toy: Toy) -> None:
    add_row(toy.scenario, "zones", adcode="330522", level="sealed", valid_from="2020-02-24")
    edit_text(toy.pack, "sealed_closed = true", "sealed_closed = false")
    assert broken_by(toy) == set()


def test_a_sealed_origin_is_caught_also_by_its_level(toy: Toy) -> None:
    add_row(toy.scenario, "zones", adcode="522327", level="sealed", valid_from="2020-02-24")
    assert broken_by(toy) == {"sealed", "load_cap"}

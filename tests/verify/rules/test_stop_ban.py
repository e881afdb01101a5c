from __future__ import annotations

import pytest

from tests.builders import add_row, edit_text, set_cells
from tests.verify.judging import Change, Toy, broken_by

CORRUPTIONS: dict[str, Change] = {
    "a pick-up in transit": lambda t: (
        add_row(t.scenario, "zones", adcode="341226", level="high", valid_from="2020-02-10"),
        set_cells(t.plan, "trips", {"trip_id": "D1"}, level="high"),
    ),
    "a drop in transit": lambda t: (
        add_row(t.scenario, "zones", adcode="330212", level="high", valid_from="2020-02-10"),
        set_cells(t.plan, "trips", {"trip_id": "L1"}, level="high"),
    ),
    "a ban from medium on": lambda t: (
        add_row(t.scenario, "zones", adcode="341226", level="medium", valid_from="2020-02-10"),
        edit_text(t.pack, 'stop_ban_from = "high"', 'stop_ban_from = "medium"'),
    ),
    "a level of the whole city": lambda t: (
        add_row(t.scenario, "zones", adcode="341200", level="high", valid_from="2020-02-24", valid_to="2020-02-24"),
        set_cells(t.plan, "trips", {"trip_id": "D1"}, level="high"),
    ),
}


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_boarding_or_alighting_in_transit_is_caught_where_banned(toy: Toy, change: Change) -> None:
    assert broken_by(toy, change) == {"stop_ban"}


def test_the_first_and_the_last_county_are_no_transit(toy: Toy) -> None:
    for adcode in ("341225", "330206"):
        add_row(toy.scenario, "zones", adcode=adcode, level="high", valid_from="2020-02-10")
    set_cells(toy.plan, "trips", {"trip_id": "D1"}, level="high")
    set_cells(toy.plan, "trips", {"trip_id": "L1"}, level="high")
    assert broken_by(toy) == set()


def test_passing_with_closed_doors_is_no_stop(toy: Toy) -> None:
    set_cells(toy.scenario, "zones", {"adcode": "340181"}, valid_to="")
    assert broken_by(toy) == set()


def test_a_level_counts_at_the_moment_of_the_halt(toy: Toy) -> None:
    later = "2020-02-24T07:16+08:00"
    add_row(toy.scenario, "zones", adcode="341226", level="high", valid_from=later)
    assert broken_by(toy) == set()


def test_another_county_of_the_city_bans_a_stop_only_where_the_rules_look_at_the_city(toy: Toy) -> None:
    add_row(toy.scenario, "zones", adcode="341202", level="high", valid_from="2020-02-10")
    assert broken_by(toy) == set()
    edit_text(toy.pack, "path_levels = false", 'path_levels = false\nlevel_area = "prefecture"')
    assert broken_by(toy) == {"load_cap", "stop_ban"}

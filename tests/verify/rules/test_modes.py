from __future__ import annotations

import pytest

from tests.builders import add_row, edit_text, set_cells
from tests.verify.judging import Change, Toy, broken_by, judge

CORRUPTIONS: dict[str, Change] = {
    "coaches banned at the pick-up": lambda t: add_row(
        t.scenario, "mode_bans", adcode="341226", mode="coach", valid_from="2020-02-24", valid_to="2020-02-24"
    ),
    "coaches banned at the site": lambda t: set_cells(
        t.scenario, "mode_bans", {"adcode": "330206"}, valid_to="2020-02-24"
    ),
    "coaches banned in the province": lambda t: add_row(
        t.scenario, "mode_bans", adcode="520000", mode="coach", valid_from="2020-02-20"
    ),
    "trains banned at the station": lambda t: add_row(
        t.scenario, "mode_bans", adcode="5201", mode="train", valid_from="2020-02-24T20:00", valid_to="2020-02-24T20:01"
    ),
    "coaches banned where people are tested": lambda t: add_row(
        t.scenario, "mode_bans", adcode="330282", mode="coach", valid_from="2020-02-24"
    ),
    "trains banned where they arrive": lambda t: add_row(
        t.scenario, "mode_bans", adcode="330203", mode="train", valid_from="2020-02-25"
    ),
}


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_banned_modes_are_caught(toy: Toy, change: Change) -> None:
    assert broken_by(toy, change) == {"modes"}


def test_other_modes_other_days_and_passing_are_free(toy: Toy) -> None:
    add_row(toy.scenario, "mode_bans", adcode="341226", mode="train", valid_from="2020-02-10")
    add_row(toy.scenario, "mode_bans", adcode="341226", mode="coach", valid_from="2020-02-25")
    add_row(toy.scenario, "mode_bans", adcode="340181", mode="coach", valid_from="2020-02-10")
    assert broken_by(toy) == set()


CORRIDORS: dict[str, Change] = {
    "a corridor without the origin": lambda t: edit_text(
        t.scenario / "scenario.toml", '["34", "33", "52"]', '["3412", "33", "52"]'
    ),
    "a corridor of other provinces": lambda t: edit_text(
        t.scenario / "scenario.toml", '["34", "33", "52"]', '["34", "52"]'
    ),
    "a way outside": lambda t: set_cells(t.plan, "paths", {"trip_id": "D1", "seq": "3"}, adcode="320102"),
}


@pytest.mark.parametrize("change", CORRIDORS.values(), ids=CORRIDORS.keys())
def test_ways_outside_the_corridors_are_caught(strict: Toy, change: Change) -> None:
    assert broken_by(strict, change) == {"modes"}


def test_corridors_hold_for_coaches_and_name_each_county(strict: Toy) -> None:
    edit_text(strict.scenario / "scenario.toml", '["34", "33", "52"]', '["3302", "34"]')
    assert {v.subject for v in judge(strict)} == {"F1 522327", "F1 520115"}

from __future__ import annotations

import pytest

from tests.builders import add_row, set_cells
from tests.verify.judging import Change, Toy, broken_by

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

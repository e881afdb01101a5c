from __future__ import annotations

import pytest

from tests.builders import edit_text, set_cells
from tests.verify.judging import Change, Toy, broken_by

CORRUPTIONS: dict[str, Change] = {
    "more pick-ups than the pack allows": lambda t: edit_text(
        t.scenario / "scenario.toml", "max_pickups = 2", "max_pickups = 1"
    ),
    "more drops than the pack allows": lambda t: edit_text(t.pack, "max_drops = 2", "max_drops = 1"),
    "a pick-up limit of the pack alone": lambda t: (
        edit_text(t.scenario / "scenario.toml", "max_pickups = 2\n", ""),
        edit_text(t.pack, "max_pickups = 3", "max_pickups = 1"),
    ),
}


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_too_many_places_are_caught(toy: Toy, change: Change) -> None:
    assert broken_by(toy, change) == {"stops"}


def test_stops_within_a_hundred_metres_are_one_place(toy: Toy) -> None:
    edit_text(toy.pack, "max_drops = 2", "max_drops = 1")
    set_cells(toy.scenario, "sites", {"site_id": "S2"}, lon="121.8305", lat="29.9005", adcode="330206")
    assert "stops" not in broken_by(toy)


def test_no_limit_is_no_limit(toy: Toy) -> None:
    edit_text(toy.scenario / "scenario.toml", "max_pickups = 2", 'max_pickups = "none"')
    assert broken_by(toy) == set()

from __future__ import annotations

import pytest

from tests.builders import add_row, drop_rows, edit_text, set_cells
from tests.verify.judging import Change, Toy, broken_by

BED = {"kind": "quarantine"}
STAY = {"purpose": "quarantine"}
CORRUPTIONS: dict[str, Change] = {
    "no stay": lambda t: drop_rows(t.plan, "dwells", **STAY),
    "a stay a minute short": lambda t: set_cells(t.plan, "dwells", STAY, to_at="2020-02-26T15:54+08:00"),
    "a stay elsewhere": lambda t: set_cells(t.plan, "dwells", STAY, place_id="QS1"),
    "a stay that begins before arrival": lambda t: set_cells(t.plan, "dwells", STAY, from_at="2020-02-24T15:54+08:00"),
    "a stay of fewer persons": lambda t: set_cells(t.plan, "dwells", STAY, persons="5"),
    "no bed on the second day": lambda t: drop_rows(t.plan, "reservations", kind="quarantine", date="2020-02-25"),
    "a bed too few": lambda t: set_cells(t.plan, "reservations", {**BED, "date": "2020-02-25"}, amount="5"),
    "beds of other days": lambda t: set_cells(t.plan, "reservations", {**BED, "date": "2020-02-24"}, date="2020-02-26"),
    "beds elsewhere": lambda t: (
        set_cells(t.plan, "reservations", {**BED, "date": "2020-02-24"}, place_id="QS1"),
    ),
    "beds of another part": lambda t: set_cells(t.plan, "reservations", BED, part_id="C2/1"),
    "a site with fewer beds": lambda t: set_cells(t.scenario, "sites", {"site_id": "S1"}, isolation_beds="5"),
    "a site with fewer beds that day": lambda t: add_row(
        t.scenario, "capacities", kind="quarantine", place_id="S1", date="2020-02-25", amount="5"
    ),
    "more days": lambda t: edit_text(t.scenario / "scenario.toml", "days = 2", "days = 3"),
    "a crew bed at a factory": lambda t: set_cells(t.plan, "reservations", {"kind": "crew_bed"}, place_id="S1"),
    "more crew beds than there are": lambda t: set_cells(
        t.scenario, "capacities", {"kind": "crew_bed", "date": "2020-02-24"}, amount="1"
    ),
    "crew beds at a place without any": lambda t: set_cells(
        t.plan, "reservations", {"kind": "crew_bed"}, place_id="QS1"
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_missing_and_taken_beds_are_caught(lodged: Toy, change: Change) -> None:
    assert broken_by(lodged, change) == {"beds"}


def test_the_little_world_lodges_all(lodged: Toy) -> None:
    assert broken_by(lodged) == set()


def test_a_day_with_rows_overrides_the_beds_of_the_site(lodged: Toy) -> None:
    set_cells(lodged.scenario, "sites", {"site_id": "S1"}, isolation_beds="0")
    for day in ("24", "25"):
        add_row(
            lodged.scenario, "capacities", kind="quarantine", place_id="S1", date=f"2020-02-{day}", amount="6"
        )
    assert broken_by(lodged) == set()


def test_a_closed_loop_asks_for_a_bed_for_each_driver_and_day(lodged: Toy) -> None:
    edit_text(lodged.scenario / "scenario.toml", 'closed_loop_from = "medium"\n', "crew_isolation_days = 2\n")
    assert broken_by(lodged) == {"beds", "vehicles"}
    add_row(
        lodged.plan, "reservations", kind="crew_bed", place_id="LD1", date="2020-02-25", amount="2", trip_id="D1"
    )
    assert broken_by(lodged) == {"vehicles"}
    set_cells(lodged.plan, "reservations", {"kind": "crew_bed", "date": "2020-02-25"}, amount="1")
    assert broken_by(lodged) == {"beds", "vehicles"}

from __future__ import annotations

import pytest

from tests.builders import drop_rows, edit_text, set_cells
from tests.verify.judging import Change, Toy, broken_by

OF_D1 = {"kind": "permit", "trip_id": "D1"}
OF_F1 = {"kind": "permit", "trip_id": "F1"}

CORRUPTIONS: dict[str, Change] = {
    "no permit": lambda t: drop_rows(t.plan, "reservations", kind="permit", trip_id="D1"),
    "two permits": lambda t: set_cells(t.plan, "reservations", OF_F1, amount="2"),
    "no number": lambda t: set_cells(t.plan, "trips", {"trip_id": "D1"}, permit_no=""),
    "the number of another trip": lambda t: set_cells(t.plan, "trips", {"trip_id": "F1"}, permit_no="NB-0001"),
    "a permit of another office": lambda t: set_cells(t.plan, "reservations", OF_D1, place_id="PO-GY"),
    "a permit of a place that is no office": lambda t: set_cells(
        t.plan, "reservations", OF_F1, place_id="GYB"
    ),
    "a permit from before planning": lambda t: set_cells(t.plan, "reservations", OF_F1, date="2020-02-19"),
    "a permit from after departure": lambda t: set_cells(t.plan, "reservations", OF_F1, date="2020-02-25"),
    "a day on which nothing is issued": lambda t: set_cells(
        t.plan, "reservations", OF_D1, date="2020-02-23"
    ),
    "more than a day's amount": lambda t: set_cells(
        t.scenario, "capacities", {"kind": "permit", "date": "2020-02-21"}, amount="0"
    ),
}


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_missing_wrong_and_excess_permits_are_caught(toy: Toy, change: Change) -> None:
    assert broken_by(toy, change) == {"permits"}


def test_an_office_without_rows_is_unlimited_and_a_city_trip_needs_none(toy: Toy) -> None:
    assert broken_by(toy) == set()


def test_without_the_rule_no_permit_is_needed(toy: Toy) -> None:
    edit_text(toy.pack, "permit_required = true", "permit_required = false")
    drop_rows(toy.plan, "reservations", kind="permit")
    assert broken_by(toy) == set()

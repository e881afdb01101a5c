from __future__ import annotations

import pytest

from planner.domain.rule import RuleSet
from planner.verify.seating import observation_seats
from tests.builders import add_row, edit_text, set_cells
from tests.verify.judging import Change, Toy, broken_by

CORRUPTIONS: dict[str, Change] = {
    "usable seats in the last rows": lambda t: set_cells(t.plan, "trips", {"trip_id": "L1"}, usable_seats="39"),
    "a person in the last rows": lambda t: set_cells(
        t.plan, "manifest", {"worker_id": "W12", "leg_seq": "3"}, seat="40"
    ),
    "a person in the last row by its label": lambda t: set_cells(t.plan, "manifest", {"worker_id": "W01"}, seat="11A"),
    "a person on the last seat": lambda t: set_cells(t.plan, "manifest", {"worker_id": "W01"}, seat="49"),
    "a person in the row of a carriage": lambda t: set_cells(
        t.plan, "manifest", {"worker_id": "W12", "leg_seq": "2"}, seat="118"
    ),
    "a second escort who takes a seat": lambda t: (
        set_cells(t.plan, "trips", {"trip_id": "L1"}, escort_ids="M1;M2"),
        set_cells(t.plan, "escort_duties", {"escort_id": "M2", "seq": "3"}, seq="4"),
        add_row(
            t.plan, "escort_duties", escort_id="M2", seq="3", activity="L1", to="S1",
            from_at="2020-02-25T08:45+08:00", to_at="2020-02-25T10:00+08:00", **{"from": "NGB"},
        ),
    ),
    "more rows to keep": lambda t: edit_text(
        t.pack, "observation_rows = { coach = 2", "observation_rows = { coach = 3"
    ),
}


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_seats_kept_for_observation_are_kept(toy: Toy, change: Change) -> None:
    assert broken_by(toy, change) - {"escorts"} == {"observation"}


def test_observation_seats_are_rows_times_seats_of_a_row_rounded_up() -> None:
    rules = RuleSet("t", 0, (), observation_rows={"coach": 2})
    assert observation_seats(rules, "coach", 49, 12) == 10
    assert observation_seats(rules, "train", 118, 30) == 0

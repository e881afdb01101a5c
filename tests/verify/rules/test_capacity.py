from __future__ import annotations

from dataclasses import replace

import pytest

from planner.domain.plan import Seat
from planner.verify.rules.capacity import one_each
from tests.builders import edit_text, set_cells
from tests.verify.judging import Change, Toy, broken_by

CORRUPTIONS: dict[str, Change] = {
    "a load that is not the most aboard": lambda t: set_cells(t.plan, "trips", {"trip_id": "D1"}, load="12"),
    "fewer usable seats than people on a coach": lambda t: (
        set_cells(t.plan, "trips", {"trip_id": "D1"}, usable_seats="10", seats="20"),
        set_cells(t.scenario, "coaches", {"fleet_id": "NB"}, seats="20", seat_rows="5"),
        set_cells(t.plan, "trips", {"trip_id": "L1"}, seats="20", usable_seats="19"),
        edit_text(t.pack, "coach = 2, train", "coach = 0, train"),
    ),
    "seats that the vehicle lacks": lambda t: set_cells(t.plan, "trips", {"trip_id": "D1"}, seats="53"),
    "seats that the carriage lacks": lambda t: set_cells(t.plan, "trips", {"trip_id": "SV1#1"}, seats="120"),
    "two people on one seat": lambda t: set_cells(t.plan, "manifest", {"worker_id": "W02"}, seat="1"),
    "two people on one seat of a later leg": lambda t: set_cells(
        t.plan, "manifest", {"worker_id": "W13", "leg_seq": "3"}, seat="1"
    ),
    "a seat in a row that is not there": lambda t: set_cells(t.plan, "manifest", {"worker_id": "W12"}, seat="99A"),
    "a seat number that is not there": lambda t: set_cells(
        t.plan, "manifest", {"worker_id": "W12", "leg_seq": "3"}, seat="0"
    ),
    "a person without a seat": lambda t: set_cells(t.plan, "manifest", {"worker_id": "W02"}, seat=""),
}


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_full_vehicles_and_shared_seats_are_caught(toy: Toy, change: Change) -> None:
    assert broken_by(toy, change) == {"capacity"}


def test_a_seat_may_be_taken_again_once_it_is_free() -> None:
    first = Seat("W1", "C", "C/1", 1, "T", 1, 2, "7")
    second = Seat("W2", "C", "C/2", 1, "T", 2, 3, "7")
    assert not list(one_each("T", (49, 12), (first, second)))
    assert list(one_each("T", (49, 12), (first, replace(second, board_seq=1))))

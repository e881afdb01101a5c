from __future__ import annotations

import pytest

from tests.builders import set_cells
from tests.verify.judging import Change, Toy, broken_by, judge

CORRUPTIONS: dict[str, Change] = {
    "fewer accessible seats on the feeder": lambda t: set_cells(
        t.scenario, "coaches", {"fleet_id": "GZ"}, accessible_seats="2"
    ),
    "no accessible seats on the last mile": lambda t: set_cells(
        t.scenario, "coaches", {"fleet_id": "NB"}, accessible_seats=""
    ),
    "a whole coach with needs": lambda t: (
        set_cells(t.scenario, "workers", {"site_id": "S1", "origin_adcode": "341225"}, needs="wheelchair"),
        set_cells(t.plan, "cohorts", {"cohort_id": "C1"}, needs="wheelchair"),
    ),
    "a need that the cohort does not tell": lambda t: set_cells(
        t.scenario, "workers", {"worker_id": "W12"}, needs="wheelchair"
    ),
    "a cohort with needs that nobody has": lambda t: set_cells(
        t.plan, "cohorts", {"cohort_id": "C2"}, needs="wheelchair"
    ),
}


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_needs_without_seats_are_caught(toy: Toy, change: Change) -> None:
    assert broken_by(toy, change) == {"access"}


def test_needs_are_counted_where_people_are_aboard(toy: Toy) -> None:
    set_cells(toy.scenario, "coaches", {"fleet_id": "NB"}, accessible_seats="2")
    assert [(v.subject, v.value, v.limit) for v in judge(toy)] == [("L1 seq 1", "3", "2")]


def test_a_train_is_accessible(toy: Toy) -> None:
    set_cells(toy.scenario, "coaches", {"fleet_id": "GZ"}, accessible_seats="3")
    assert broken_by(toy) == set()

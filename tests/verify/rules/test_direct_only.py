from __future__ import annotations

import pytest

from tests.builders import add_row, set_cells
from tests.verify.judging import Change, Toy, broken_by


def _site_at_the_second_pick_up(toy: Toy) -> None:
    """The people of C1 work beside the bus station where those of C2 board."""
    point = {"lon": "116.26", "lat": "32.64", "adcode": "341226"}
    add_row(
        toy.scenario, "sites", site_id="S3", enterprise_id="E1", name="测试厂", opens="06:00", closes="22:00", **point
    )
    for number in range(1, 7):
        set_cells(toy.scenario, "workers", {"worker_id": f"W{number:02d}"}, site_id="S3")
    set_cells(toy.plan, "cohorts", {"cohort_id": "C1"}, site_id="S3")
    set_cells(toy.plan, "loads", {"cohort_id": "C1"}, alight_seq="2")
    set_cells(toy.plan, "manifest", {"cohort_id": "C1"}, alight_seq="2")
    set_cells(toy.plan, "stop_times", {"trip_id": "D1", "seq": "2"}, alight="6")
    set_cells(toy.plan, "stop_times", {"trip_id": "D1", "seq": "5"}, alight="5")
    set_cells(toy.plan, "trips", {"trip_id": "D1"}, load="6")


CORRUPTIONS: dict[str, Change] = {"one site on the way to the next pick-up": _site_at_the_second_pick_up}


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_boarding_after_alighting_is_caught(toy: Toy, change: Change) -> None:
    assert "direct_only" in broken_by(toy, change)


@pytest.mark.parametrize(
    ("trip", "seq", "board"), [("L1", "2", "1"), ("L1", "3", "2"), ("F1", "2", "1"), ("SV1#1", "2", "1")]
)
def test_a_boarding_that_stop_times_admit_is_caught(toy: Toy, trip: str, seq: str, board: str) -> None:
    set_cells(toy.plan, "stop_times", {"trip_id": trip, "seq": seq}, board=board)
    assert broken_by(toy) - {"coverage", "continuity", "hubs"} == {"direct_only"}

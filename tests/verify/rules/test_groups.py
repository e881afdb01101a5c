from __future__ import annotations

import pytest

from tests.builders import set_cells
from tests.builders.edit import edit_text
from tests.verify.judging import Change, Toy, broken_by

CORRUPTIONS: dict[str, Change] = {
    "a couple on two ways": lambda t: set_cells(t.scenario, "workers", {"worker_id": "W12"}, group_id="G1"),
    "a team over two coaches": lambda t: (
        set_cells(t.scenario, "workers", {"worker_id": "W01"}, group_id="G2"),
        set_cells(t.scenario, "workers", {"worker_id": "W13"}, group_id="G2"),
    ),
    "colleagues set down at two sites by one coach, one left": lambda t: (
        set_cells(t.scenario, "workers", {"worker_id": "W21"}, group_id="G1", health_code="green"),
        set_cells(t.plan, "cohorts", {"cohort_id": "C5"}, health_class="green"),
    ),
}


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_groups_torn_apart_are_caught(toy: Toy, change: Change) -> None:
    assert broken_by(toy, change) - {"eligibility"} == {"groups"}


def test_a_member_who_withdrew_or_is_red_keeps_nobody(toy: Toy) -> None:
    set_cells(toy.scenario, "workers", {"worker_id": "W20"}, group_id="G1")
    set_cells(toy.scenario, "workers", {"worker_id": "W21"}, group_id="G1")
    assert broken_by(toy) == set()


def test_a_group_may_be_set_down_at_two_sites_by_the_same_trips(toy: Toy) -> None:
    set_cells(toy.scenario, "workers", {"worker_id": "W12"}, group_id="G3")
    set_cells(toy.scenario, "workers", {"worker_id": "W17"}, group_id="G3")
    assert broken_by(toy) == set()


def test_a_member_whose_promise_or_code_is_over_before_the_own_window_keeps_nobody(toy: Toy) -> None:
    late = {"group_id": "G1", "stage": "accepted", "ready_at": "2020-02-25T08:00"}
    set_cells(toy.scenario, "workers", {"worker_id": "W20"}, **late)
    assert "groups" in broken_by(toy)
    edit_text(toy.pack, "path_levels = false", "path_levels = false\npromise_s = 500000")
    assert "groups" in broken_by(toy)
    set_cells(toy.scenario, "workers", {"worker_id": "W20"}, requested_at="2020-02-19T08:00")
    assert "groups" not in broken_by(toy)
    set_cells(toy.scenario, "workers", {"worker_id": "W20"}, requested_at="2020-02-22T08:00")
    assert "groups" in broken_by(toy)
    edit_text(toy.pack, "path_levels = false", "path_levels = false\ncode_max_age_s = 500000")
    assert "groups" not in broken_by(toy)


def test_a_member_whom_the_funnel_bars_keeps_nobody(toy: Toy) -> None:
    set_cells(toy.scenario, "workers", {"worker_id": "W20"}, group_id="G1", stage="interviewed")
    # missed by the group, and the reason WITHDRAWN is no longer true
    assert broken_by(toy) == {"groups", "eligibility"}
    edit_text(toy.pack, "path_levels = false", 'path_levels = false\nstages = ["accepted"]')
    assert broken_by(toy) == set()

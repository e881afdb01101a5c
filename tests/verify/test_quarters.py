from __future__ import annotations

import pytest

from planner.domain.plan import Reservation
from planner.verify.quarters import QUARTER_S, bad_quarters, begin_of, by_passage, crowded, quarter_of
from planner.verify.world import World

NOON = 1_582_516_800
"""2020-02-24T12:00+08:00."""
DAY = 18_316


def _row(begin: int, amount: int = 1, length: int = QUARTER_S, day: int = DAY) -> Reservation:
    return Reservation("hub", "GYB", day, amount, "F1", None, begin, begin + length)


@pytest.mark.parametrize(("seconds", "begin"), [(0, 0), (1, 0), (899, 0), (900, 900), (3_599, 2_700)])
def test_a_quarter_begins_by_the_local_clock(toy_world: World, seconds: int, begin: int) -> None:
    assert quarter_of(toy_world, NOON + seconds) == NOON + begin


@pytest.mark.parametrize(
    ("row", "bad"),
    [
        (_row(NOON), 0),
        (_row(NOON + 60), 1),
        (_row(NOON, length=1_800), 1),
        (_row(NOON, day=DAY + 1), 1),
    ],
)
def test_rows_that_are_no_clock_quarter_are_told(toy_world: World, row: Reservation, bad: int) -> None:
    assert len(list(bad_quarters(toy_world, "hubs", [row]))) == bad


def test_a_quarter_holds_a_fourth_of_the_hour_rounded_down(toy_world: World) -> None:
    rows = [_row(NOON, 6), _row(NOON, 5), _row(NOON + QUARTER_S, 11)]
    assert list(crowded(toy_world, "hubs", rows, {"GYB": 44})) == []
    assert [(v.value, v.limit) for v in crowded(toy_world, "hubs", rows, {"GYB": 43})] == [("11", "10")] * 2
    assert [begin_of(row) for row in by_passage(rows)["F1", "GYB"]] == [NOON, NOON, NOON + QUARTER_S]

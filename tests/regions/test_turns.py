"""Regions share the time that is left by their persons."""

from __future__ import annotations

import pytest

from planner.regions.turns import LEAST_S, Turns


def test_the_whole_time_of_all_processes_is_given_out() -> None:
    turns = Turns(2, 100.0, 400)
    assert [turns.next(100, 0.0) for _ in range(4)] == pytest.approx([50.0] * 4)


def test_what_one_overran_the_later_ones_make_up_for() -> None:
    turns = Turns(1, 100.0, 200)
    assert turns.next(100, 0.0) == pytest.approx(50.0)
    assert turns.next(100, 80.0) == pytest.approx(20.0)


def test_nobody_is_given_more_than_there_is_until_the_end_or_less_than_the_least() -> None:
    turns = Turns(2, 100.0, 100)
    assert turns.next(100, 10.0) == pytest.approx(90.0)
    assert Turns(2, 100.0, 100).next(50, 200.0) == LEAST_S

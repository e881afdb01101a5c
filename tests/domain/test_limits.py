"""Limits carry a clock and an ear, and bring neither of their own."""

from __future__ import annotations

import dataclasses

import pytest

from planner.domain.limits import Incumbent, Limits, Progress


def test_limits_ask_the_clock_that_they_were_given() -> None:
    left = iter((3.0, -1.0))
    limits = Limits(seed=1, threads=2, remaining_s=lambda: next(left))
    assert (limits.remaining_s(), limits.remaining_s(), limits.iterations) == (3.0, -1.0, None)


def test_nobody_need_listen() -> None:
    Limits(1, 1, lambda: 0.0).report(Progress("routing", 0.5))


@pytest.mark.parametrize(
    ("cost_cents", "bound_cents", "gap"), [(200, 150, 0.25), (100, 101, 0.0), (0, 0, None), (200, None, None)]
)
def test_the_gap_is_known_where_a_plan_stands_and_a_bound_is_proven(
    cost_cents: int, bound_cents: int | None, gap: float | None
) -> None:
    told = Progress("routing", 0.5, bound_cents=bound_cents, incumbent=Incumbent(3.0, (40,), cost_cents))
    assert told.gap == gap
    assert Progress("routing", 0.5, bound_cents=bound_cents).gap is None


def test_raising_from_the_report_reaches_the_search() -> None:
    def cancel(progress: Progress) -> None:
        raise KeyboardInterrupt(progress.stage)

    with pytest.raises(KeyboardInterrupt, match="routing"):
        Limits(1, 1, lambda: 0.0, report=cancel).report(Progress("routing", 0.5))


def test_limits_do_not_change_under_way() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Limits(1, 1, lambda: 0.0).seed = 2  # type: ignore[misc]

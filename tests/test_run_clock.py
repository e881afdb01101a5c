"""The clock keeps time for what follows the search, and tells with every report what is known."""

from __future__ import annotations

import time

from planner.domain.limits import Incumbent, Progress
from planner.options import PlanOptions
from planner.run_clock import RunClock


def began(seconds_ago: float, **options: object) -> PlanOptions:
    """Options of a run of 100 s that began some seconds ago."""
    return PlanOptions(100.0, began_s=time.monotonic() - seconds_ago, **options)  # type: ignore[arg-type]


def test_a_search_ends_when_what_is_left_is_needed_for_what_follows() -> None:
    clock = RunClock(began(30))
    clock.keep(20.0)
    limits = clock.limits()
    assert 49.5 < limits.remaining_s() <= 50
    clock.keep(60.0)  # measured under way
    assert 9.5 < limits.remaining_s() <= 10


def test_a_search_has_its_share_however_much_follows() -> None:
    clock = RunClock(began(0))
    clock.keep(500.0)
    assert 29.5 < clock.limits().remaining_s() <= 30


def test_a_search_is_over_once_somebody_asks_to_stop() -> None:
    assert RunClock(began(0, stopped=lambda: True)).limits().remaining_s() == 0


def test_counted_work_knows_no_clock() -> None:
    clock = RunClock(began(1_000, deterministic=True, iterations=7))
    limits = clock.limits()
    assert (limits.remaining_s(), limits.iterations) == (100.0, 7)
    assert clock.while_s(-1.0)()


def test_a_short_search_ends_after_its_own_seconds() -> None:
    assert 1.5 < RunClock(began(30)).short_limits(2.0).remaining_s() <= 2.0


def test_reports_carry_the_verified_plan_the_bound_and_the_first_moment() -> None:
    told, ticks = list[Progress](), list[int]()
    clock = RunClock(began(0), told.append)
    clock.tick = lambda: ticks.append(1)
    clock.report(Progress("travel", 0.0))
    clock.incumbents = (Incumbent(3.0, (5,), 900), Incumbent(8.0, (6,), 800))
    clock.bound_cents = 700
    clock.report(Progress("routing", 0.5, 850, 1))
    assert told[0] == Progress("travel", 0.0)
    assert told[1] == Progress("routing", 0.5, 850, 1, 700, "", clock.incumbents[-1], 3.0)
    assert len(ticks) == 2


def test_a_quiet_clock_has_the_same_past_and_tells_nobody() -> None:
    told = list[Progress]()
    clock = RunClock(began(30), told.append)
    clock.keep(20.0)
    clock.incumbents = (Incumbent(3.0, (5,), 900),)
    clock.timings["travel"] = 1.0
    other = clock.quiet()
    with other.stage("tables"):
        pass
    assert told == []
    assert (set(other.timings), set(clock.timings)) == ({"travel", "tables"}, {"travel"})
    assert other.incumbents == clock.incumbents
    assert abs(other.limits().remaining_s() - clock.limits().remaining_s()) < 0.5

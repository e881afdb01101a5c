from __future__ import annotations

import pytest

from planner.domain.plan import Duty
from planner.domain.rule import DriverRules
from planner.units import LocalClock
from planner.verify.driving import _run_lengths, night_seconds, window_seconds

CLOCK = LocalClock(28_800)


@pytest.mark.parametrize(
    ("begin", "end", "hours"),
    [
        ("2020-02-24T20:00", "2020-02-24T22:00", 0),
        ("2020-02-24T21:00", "2020-02-24T23:00", 1),
        ("2020-02-24T21:00", "2020-02-25T07:00", 8),
        ("2020-02-24T00:00", "2020-02-26T00:00", 16),
        ("2020-02-24T05:00", "2020-02-24T05:30", 0.5),
    ],
)
def test_night_runs_past_midnight(begin: str, end: str, hours: float) -> None:
    rules = DriverRules()
    assert night_seconds(CLOCK, rules, CLOCK.moment(begin), CLOCK.moment(end)) == hours * 3600


def test_a_window_within_the_day_and_an_empty_one() -> None:
    begin, end = CLOCK.moment("2020-02-24T01:00"), CLOCK.moment("2020-02-24T04:00")
    assert window_seconds(CLOCK, (7_200, 18_000), begin, end) == 7_200
    assert window_seconds(CLOCK, (0, 0), begin, end) == 0


def test_an_empty_run_ends_at_a_depot() -> None:
    places = ["S1", "adcode:330522", "depot:NB", "adcode:330522", "P2"]
    rows = [
        Duty("NB#1", seq, "deadhead", a, b, 0, 1, 10 * seq)
        for seq, (a, b) in enumerate(zip(places, places[1:], strict=False), 1)
    ]
    assert _run_lengths(rows) == [30, 30, 70, 70]

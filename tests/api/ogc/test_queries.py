from __future__ import annotations

import pytest

from api.ogc.queries import boxes_of, span_of
from api.problems import Problem
from planner.units import LocalClock

CLOCK = LocalClock(28_800)


def test_a_box_is_one_or_two_beyond_the_antimeridian() -> None:
    assert boxes_of("1,2,3,4") == ((1.0, 2.0, 3.0, 4.0),)
    assert boxes_of("1,2,-9,3,4,99") == ((1.0, 2.0, 3.0, 4.0),)
    assert boxes_of("170,-10,-170,10") == ((170.0, -10.0, 180.0, 10.0), (-180.0, -10.0, -170.0, 10.0))
    assert boxes_of(None) is None


@pytest.mark.parametrize("text", ["181,0,182,1", "0,5,1,4", "0,-91,1,0"])
def test_a_box_off_the_globe_is_refused(text: str) -> None:
    with pytest.raises(Problem):
        boxes_of(text)


def test_times_are_moments_local_days_or_open_intervals() -> None:
    at = CLOCK.moment("2020-02-24T14:00")
    assert span_of("2020-02-24T06:00:00Z", CLOCK) == (at, at)
    assert span_of("2020-02-24T14:00:00 08:00", CLOCK) == (at, at)
    assert span_of("2020-02-24", CLOCK) == (at - 14 * 3_600, at + 10 * 3_600 - 1)
    assert span_of("2020-02-24T06:00:00Z/..", CLOCK) == (at, None)
    assert span_of("/2020-02-24T06:00:00Z", CLOCK) == (None, at)
    assert span_of("../..", CLOCK) == (None, None)
    assert span_of(None, CLOCK) is None


@pytest.mark.parametrize("text", ["", "..", "now", "2020-02-24T06:00:00", "2020-02-30", "a/b/c", "2020-W09-1T00:00Z"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Problem):
        span_of(text, CLOCK)

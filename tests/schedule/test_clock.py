from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.rule import DriverRules
from planner.schedule.clock import Run, limits_of, run
from planner.units import DAY_S, HOUR_S
from tests.builders.small_schedule import LEGAL, most_driven, rides_of, seconds_inside, stretches

MIDNIGHT = 18_000 * DAY_S
FAR_M = 500_000


def ride(hour: float, *hours: float, crew: int = 2, rules: DriverRules = LEGAL, metres: int = FAR_M) -> Run:
    """A run that leaves at an hour of the day and drives legs of so many day-time hours, without halts between."""
    legs = np.array([round(h * HOUR_S) for h in hours], dtype=np.int64)
    found = run(MIDNIGHT + round(hour * HOUR_S), legs, np.zeros_like(legs), limits_of(rules, crew, metres))
    assert found is not None
    return found


def arrival(found: Run) -> float:
    """Hours after midnight at which a run ends."""
    return (found.arrive_s - MIDNIGHT) / HOUR_S


def rests(found: Run) -> list[tuple[float, float]]:
    """Rests of a run in hours after midnight."""
    return [((h.from_s - MIDNIGHT) / HOUR_S, (h.to_s - MIDNIGHT) / HOUR_S) for h in found.halts if not h.arrive]


def test_a_short_drive_by_day_takes_its_driving_time() -> None:
    assert arrival(ride(8, 3)) == 11
    assert rests(ride(8, 3)) == []


def test_after_four_hours_by_day_comes_a_rest_of_twenty_minutes() -> None:
    found = ride(8, 5)
    assert rests(found) == [(12, pytest.approx(12 + 1 / 3))]
    assert arrival(found) == pytest.approx(13 + 1 / 3)


def test_driving_at_night_is_slower_by_a_quarter() -> None:
    assert arrival(ride(22, 1.6)) == 24


def test_an_evening_drive_is_slower_only_after_ten() -> None:
    assert arrival(ride(21, 1 + 0.8)) == 23


def test_after_two_hours_of_night_comes_a_rest() -> None:
    assert rests(ride(22, 2.4)) == [(24, pytest.approx(24 + 1 / 3))]


def test_nobody_drives_from_two_to_five() -> None:
    # 0.8 h are done by 02:00, 0.8 h more from 05:00 to 06:00, the last 0.4 h by day
    found = ride(1, 2)
    assert rests(found) == [(2, 5)]
    assert arrival(found) == pytest.approx(6.4)


def test_a_short_run_may_drive_through_the_night_stop() -> None:
    assert arrival(ride(1, 1.6, metres=LEGAL.stop_exempt_m)) == 3


def test_one_driver_rests_after_eight_hours_until_the_day_before_falls_away() -> None:
    alone, both = ride(8, 9, crew=1), ride(8, 9, crew=2)
    assert arrival(both) == pytest.approx(8 + 9 + 2 / 3)
    assert arrival(alone) >= 24 + 8 + 1 + 1


def test_driving_before_a_run_counts_towards_the_day() -> None:
    before = ride(6, 6, crew=1)
    legs, none = np.array([3 * HOUR_S], dtype=np.int64), np.zeros(1, dtype=np.int64)
    fresh = run(MIDNIGHT + 13 * HOUR_S, legs, none, limits_of(LEGAL, 1, FAR_M))
    tired = run(MIDNIGHT + 13 * HOUR_S, legs, none, limits_of(LEGAL, 1, FAR_M), before.driven)
    assert fresh is not None and tired is not None
    assert arrival(fresh) == 16
    assert arrival(tired) > 24


def test_a_run_that_begins_as_another_ends_keeps_its_own_driving() -> None:
    legs, none = np.array([HOUR_S], dtype=np.int64), np.zeros(1, dtype=np.int64)
    before = ride(8, 1).driven
    found = run(MIDNIGHT + 9 * HOUR_S, legs, none, limits_of(LEGAL, 2, FAR_M), before)
    assert found is not None
    assert found.driven.tolist() == [[MIDNIGHT + 9 * HOUR_S, MIDNIGHT + 10 * HOUR_S]]


def test_a_halt_as_long_as_a_rest_is_a_rest() -> None:
    legs = np.array([3 * HOUR_S, 2 * HOUR_S], dtype=np.int64)
    for dwell, count in ((LEGAL.rest_s, 0), (LEGAL.rest_s - 60, 1)):
        found = run(MIDNIGHT + 8 * HOUR_S, legs, np.array([dwell, 0]), limits_of(LEGAL, 2, FAR_M))
        assert found is not None
        assert len(rests(found)) == count


def test_driving_time_is_rounded_up_to_whole_minutes() -> None:
    found = ride(8, 61 / HOUR_S)
    assert found.arrive_s - found.depart_s == 120


@pytest.mark.parametrize("hours", [0.0, 0.5, 1.0])
def test_a_day_shorter_than_a_rest_is_worth_does_not_last_for_ever(hours: float) -> None:
    strict = replace(LEGAL, driving_24h_s=round(hours * HOUR_S))
    found = run(MIDNIGHT, np.array([3 * HOUR_S]), np.zeros(1, dtype=np.int64), limits_of(strict, 1, FAR_M))
    assert (found is None) == (hours == 0)


def test_a_ride_that_no_crew_can_end_is_refused() -> None:
    legs, none = np.array([90 * DAY_S], dtype=np.int64), np.zeros(1, dtype=np.int64)
    assert run(MIDNIGHT, legs, none, limits_of(LEGAL, 1, FAR_M)) is None


def test_without_limits_nobody_rests() -> None:
    assert arrival(ride(8, 30, rules=DriverRules(), crew=1)) == 38


minutes = st.integers(0, 2 * 24 * 60).map(lambda minute: MIDNIGHT + 60 * minute)
drives = st.lists(st.integers(0, 14 * HOUR_S), min_size=1, max_size=4)
dwell_minutes = st.lists(st.sampled_from([0, 10, 15, 19, 20, 60]), min_size=4, max_size=4)
lengths = st.sampled_from([50_000, FAR_M])


@given(depart=minutes, legs=drives, dwells=dwell_minutes, crew=st.integers(1, 2), metres=lengths)
def test_every_drive_keeps_the_law(depart: int, legs: list[int], dwells: list[int], crew: int, metres: int) -> None:
    waits = np.array(dwells[: len(legs)], dtype=np.int64) * 60
    found = run(depart, np.array(legs, dtype=np.int64), waits, limits_of(LEGAL, crew, metres))
    assert found is not None
    keeps_the_law(found.driven, crew, exempt=metres <= LEGAL.stop_exempt_m)
    events_fall_on_minutes(found, waits.tolist())
    enough_is_driven(found, legs)


def keeps_the_law(driven: np.ndarray, crew: int, exempt: bool) -> None:
    """Stretches, the night stop and the rolling day, recounted."""
    for stretch in stretches(driven, LEGAL.rest_s):
        assert sum(end - start for start, end in stretch) <= 4 * HOUR_S
        assert sum(seconds_inside(start, end, 22 * HOUR_S, 6 * HOUR_S) for start, end in stretch) <= 2 * HOUR_S
    if not exempt:
        assert sum(seconds_inside(start, end, 2 * HOUR_S, 5 * HOUR_S) for start, end in driven.tolist()) == 0
    assert most_driven(driven, DAY_S) <= 8 * HOUR_S * crew


def events_fall_on_minutes(found: Run, dwells: list[int]) -> None:
    """Whole minutes, in order, each wait as long as asked."""
    moments = [found.depart_s] + [at for halt in found.halts for at in (halt.from_s, halt.to_s)]
    assert all(at % 60 == 0 for at in moments)
    assert moments == sorted(moments)
    calls = [halt for halt in found.halts if halt.arrive]
    assert [halt.to_s - halt.from_s for halt in calls] == dwells
    assert calls[-1].from_s == found.arrive_s


def enough_is_driven(found: Run, legs: list[int]) -> None:
    """The way is covered: day-time seconds at full speed, night seconds at four fifths, rounded up by a little."""
    done = 0.0
    for start, end in found.driven.tolist():
        dark = seconds_inside(start, end, 22 * HOUR_S, 6 * HOUR_S)
        done += (end - start - dark) + dark * 0.8
    pieces = len(found.halts) + 4 + 2 * (found.arrive_s - found.depart_s) // DAY_S
    assert sum(legs) - pieces <= done <= sum(legs) + 60 * pieces
    assert found.arrive_s >= found.depart_s + sum(legs)


@given(row=st.integers(0, 23), drive_s=st.integers(0, 60 * HOUR_S))
def test_the_ride_table_is_never_below_the_drive_of_its_bucket(row: int, drive_s: int) -> None:
    table = rides_of(LEGAL)
    depart = MIDNIGHT + row * table.departure_step_s
    limits = limits_of(LEGAL, 2, FAR_M)
    found = run(depart, np.array([drive_s], dtype=np.int64), np.zeros(1, dtype=np.int64), limits)
    assert found is not None
    assert table.elapsed_s[row, -(-drive_s // table.bucket_s)] >= found.arrive_s - depart


def test_the_ride_table_grows_with_the_way() -> None:
    table = rides_of(LEGAL)
    assert (np.diff(table.elapsed_s, axis=1) > 0).all()
    assert table.elapsed_s.shape[0] * table.departure_step_s == DAY_S

from __future__ import annotations

from api.pages import figures
from planner.units import LocalClock


def test_numbers_read_as_people_write_them() -> None:
    assert figures.count(1_234_567) == "1,234,567"
    assert figures.yuan(-50) == "¥0"
    assert figures.percent(1) == "100.00 %"
    assert figures.duration(59) == "0:00"


def test_times_are_local() -> None:
    clock = LocalClock(28_800)
    assert figures.moment(1_582_524_000, clock) == "02-24 14:00"
    assert figures.full_moment(1_582_524_000, clock) == "2020-02-24 14:00"
    assert (figures.day(1_582_524_000, clock), figures.hour(1_582_524_000, clock)) == ("2020-02-24", "14:00")


def test_mean_load_of_nothing_is_none() -> None:
    assert figures.mean_load([]) is None
    assert figures.mean_load([{"usable_seats": 20, "load": 10}, {"usable_seats": 20, "load": 20}]) == 0.75


def test_a_bar_is_as_long_as_its_share() -> None:
    assert [figures.share(part, 100) for part in (0, 1, 50, 100)] == [0, 0, 10, 20]
    assert figures.share(0, 0) == 0

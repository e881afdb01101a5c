from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from planner.schedule.diaries import NEVER_S, Diaries, Gap, Wish
from planner.units import DAY_S, HOUR_S

WISH = Wish(
    board_s=10 * DAY_S, first_s=10 * DAY_S - HOUR_S, last_s=10 * DAY_S + 5 * HOUR_S, drive_s=6 * HOUR_S, crew=1,
    isolates=False, week_s=None, max_trips=None,
)  # fmt: skip


def diaries_of(*vehicles: list[tuple[int, int, int]], crew: int = 1) -> Diaries:
    """Vehicles with their sorties (begin, end with rest, driving seconds), there from day 1 on."""
    made = Diaries(DAY_S)
    for row, sorties in enumerate(vehicles):
        made.open()
        made.crews[row] = crew
        for index, sortie in enumerate(sorties):
            made.book(row, index, sortie)
    return made


def on_day(day: int, drive_s: int = HOUR_S) -> tuple[int, int, int]:
    """A sortie of six hours from midnight on."""
    return day * DAY_S, day * DAY_S + 6 * HOUR_S, drive_s


def test_the_vehicle_that_came_home_last_goes_first() -> None:
    made = diaries_of([on_day(3)], [on_day(8)], [on_day(10)], [])
    rows = made.fitting(WISH, 6)
    assert [row for _, row in rows] == [1, 0, 3]
    assert rows[0][0] == Gap(1, 8 * DAY_S + 6 * HOUR_S, NEVER_S)
    assert made.fitting(WISH, 1) == rows[:1]


def test_a_sortie_goes_between_two_others_and_moves_the_later_one() -> None:
    made = diaries_of([on_day(8), on_day(12)])
    ((gap, row),) = made.fitting(WISH, 6)
    assert gap == Gap(1, 8 * DAY_S + 6 * HOUR_S, 12 * DAY_S)
    made.book(row, gap.index, (WISH.first_s, WISH.last_s, WISH.drive_s))
    assert made.starts[0, :3].tolist() == [8 * DAY_S, WISH.first_s, 12 * DAY_S]
    assert made.span(0) == (8 * DAY_S, 12 * DAY_S + 6 * HOUR_S)
    assert made.fitting(WISH, 6) == []


def test_trips_hours_of_a_week_and_crews_that_isolate_limit_a_vehicle() -> None:
    made = diaries_of([on_day(8, 3 * HOUR_S)])
    assert made.fitting(replace(WISH, week_s=9 * HOUR_S), 6)
    assert not made.fitting(replace(WISH, week_s=9 * HOUR_S - 1), 6)
    assert made.fitting(replace(WISH, week_s=5 * HOUR_S, crew=2), 6)
    assert not made.fitting(replace(WISH, max_trips=1), 6)
    assert not made.fitting(replace(WISH, isolates=True, crew=2), 6)
    made.fixed[0] = True
    assert made.fitting(WISH, 6)
    assert not made.fitting(replace(WISH, crew=2), 6)


@given(st.lists(st.lists(st.integers(2, 30), unique=True, max_size=12), max_size=12), st.integers(2, 31))
def test_gaps_are_those_that_a_search_in_each_list_finds(days: list[list[int]], day: int) -> None:
    made = diaries_of(*([on_day(each) for each in sorted(vehicle)] for vehicle in days))
    wish = replace(WISH, board_s=day * DAY_S - 1, first_s=day * DAY_S - 1, last_s=day * DAY_S + HOUR_S)
    expected = []
    for row, vehicle in enumerate(sorted(each) for each in days):
        index = bisect_right([each * DAY_S for each in vehicle], wish.board_s)
        from_s = vehicle[index - 1] * DAY_S + 6 * HOUR_S if index else DAY_S
        until_s = vehicle[index] * DAY_S if index < len(vehicle) else NEVER_S
        if until_s >= wish.last_s:
            expected.append((Gap(index, from_s, until_s), row))
    assert made.fitting(wish, 99) == sorted(expected, key=lambda pair: (-pair[0].from_s, pair[1]))

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from planner.explain.blocking import blocking_set

NAMES = ("permits", "vehicles", "drivers", "ride_time", "windows", "sealed")


def test_somebody_who_can_travel_is_blocked_by_nothing() -> None:
    assert blocking_set(NAMES, lambda free: True) == ()


def test_somebody_whom_no_release_helps_has_no_blocking_set() -> None:
    assert blocking_set(NAMES, lambda free: False) is None


def test_of_two_single_releases_the_cheaper_one_is_named() -> None:
    assert blocking_set(NAMES, lambda free: bool(free & {"sealed", "vehicles"})) == ("vehicles",)


def test_rules_that_block_together_are_named_together() -> None:
    assert blocking_set(NAMES, lambda free: {"permits", "sealed"} <= free) == ("permits", "sealed")


@given(st.sets(st.frozensets(st.sampled_from(NAMES), min_size=1), min_size=1, max_size=4))
def test_releasing_all_helps_and_releasing_all_but_one_does_not(ways_out: set[frozenset[str]]) -> None:
    def travels(free: frozenset[str]) -> bool:
        return any(way <= free for way in ways_out)

    found = blocking_set(NAMES, travels)
    assert found is not None and travels(frozenset(found))
    for fewer in combinations(found, len(found) - 1):
        assert not travels(frozenset(fewer))
    smallest = min(len(way) for way in ways_out)
    assert len(found) == smallest or smallest > 2

"""Shortfalls of enterprises and of origin counties."""

from __future__ import annotations

from planner.domain.shortfalls import groups_of, shortfalls, worst
from tests.builders.small_world import YINGSHANG, cohort

PEOPLE = (cohort(1, 7), cohort(2, 3, "S2"), cohort(3, 10, "S2", YINGSHANG))


def test_a_shortfall_is_rounded_up_and_counts_for_firm_and_county() -> None:
    found = shortfalls(PEOPLE, {0: 1, 2: 10})
    (firm, county), (other, far) = groups_of(PEOPLE[0]), groups_of(PEOPLE[2])
    assert found == {firm: 143, county: 100, other: 770, far: 1000}  # 1 of 7, 1 of 10, 10 of 13, all of 10


def test_the_worst_of_some_cohorts_is_that_of_any_of_their_groups() -> None:
    found = shortfalls(PEOPLE, {2: 10})
    assert worst(PEOPLE[:1], found) == 0
    assert worst(PEOPLE[:2], found) == 770
    assert worst((), found) == 0

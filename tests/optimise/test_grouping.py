"""Rough groups are fewer, hold everybody once, and tell apart whoever has other ways."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.domain.candidates import CoachPhase, DirectWays, LinehaulWays
from planner.domain.demand import Cohort
from planner.optimise.grouping import roughly_alike

COHORT = Cohort("C", "heat", "E", "S", "341202", "adcode:341202", 0, 10, 1, "green", 5)
CITY, OTHER_CITY = ("341202", "341204", "341221", "341222"), "320102"


def ways(served: list[int], walkers: list[int]) -> LinehaulWays:
    """One service that takes these cohorts, some of whom walk to it."""
    none, yes = np.zeros(len(served), dtype=np.int64), np.ones(len(served), dtype=np.bool_)
    cohorts = np.array(served, dtype=np.int64)
    return LinehaulWays(cohorts, none, np.isin(cohorts, walkers), yes, none, lambda: none)


def direct(able: list[bool]) -> DirectWays:
    """Direct coaches in one phase."""
    yes, cents = np.array(able), np.zeros(len(able), dtype=np.int64)
    return DirectWays(yes, yes, lambda: cents, cents, (CoachPhase(0, 10, yes, cents, cents),))


def test_cohorts_of_one_city_with_the_same_ways_are_one_group_the_better_tiers_first() -> None:
    cohorts = [replace(COHORT, origin_adcode=code, tier=3 - number) for number, code in enumerate(CITY)]
    assert roughly_alike(cohorts, range(4), direct([True] * 4), ways([0, 1, 2, 3], [])) == [[3, 2, 1, 0]]


def test_other_ways_another_city_or_a_walk_make_another_group() -> None:
    cohorts = [replace(COHORT, origin_adcode=code) for code in (*CITY, OTHER_CITY, CITY[0])]
    found = roughly_alike(cohorts, range(6), direct([True, True, True, False, True, True]), ways([0, 2, 3, 4, 5], [2]))
    assert found == [[0, 5], [1], [2], [3], [4]]


def test_those_who_are_not_asked_for_are_in_no_group() -> None:
    cohorts = [replace(COHORT, origin_adcode=code) for code in CITY]
    assert roughly_alike(cohorts, [2, 0], direct([True] * 4), ways([], [])) == [[2, 0]]

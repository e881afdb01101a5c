"""Cohorts check themselves."""

from __future__ import annotations

import pytest

from planner.domain.demand import Cohort


def cohort(persons: int, groups: tuple[int, ...] = (), ids: tuple[str, ...] = ()) -> Cohort:
    return Cohort("C1", "named", "E1", "S1", "341204", "adcode:341204", 0, 1, 0, "green", persons, groups, ids)


def test_a_cohort_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        cohort(0)


def test_groups_cannot_hold_more_than_the_cohort() -> None:
    with pytest.raises(ValueError, match="groups hold more"):
        cohort(3, groups=(2, 2))


def test_named_members_are_as_many_as_persons() -> None:
    with pytest.raises(ValueError, match="1 ids for 2 persons"):
        cohort(2, ids=("W1",))


def test_a_cohort_from_heat_names_nobody() -> None:
    assert cohort(24, groups=(2, 3)).worker_ids == ()

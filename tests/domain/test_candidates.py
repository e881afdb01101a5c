"""Ways as arrays: one entry per cohort, or per pair of cohort and service."""

from __future__ import annotations

import dataclasses

import pytest

from tests.builders.small_world import cohort, small_world, train


def test_every_array_of_ways_is_as_long_as_the_others() -> None:
    ways = small_world(services=(train(),)).ways([cohort(1, 5), cohort(2, 5, "S2")])
    lists = [getattr(ways.direct, name) for name in ("practical", "possible", "floor", "seats")]
    lists += [getattr(phase, name) for phase in ways.direct.phases for name in ("practical", "estimate", "share_s")]
    assert {len(each) for each in lists} == {2}
    columns = ("cohort", "service", "walk_in", "practical", "estimate", "floor")
    assert {len(getattr(ways.linehaul, name)) for name in columns} == {2}


def test_what_is_practical_is_possible() -> None:
    ways = small_world().ways([cohort(n, 5, due_at=cohort(n, 5).ready_at + n * 3_600) for n in range(1, 15)])
    assert (ways.direct.possible | ~ways.direct.practical).all()


def test_ways_do_not_change() -> None:
    direct = small_world().ways([cohort(1, 5)]).direct
    with pytest.raises(dataclasses.FrozenInstanceError):
        direct.practical = direct.possible  # type: ignore[misc]


def test_floors_are_made_once_and_when_they_are_asked_for() -> None:
    ways = small_world(services=(train(),)).ways([cohort(1, 5)])
    assert ways.direct.floor is ways.direct.floor and ways.linehaul.floor is ways.linehaul.floor

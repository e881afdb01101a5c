"""What those lack for whom no coach was routed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner import leftover
from planner.carrying import carry
from planner.leftover import Leftover
from planner.schedule.yards import Yard
from tests.builders.small_schedule import LEGAL, legal_rules, rides_of
from tests.builders.small_world import YINGSHANG, SmallWorld, cohort, fleet, limits, small_world

PEOPLE = [cohort(1, 5), cohort(2, 5, origin=YINGSHANG), cohort(3, 7)]


def asked(small: SmallWorld, idle: bool = True) -> list[str]:
    """Reasons of three cohorts, the first and the last with the same wish; with all coaches at home or at work."""
    ways = small.ways(PEOPLE)
    found = carry(small.scenario, small.policy, small.ground, ways, limits())
    yards = tuple(Yard.of(found.world, each) for each in found.world.scenario.fleets) if idle else found.yards
    left = Leftover(ways, replace(found, yards=yards), (0, 1, 2))
    return [left.cause(number).reason for number in range(3)]


def world(*fleets: object) -> SmallWorld:
    return small_world(legal_rules(), rides=rides_of(LEGAL), fleets=list(fleets))  # type: ignore[arg-type]


def test_where_a_coach_could_still_run_the_search_was_too_short() -> None:
    assert asked(world(fleet(count=2, drivers=4))) == ["NOT_PLANNED_IN_TIME"] * 3


def test_vehicles_that_nobody_drives_lack_drivers() -> None:
    assert asked(world(fleet(count=2, drivers=1))) == ["NO_DRIVER"] * 3


def test_without_a_vehicle_drivers_do_not_help() -> None:
    assert asked(world(fleet(count=0, drivers=8))) == ["NO_VEHICLE"] * 3
    assert asked(world()) == ["NO_VEHICLE"] * 3


def test_beyond_the_most_that_are_asked_a_vehicle_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftover, "MOST_ASKED", 1)
    assert asked(world(fleet(count=2, drivers=4))) == ["NOT_PLANNED_IN_TIME", "NO_VEHICLE", "NOT_PLANNED_IN_TIME"]

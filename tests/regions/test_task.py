"""A region travels as bytes and comes back as an unproven plan."""

from __future__ import annotations

import pytest

from planner.domain.demand import HeatFlow
from planner.domain.plan import Status
from planner.domain.scenario import Scenario
from planner.regions.task import Task, pack, packed_plan, plan_packed, plan_region, unpacked


def test_a_packed_task_comes_back_as_a_plan_without_bounds(nation: Scenario, flows: tuple[HeatFlow, ...]) -> None:
    few = flows[:2]
    plan = unpacked(plan_packed(Task(nation, few, 5.0, 1, 1, True, 20).packed()))
    assert sum(cohort.persons for cohort in plan.cohorts) == sum(flow.persons for flow in few)
    assert (plan.bounds, plan.status) == ((), Status.FEASIBLE)


def test_tables_travel_by_columns_and_come_back_the_same(nation: Scenario, flows: tuple[HeatFlow, ...]) -> None:
    plan = plan_region(Task(nation, flows[:4], 5.0, 1, 1, True, 20))
    assert plan.trips
    assert plan.shapes
    assert unpacked(packed_plan(plan)) == plan


def test_anything_but_a_plan_is_an_error() -> None:
    with pytest.raises(TypeError, match="str"):
        unpacked(pack("plan"))

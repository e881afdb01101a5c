"""The joined plan says what the whole is worth, who stays behind, and how it was divided."""

from __future__ import annotations

from planner.domain.demand import HeatFlow
from planner.domain.plan import Status
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.regions.join import Rounds, joined
from planner.regions.merge import Merger
from planner.regions.task import Task, plan_region


def test_one_region_alone_is_worth_what_its_plan_is(
    nation: Scenario, policy: Policy, flows: tuple[HeatFlow, ...]
) -> None:
    part = plan_region(Task(nation, flows[:6], 5.0, 1, 1, True, 20))
    merged = Merger(nation)
    merged.add(part)
    whole = joined(nation, policy, merged, Rounds((), 100, 3, [part]))
    assert whole.objective == part.objective
    assert whole.status is Status.FEASIBLE
    assert whole.residuals == part.residuals
    assert [f for f in whole.findings if f.code == "FUNNEL"] == [f for f in part.findings if f.code == "FUNNEL"]
    served = sum(load.persons for load in part.loads if load.leg_seq == 1)
    assert whole.findings[-1].message.endswith(f"seated {served} of 3 persons")

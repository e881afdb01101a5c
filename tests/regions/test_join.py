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
    whole = joined(nation, policy, merged, Rounds((), 100, 3, 2, {"T-A": 12_300, "T-B": 0}))
    assert whole.objective == part.objective
    assert whole.status is Status.FEASIBLE
    assert whole.residuals == part.residuals
    assert [f for f in whole.findings if f.code == "FUNNEL"] == [f for f in part.findings if f.code == "FUNNEL"]
    means = [f for f in whole.findings if f.code == "LEAST_MEANS"]
    assert means and means == [f for f in part.findings if f.code == "LEAST_MEANS"]
    divided, price = whole.findings[-2:]
    assert divided.message.endswith("seated 2 of 3 persons")
    assert (price.code, price.subject, price.value) == ("SEAT_PRICE", "T-A", "12300")

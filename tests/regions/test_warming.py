"""The task for nothing is small, stands by itself, and does what a region's task does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.ingest import read_scenario
from planner.policy import load_policy
from planner.recipes import build_scenario
from planner.regions.task import plan_packed, unpacked
from planner.regions.warming import FEW, PERSONS, warm_task


def test_a_few_of_the_heat_are_planned(nation: Scenario, policy: Policy) -> None:
    plan = unpacked(plan_packed(warm_task(nation, policy).packed()))
    assert 0 < sum(cohort.persons for cohort in plan.cohorts) <= FEW * PERSONS
    assert plan.trips


def test_a_few_of_the_named_workers_are_planned(tmp_path: Path) -> None:
    scenario = read_scenario(build_scenario("toy", None, 1, "lists", tmp_path / "toy"))
    plan = unpacked(plan_packed(warm_task(scenario, load_policy(scenario)).packed()))
    names = {worker for cohort in plan.cohorts for worker in cohort.worker_ids}
    assert names == {worker.worker_id for worker in scenario.workers[:FEW]}


def test_it_can_be_made_of_nobody(nation: Scenario, policy: Policy) -> None:
    nobody = replace(nation, heat=(), demand=())
    assert warm_task(nobody, policy).flows == ()

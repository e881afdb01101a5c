from __future__ import annotations

from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest

from planner.domain.demand import HeatFlow
from planner.domain.limits import Progress
from planner.domain.plan import Plan, Status
from planner.domain.scenario import Scenario
from planner.ingest import read_scenario
from planner.pipeline import PlanOptions, plan_scenario
from planner.policy import load_policy
from planner.publish.tables import write_plan
from planner.recipes import build_scenario
from planner.travel import travel_source
from planner.verify import verify_folder
from tests.builders import drop_rows, set_cells, toy_scenario

COUNTED = PlanOptions(seed=3, threads=1, deterministic=True, iterations=500)
OF_THE_RUN = {"plan_id", "timings"}
"""What differs between two runs by intention."""


def planned(scenario: Scenario, options: PlanOptions = COUNTED) -> Plan:
    """Plan a scenario that was read."""
    return plan_scenario(scenario, load_policy(scenario), travel_source(scenario), options)


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Scenario]:
    """Folder and scenario of the recipe ``toy``: 60 workers, a train, eight coaches."""
    folder = build_scenario("toy", None, 1, "lists", tmp_path_factory.mktemp("toy") / "scenario")
    return folder, read_scenario(folder)


@pytest.fixture(scope="module")
def plan(toy: tuple[Path, Scenario]) -> Plan:
    """A plan of the toy."""
    return planned(toy[1])


def test_the_verifier_finds_nothing_wrong(toy: tuple[Path, Scenario], plan: Plan, tmp_path: Path) -> None:
    write_plan(plan, toy[1], tmp_path / "plan")
    assert verify_folder(toy[0], tmp_path / "plan") == ()


def test_everybody_is_served_once_or_has_a_reason(toy: tuple[Path, Scenario], plan: Plan) -> None:
    aboard = Counter(seat.worker_id for seat in plan.manifest if seat.leg_seq == 1)
    behind = Counter(row.worker_id for row in plan.unserved)
    assert set((aboard + behind).values()) == {1}
    assert set(aboard) | set(behind) == {worker.worker_id for worker in toy[1].workers}
    assert all(row.reason for row in plan.unserved)


def test_the_toy_serves_everybody_at_a_cost_above_its_bound(plan: Plan) -> None:
    bounds = {bound.name: bound for bound in plan.bounds}
    bounded = [level for level in plan.objective if level.name in bounds]
    assert [level.name for level in bounded] == [f"unserved_tier_{tier}" for tier in range(3)] + ["cost"]
    assert [level.name for level in bounded] == list(bounds)
    for level in bounded:
        assert level.value >= bounds[level.name].value
        assert 0 <= bounds[level.name].gap <= 1
        assert level.value == 0 or level.name == "cost"
    assert (plan.status, plan.stopped_by) == (Status.FEASIBLE, "iterations")


def test_counted_work_gives_the_same_tables_twice(toy: tuple[Path, Scenario], plan: Plan) -> None:
    again = planned(toy[1])
    for field in fields(Plan):
        if field.name not in OF_THE_RUN:
            assert getattr(again, field.name) == getattr(plan, field.name), field.name


def test_the_costs_of_trips_and_offers_are_the_objective(plan: Plan) -> None:
    total = sum(trip.cost_cents for trip in plan.trips) + sum(offer.cost_cents for offer in plan.offers)
    levels = {level.name: level.value for level in plan.objective}
    assert levels["cost"] == total > 0
    assert sum(plan.cost_shares.values()) == total
    assert list(plan.cost_shares) == ["public", "enterprise"]


def test_levels_after_the_cost_are_reckoned_too(plan: Plan) -> None:
    levels = {level.name: level.value for level in plan.objective}
    assert (levels["lateness"], levels["fairness"]) == (0, 0)
    assert min(levels["blast_radius"], levels["journey"]) > 0


def test_each_stage_is_told_and_timed(toy: tuple[Path, Scenario]) -> None:
    told: list[Progress] = []
    made = plan_scenario(toy[1], load_policy(toy[1]), travel_source(toy[1]), COUNTED, told.append)
    stages = list(dict.fromkeys(progress.stage for progress in told))
    assert [stage for stage in stages if stage in made.timings] == list(made.timings)
    assert {"travel", "demand", "candidates", "routing", "tables", "bound"} <= set(made.timings)
    assert all(0 <= progress.share <= 1 for progress in told)


def test_a_run_can_be_cancelled_from_its_progress(toy: tuple[Path, Scenario]) -> None:
    def stop(progress: Progress) -> None:
        raise InterruptedError(progress.stage)

    with pytest.raises(InterruptedError, match="demand"):
        plan_scenario(toy[1], load_policy(toy[1]), travel_source(toy[1]), COUNTED, stop)


def test_the_hand_made_world_with_heat_permits_and_refusals_is_planned_without_a_fault(tmp_path: Path) -> None:
    folder = toy_scenario(tmp_path)
    scenario = read_scenario(folder)
    made = planned(scenario)
    write_plan(made, scenario, tmp_path / "plan")
    assert verify_folder(folder, tmp_path / "plan") == ()
    assert {row.worker_id: row.reason for row in made.unserved if row.worker_id in ("W20", "W21")} == {
        "W20": "WITHDRAWN", "W21": "CODE_NOT_GREEN",
    }  # fmt: skip
    assert {cohort.source for cohort in made.cohorts} == {"named", "heat"}
    served = sum(load.persons for load in made.loads if load.leg_seq == 1)
    assert served + sum(row.persons for row in made.unserved) == sum(cohort.persons for cohort in made.cohorts)


def test_when_all_are_refused_the_plan_gives_the_reasons(tmp_path: Path) -> None:
    folder = toy_scenario(tmp_path)
    for table in ("heat", "demand"):
        drop_rows(folder, table)
    set_cells(folder, "workers", {}, health_code="red")
    made = planned(read_scenario(folder))
    assert made.trips == ()
    assert Counter(row.reason for row in made.unserved) == {"CODE_NOT_GREEN": 20, "WITHDRAWN": 1}


@pytest.mark.slow
@pytest.mark.parametrize("form", ["lists", "heat", "workbook"])
def test_every_form_of_a_scenario_is_planned_without_a_fault(form: str, tmp_path: Path) -> None:
    folder = build_scenario("toy", 30, 2, form, tmp_path / "scenario")
    scenario = read_scenario(folder)
    made = planned(scenario, PlanOptions(time_limit_s=5, seed=2, threads=1))
    write_plan(made, scenario, tmp_path / "plan")
    assert verify_folder(folder, tmp_path / "plan") == ()
    assert made.stopped_by == "time_limit"


def test_the_time_limit_means_nothing_to_counted_work(toy: tuple[Path, Scenario], plan: Plan) -> None:
    hasty = planned(toy[1], PlanOptions(0.01, seed=3, threads=1, deterministic=True, iterations=500))
    assert hasty.trips == plan.trips


def test_without_bounds_no_plan_is_called_optimal(toy: tuple[Path, Scenario]) -> None:
    _, scenario = toy
    options = PlanOptions(deterministic=True, iterations=200, bounds=False)
    found = plan_scenario(scenario, load_policy(scenario), travel_source(scenario), options)
    assert found.trips
    assert (found.bounds, found.bound_certificate, found.status) == ((), {}, Status.FEASIBLE)


def test_heat_that_was_matched_elsewhere_is_taken_as_it_is(tmp_path: Path) -> None:
    scenario = read_scenario(build_scenario("toy", None, 1, "heat", tmp_path / "toy"))
    first, asked = scenario.heat[0], scenario.demand[0]
    flow = HeatFlow(first.origin_adcode, first.ready_from, 0, 1)
    options = PlanOptions(deterministic=True, iterations=200)
    found = plan_scenario(scenario, load_policy(scenario), travel_source(scenario), options, flows=(flow,))
    assert [(c.site_id, c.origin_adcode, c.persons) for c in found.cohorts] == [(asked.site_id, first.origin_adcode, 1)]

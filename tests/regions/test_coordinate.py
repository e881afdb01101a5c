"""A campaign planned by regions is one plan of the whole that the ordinary verifier accepts."""

from __future__ import annotations

import pickle
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from planner.domain.limits import Progress
from planner.domain.plan import Plan
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.ingest import read_scenario
from planner.options import PlanOptions
from planner.policy import load_policy
from planner.publish.tables import write_plan
from planner.recipes import build_scenario
from planner.regions.coordinate import Dividing, matched, plan_by_regions
from planner.regions.engines import Engine, LocalEngine, Numbered, Work
from planner.run_clock import RunClock
from planner.verify import verify_folder
from tests.regions.inline import Inline

COUNTED = PlanOptions(deterministic=True, iterations=60)


def _plan(scenario: Scenario, policy: Policy, engine: Engine, most: int, seen: list[Progress] | None = None) -> Plan:
    told = seen if seen is not None else []
    return plan_by_regions(scenario, policy, engine, Dividing(most), RunClock(COUNTED, told.append))


@pytest.fixture(scope="module")
def told() -> list[Progress]:
    return []


@pytest.fixture(scope="module")
def plan(nation: Scenario, policy: Policy, told: list[Progress]) -> Plan:
    return _plan(nation, policy, Inline(), 120, told)


def test_the_verifier_finds_nothing_wrong(nation_folder: Path, nation: Scenario, plan: Plan, tmp_path: Path) -> None:
    write_plan(plan, nation, tmp_path / "plan")
    assert verify_folder(nation_folder, tmp_path / "plan") == ()


def test_everybody_who_is_matched_is_served_or_has_a_reason(nation: Scenario, policy: Policy, plan: Plan) -> None:
    persons = sum(flow.persons for flow in matched(nation, policy))
    assert sum(cohort.persons for cohort in plan.cohorts) == persons
    served = sum(load.persons for load in plan.loads if load.leg_seq == 1)
    assert served + sum(row.persons for row in plan.unserved) == persons
    assert served > 0.5 * persons


def test_progress_counts_regions_and_persons(told: list[Progress], plan: Plan) -> None:
    messages = [progress.message for progress in told if "regions," in progress.message]
    regions = next(finding.value for finding in plan.findings if finding.code == "REGIONS")
    assert any(message.startswith(f"{regions} of {regions} regions") for message in messages)
    assert {"matching", "regions", "again", "joining"} <= {progress.stage for progress in told}


def test_the_largest_regions_are_given_out_first(nation: Scenario, policy: Policy) -> None:
    engine = _Noting()
    _plan(nation, policy, engine, 60)
    assert len(engine.persons) > 3
    assert engine.persons == sorted(engine.persons, reverse=True)


class _Noting(Inline):
    """Notes the persons of the first round's tasks in the order in which they are given out."""

    def __init__(self) -> None:
        super().__init__()
        self.persons: list[int] = []

    def run(self, work: Work, tasks: Iterable[bytes]) -> Iterator[Numbered]:
        """See ``Crew.run``."""
        held = list(tasks)
        if not self.persons:
            found = [pickle.loads(zlib.decompress(task)) for task in held]
            self.persons = [sum(flow.persons for flow in task.flows) for task in found]
        return super().run(work, held)


def test_the_plan_is_of_the_whole_scenario(nation: Scenario, plan: Plan) -> None:
    assert plan.scenario_sha256 == nation.sha256
    assert {offer.service_id for offer in plan.offers} == {service.service_id for service in nation.services}
    assert {"matching", "regions", "again", "joining"} <= set(plan.timings)


def test_what_one_region_leaves_over_seats_people_of_another(tmp_path: Path) -> None:
    """Counted coaches of a source of their own: with one vehicle too few, a second round finds it."""
    scenario = read_scenario(build_scenario("toy", None, 1, "lists", tmp_path / "toy"))
    policy = load_policy(scenario)
    few = plan_by_regions(scenario, policy, Inline(), Dividing(20, again=False), RunClock(COUNTED))
    more = plan_by_regions(scenario, policy, Inline(), Dividing(20), RunClock(COUNTED))
    assert _left(more) <= _left(few)


def _left(plan: Plan) -> int:
    return sum(row.persons for row in plan.unserved)


def test_named_workers_stand_in_the_plan_once_each(tmp_path: Path) -> None:
    folder = build_scenario("ningbo-10k", 250, 3, "lists", tmp_path / "s")
    scenario = read_scenario(folder)
    found = _plan(scenario, load_policy(scenario), Inline(), 90)
    write_plan(found, scenario, tmp_path / "plan")
    assert verify_folder(folder, tmp_path / "plan") == ()
    seats = Counter(seat.worker_id for seat in found.manifest if seat.leg_seq == 1)
    seats.update(row.worker_id for row in found.unserved if row.worker_id is not None)
    assert seats == {worker.worker_id: 1 for worker in scenario.workers}


def test_nobody_to_carry_is_an_empty_plan(nation: Scenario, policy: Policy) -> None:
    found = _plan(replace(nation, heat=(), demand=()), policy, Inline(), 100)
    assert (found.cohorts, found.trips) == ((), ())


@pytest.mark.slow
@pytest.mark.parametrize("processes", [1, 2])
def test_counted_work_gives_the_same_tables_on_any_number_of_processes(
    nation: Scenario, policy: Policy, plan: Plan, processes: int
) -> None:
    other = _plan(nation, policy, LocalEngine(processes), 120)
    assert replace(other, plan_id="", timings={}) == replace(plan, plan_id="", timings={})

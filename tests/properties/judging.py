"""What must hold of the plan of any campaign."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from planner.domain.plan import Plan
from planner.domain.scenario import Scenario
from planner.errors import BadInput, BadPolicy
from planner.explain.arrivals import CODE
from planner.ingest import read_scenario
from planner.pipeline import PlanOptions, plan_scenario
from planner.policy import load_policy
from planner.publish.receipt import plan_digest
from planner.publish.tables import read_plan, write_plan
from planner.reference import reasons
from planner.travel import travel_source
from planner.verify import verify_bounds, verify_folder


@dataclass(frozen=True, slots=True)
class Judgement:
    """Faults of a campaign's plan (none: a good one); ``refused``: the scenario was no campaign."""

    faults: tuple[str, ...] = ()
    refused: str = ""
    served: int = 0
    persons: int = 0


def judge(scenario_dir: Path, out: Path, options: PlanOptions, twice: bool = False) -> Judgement:
    """Plan a scenario folder, write the plan, and look for everything that must not be.

    Parameters
    ----------
    twice : bool
        Whether to plan again and compare digests; for counted work only.
    """
    try:
        scenario = read_scenario(scenario_dir)
        policy = load_policy(scenario)
    except (BadInput, BadPolicy) as refusal:
        return Judgement(refused=str(refusal))
    plan = plan_scenario(scenario, policy, travel_source(scenario), options)
    write_plan(plan, scenario, out)
    broken = (*verify_folder(scenario_dir, out), *verify_bounds(scenario_dir, out))
    faults = [f"{one.rule}: {one.message}" for one in broken]
    faults += _counts(plan, scenario) + _bounds(plan)
    if read_plan(out) != plan:
        faults.append("the plan read back is not the plan that was written")
    if twice:
        again = plan_scenario(scenario, policy, travel_source(scenario), options)
        write_plan(again, scenario, out.with_name(f"{out.name}-again"))
        if plan_digest(out) != plan_digest(out.with_name(f"{out.name}-again")):
            faults.append("the same seed made another plan")
    behind = sum(row.persons for row in plan.unserved)
    persons = sum(cohort.persons for cohort in plan.cohorts)
    return Judgement(tuple(faults), served=persons - behind, persons=persons)


def _counts(plan: Plan, scenario: Scenario) -> list[str]:
    """Served and unserved make everybody; every reason is one of the catalogue."""
    placed = Counter({cohort.cohort_id: -cohort.persons for cohort in plan.cohorts})
    for load in plan.loads:
        if load.leg_seq == 1:
            placed[load.cohort_id] += load.persons
    for row in plan.unserved:
        placed[row.cohort_id] += row.persons
    faults = [f"{key}: {count:+d} persons served or left behind" for key, count in placed.items() if count]
    named = Counter(seat.worker_id for seat in plan.manifest if seat.leg_seq == 1)
    named.update(row.worker_id for row in plan.unserved if row.worker_id is not None)
    if named != Counter(worker.worker_id for worker in scenario.workers):
        faults.append("the named workers are not those of the manifest and of the unserved")
    unknown = [row for row in plan.unserved if row.reason not in reasons()]
    return faults + [f"{row.cohort_id}: {row.reason!r} is no reason" for row in unknown]


def _bounds(plan: Plan) -> list[str]:
    """No level lies under its bound, and on no day have more arrived than any plan could bring."""
    reached = {level.name: level.value for level in plan.objective}
    early = [f for f in plan.findings if f.code == CODE and int(f.value) > int(f.limit)]
    return [f"{f.subject}: {f.value} have arrived, the bound is {f.limit}" for f in early] + [
        f"{bound.name}: the plan has {reached[bound.name]}, below its bound {bound.value}"
        for bound in plan.bounds
        if reached[bound.name] < bound.value
    ]

"""Plans that keep trips of other plans, made without files in between."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

from planner.domain.plan import Plan
from planner.domain.scenario import Scenario
from planner.ingest import read_scenario
from planner.keeping.kept import Kept, kept_of
from planner.options import PlanOptions
from planner.pipeline import UNPROVEN, plan_of, prepare, search, settle
from planner.policy import load_policy
from planner.publish.tables import write_plan
from planner.run_clock import RunClock
from planner.travel import travel_source
from planner.verify import verify_folder

UNTOUCHED = (
    "trips", "stop_times", "paths", "shapes", "loads", "manifest", "dwells", "duties", "driver_duties", "reservations",
)  # fmt: skip
"""Tables whose kept rows stand in the new plan as they were."""


def plan_keeping(scenario: Scenario, kept: Kept | None, options: PlanOptions) -> Plan:
    """A plan of a scenario beside kept trips, not verified yet."""
    policy, clock = load_policy(scenario), RunClock(replace(options, bounds=False))
    prepared = prepare(scenario, policy, travel_source(scenario), clock, kept=kept)
    return plan_of(prepared, settle(prepared, search(prepared, clock), clock, 0.0), UNPROVEN, clock)


def random_pins(plan: Plan, seed: int, most: int = 4) -> tuple[str, ...]:
    """A few trips and workers of a plan; none of a plan without trips."""
    rng = Random(seed)
    names = sorted({trip.trip_id for trip in plan.trips} | {seat.worker_id for seat in plan.manifest})
    return tuple(rng.sample(names, min(len(names), rng.randint(1, most))))


def faults_of_keeping(source: Path, before: Plan, pins: tuple[str, ...], options: PlanOptions, out: Path) -> list[str]:
    """Everything wrong with a plan of a scenario folder that keeps pins of an earlier plan."""
    scenario = replace(read_scenario(source), pins=pins)
    kept = kept_of(before, pins)
    plan = plan_keeping(scenario, kept, options)
    write_plan(plan, scenario, out)
    faults = [f"{one.rule}: {one.message}" for one in verify_folder(source, out)]
    for table in UNTOUCHED:
        lost = set(getattr(kept.plan, table)) - set(getattr(plan, table))
        faults += [f"{table}: {row} is not there any more" for row in sorted(map(str, lost))]
    riders = [seat.worker_id for seat in plan.manifest if seat.leg_seq == 1]
    faults += [f"{worker} rides twice" for worker in sorted({rider for rider in riders if riders.count(rider) > 1})]
    persons = {name: sum(cohort.persons for cohort in each.cohorts) for name, each in (("was", before), ("is", plan))}
    if persons["was"] > persons["is"]:
        faults.append(f"of {persons['was']} persons only {persons['is']} stand in the plan")
    return [*faults, *(f"{bound.name} has a bound that nobody proved" for bound in plan.bounds)]

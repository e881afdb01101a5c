"""One whole run from files to files, region by region: read, plan, verify, write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from planner.collector import collector_paused
from planner.domain.limits import Progress
from planner.domain.plan import Plan
from planner.domain.violation import Violation
from planner.ingest import read_scenario
from planner.judge import judge_of
from planner.options import PlanOptions
from planner.policy import load_policy
from planner.regions.coordinate import Dividing, plan_by_regions
from planner.regions.engines import Engine
from planner.run_clock import RunClock
from planner.shelf import shelf


def make_plan_by_regions(
    scenario_path: Path,
    out: Path,
    engine: Engine,
    options: PlanOptions,
    progress: Callable[[Progress], None],
    dividing: Dividing | None = None,
    pack: str | None = None,
) -> tuple[Plan, tuple[Violation, ...]]:
    """As ``planner.runs.make_plan``, on an engine. ``out`` is written when all is done, or not at all.

    Raises
    ------
    BadInput, BadPolicy, TravelError, EngineError
        The scenario, its rule pack, its travel source or the engine cannot be used.
    BadPlanFolder
        ``out`` holds something that is not a plan.
    """
    clock = RunClock(options, progress)
    # asked first: a cluster that is away is told before anything is read
    clock.report(Progress("engine", 0.0, message=f"{engine.name}, {engine.workers} at a time"))
    with clock.stage("read"):
        scenario = read_scenario(scenario_path)
        scenario = scenario if pack is None else replace(scenario, policy_pack=pack)
        policy = load_policy(scenario)
    with judge_of(scenario_path, options.threads) as bench, shelf(scenario, out, bench) as place, collector_paused():
        judged = place.judge(plan_by_regions(scenario, policy, engine, dividing or Dividing(), clock), clock)
        place.put(judged)
    return judged.plan, judged.plan.violations

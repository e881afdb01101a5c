"""What dividing a campaign costs: planned whole, and in two to four regions, with the same work in all.

    python -m tests.benchmarks.regions.loss --recipe ningbo-10k --iterations 40000

Work is counted, not timed, so that the figures do not depend on what else the machine does.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from planner.domain.plan import Plan
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.ingest import read_scenario
from planner.options import PlanOptions
from planner.pipeline import plan_scenario
from planner.policy import load_policy
from planner.publish.tables import write_plan
from planner.recipes import build_scenario
from planner.regions.coordinate import Dividing, plan_by_regions
from planner.run_clock import RunClock
from planner.travel import travel_source
from planner.verify import verify_folder
from tests.regions.inline import Inline


def main() -> None:
    """Plan, verify, print a line each."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--recipe", default="ningbo-10k")
    ask.add_argument("--workers", type=int)
    ask.add_argument("--iterations", type=int, default=40_000)
    ask.add_argument("--parts", type=int, nargs="+", default=[2, 3, 4])
    ask.add_argument("--both", action="store_true", help="Also without the second round.")
    asked = ask.parse_args()
    with TemporaryDirectory() as home:
        folder = build_scenario(asked.recipe, asked.workers, 7, "lists", Path(home) / "scenario")
        scenario = read_scenario(folder)
        policy = load_policy(scenario)

        def measured(name: str, plan: Callable[[], Plan]) -> None:
            start = time.process_time()
            found = plan()
            seconds = time.process_time() - start
            out = Path(home) / name.replace(" ", "-")
            write_plan(found, scenario, out)
            print(line(name, found, seconds, len(verify_folder(folder, out))), flush=True)

        whole = PlanOptions(deterministic=True, iterations=asked.iterations, bounds=False)
        measured("whole", lambda: plan_scenario(scenario, policy, travel_source(scenario), whole))
        for parts in asked.parts:
            for again in (False, True) if asked.both else (True,):
                plan = partial(divided, scenario, policy, asked.iterations, parts, again)
                measured(f"{parts} parts{'' if again else ' once'}", plan)


def divided(scenario: Scenario, policy: Policy, iterations: int, parts: int, again: bool) -> Plan:
    """The campaign in so many regions, each with its part of the iterations."""
    options = PlanOptions(deterministic=True, iterations=iterations // parts)
    most = -(-len(scenario.workers) // parts)
    return plan_by_regions(scenario, policy, Inline(), Dividing(most, again), RunClock(options))


def line(name: str, plan: Plan, seconds: float, violations: int) -> str:
    """Figures of one plan."""
    served = sum(load.persons for load in plan.loads if load.leg_seq == 1)
    cents = next(level.value for level in plan.objective if level.name == "cost")
    left = [level.value for level in plan.objective if level.name.startswith("unserved_tier_")]
    return (
        f"{name:16} served {served:>9,}  left by tier {left}  cost {cents / 100:>14,.0f} yuan, "
        f"{cents / 100 / max(1, served):8.2f} a head, {seconds:7.1f} processor s, {violations} violations"
    )


if __name__ == "__main__":
    main()

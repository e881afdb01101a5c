"""How much faster two Dask workers plan a campaign than one: the same counted work, on a cluster on loopback.

    python -m tests.benchmarks.regions.speed --workers 170000 --region-persons 20000 --iterations 20000

The cluster stands before the clock runs, as one does that somebody else keeps: its workers have joined, and they join
once they have loaded the modules. All else is timed: ``regions`` is that stage alone, ``all`` is everything between
the scenario in memory and the plan in memory.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from distributed import Client

from planner.collector import collector_paused
from planner.domain.plan import Plan
from planner.ingest import read_scenario
from planner.options import PlanOptions
from planner.policy import load_policy
from planner.recipes import build_scenario
from planner.regions.cluster import DaskEngine
from planner.regions.coordinate import Dividing, plan_by_regions
from planner.run_clock import RunClock
from tests.regions.clusters import START_S, cluster


def main() -> None:
    """Plan on one worker and on two; print seconds, their ratio, and whether the plans are the same."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--recipe", default="china-1.7M")
    ask.add_argument("--workers", type=int, default=170_000)
    ask.add_argument("--region-persons", type=int, default=20_000)
    ask.add_argument("--iterations", type=int, default=20_000)
    asked = ask.parse_args()
    options = PlanOptions(deterministic=True, iterations=asked.iterations)
    plans: list[Plan] = []
    seconds: list[float] = []
    whole: list[float] = []
    with TemporaryDirectory() as home:
        folder = build_scenario(asked.recipe, asked.workers, 7, "heat", Path(home) / "scenario")
        scenario = read_scenario(folder)
        policy = load_policy(scenario)
        for count in (1, 2):
            place = Path(home) / str(count)
            place.mkdir()
            with cluster(place, count) as running:
                with Client(running.address, timeout=START_S, set_as_default=False) as client:
                    client.wait_for_workers(count, timeout=START_S)
                began_s, clock = time.monotonic(), RunClock(options)
                # as the command does
                with collector_paused():
                    engine, dividing = DaskEngine(running.address), Dividing(asked.region_persons)
                    plans.append(plan_by_regions(scenario, policy, engine, dividing, clock))
                whole.append(time.monotonic() - began_s)
                seconds.append(clock.timings["regions"])
                print(f"{count} worker(s): {clock.timings}", flush=True)
    first, second = (replace(plan, plan_id="", timings={}) for plan in plans)
    for name, (one, two) in {"regions": seconds, "all": whole}.items():
        print(f"{name}: {one:.1f} s on one worker, {two:.1f} s on two: × {one / two:.2f}")
    print("the same plan" if first == second else "the plans DIFFER")


if __name__ == "__main__":
    main()

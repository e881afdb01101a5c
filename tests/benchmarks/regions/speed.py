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
from itertools import product
from pathlib import Path
from statistics import median
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
    """Plan on one worker and on two; print seconds, their ratio, and whether the plans are all the same."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--recipe", default="china-1.7M")
    ask.add_argument("--workers", type=int, default=170_000)
    ask.add_argument("--region-persons", type=int, default=20_000)
    ask.add_argument("--iterations", type=int, default=20_000)
    ask.add_argument("--rounds", type=int, default=1, help="Runs on one worker and on two, by turns.")
    asked = ask.parse_args()
    options = PlanOptions(deterministic=True, iterations=asked.iterations)
    plans: list[Plan] = []
    regions: dict[int, list[float]] = {1: [], 2: []}
    whole: dict[int, list[float]] = {1: [], 2: []}
    with TemporaryDirectory() as home:
        folder = build_scenario(asked.recipe, asked.workers, 7, "heat", Path(home) / "scenario")
        scenario = read_scenario(folder)
        policy = load_policy(scenario)
        for turn, count in product(range(asked.rounds), (1, 2)):
            place = Path(home) / f"{turn}-{count}"
            place.mkdir()
            with cluster(place, count) as running:
                with Client(running.address, timeout=START_S, set_as_default=False) as client:
                    client.wait_for_workers(count, timeout=START_S)
                began_s, clock = time.monotonic(), RunClock(options)
                # as the command does
                with collector_paused():
                    engine, dividing = DaskEngine(running.address), Dividing(asked.region_persons)
                    plans.append(plan_by_regions(scenario, policy, engine, dividing, clock))
                whole[count].append(time.monotonic() - began_s)
                regions[count].append(clock.timings["regions"])
                print(f"{count} worker(s): {clock.timings}", flush=True)
    for name, seconds in {"regions": regions, "all": whole}.items():
        one, two = median(seconds[1]), median(seconds[2])
        print(f"{name}: {one:.1f} s on one worker, {two:.1f} s on two: × {one / two:.2f} (medians of {asked.rounds})")
    first, *others = (replace(plan, plan_id="", timings={}) for plan in plans)
    print("the same plan" if all(first == other for other in others) else "the plans DIFFER")


if __name__ == "__main__":
    main()

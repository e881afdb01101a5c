"""The valid plans that are spoilt: the little world written by hand, and recipes planned once with a fixed seed."""

from __future__ import annotations

from pathlib import Path

from planner.ingest import read_scenario
from planner.pipeline import PlanOptions, plan_scenario
from planner.policy import load_policy
from planner.publish.tables import write_plan
from planner.recipes import build_scenario
from planner.travel import travel_source
from planner.verify import verify_folder
from tests.builders import switch_on, toy_plan, toy_scenario
from tests.builders.toy_scenario import STRICT_RULES
from tests.verify.corruptions.draft import Base

RECIPES = ("toy", "wuxing-flight", "hitech-test", "liuheng")
"""A train with feeders, a flight, carriages with several pick-ups and a test on arrival, and a flight to an island."""
SEED = 7
OPTIONS = PlanOptions(time_limit_s=5, seed=SEED, threads=1, deterministic=True, iterations=200)


def make_bases(folder: Path) -> tuple[Base, ...]:
    """Write all worlds below ``folder`` and make sure that nothing is wrong with them."""
    little = (_little(folder / f"little-{which or 'plain'}", which) for which in ("", *STRICT_RULES))
    bases = (*little, *(_planned(name, folder / name) for name in RECIPES))
    for base in bases:
        faults = verify_folder(base.scenario, base.plan)
        assert not faults, f"{base.name}: {faults[0].message}"
    return bases


def _little(folder: Path, which: str) -> Base:
    """The hand-written world, with a set of its stricter rules switched on."""
    scenario = toy_scenario(folder)
    if which:
        switch_on(scenario, which)
    return Base.of(folder.name, scenario, toy_plan(folder))


def _planned(name: str, folder: Path) -> Base:
    scenario_dir = build_scenario(name, None, SEED, "lists", folder / "scenario")
    scenario = read_scenario(scenario_dir)
    plan = plan_scenario(scenario, load_policy(scenario), travel_source(scenario), OPTIONS)
    write_plan(plan, scenario, folder / "plan")
    return Base.of(name, scenario_dir, folder / "plan")

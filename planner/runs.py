"""One whole run from files to files: read, plan, verify, write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from planner.domain.limits import Progress
from planner.domain.plan import Plan
from planner.domain.violation import Violation
from planner.ingest import read_scenario
from planner.pipeline import PlanOptions, plan_scenario
from planner.policy import load_policy
from planner.publish.tables import write_plan
from planner.travel import travel_source
from planner.verify import receipt, verify_folder


def make_plan(
    scenario_path: Path,
    out: Path,
    options: PlanOptions,
    progress: Callable[[Progress], None],
    pack: str | None = None,
) -> tuple[Plan, tuple[Violation, ...]]:
    """Plan a scenario, let the verifier judge the written plan, and write its verdict beside it.

    Parameters
    ----------
    scenario_path : Path
        Folder or workbook.
    pack : str, optional
        Rule pack instead of the scenario's own.

    Returns
    -------
    tuple
        The plan as written, with a receipt where nothing is violated, and the violations.

    Raises
    ------
    BadInput, BadPolicy, TravelError
        The scenario, its rule pack or its travel source cannot be used.
    """
    scenario = read_scenario(scenario_path)
    scenario = scenario if pack is None else replace(scenario, policy_pack=pack)
    plan = plan_scenario(scenario, load_policy(scenario), travel_source(scenario), options, progress)
    write_plan(plan, scenario, out)
    broken = verify_folder(scenario_path, out)
    digest = receipt(scenario_path, out, broken) if not broken else None
    judged = replace(plan, violations=broken, receipt=digest)
    write_plan(judged, scenario, out)
    return judged, broken

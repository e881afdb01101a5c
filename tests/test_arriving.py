"""A campaign planned: what arrives by each day beside what any plan could bring, proved again from the files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.domain.plan import Finding
from planner.explain.arrivals import CODE
from planner.ingest import read_scenario
from planner.pipeline import PlanOptions, plan_scenario
from planner.policy import load_policy
from planner.publish.tables import write_plan
from planner.recipes import build_scenario
from planner.travel import travel_source
from planner.verify import verify_bounds
from tests.builders import set_cells


def told(folder: Path, out: Path) -> tuple[Finding, ...]:
    """Findings about arrivals of the plan of a folder, which is written to ``out``."""
    scenario = read_scenario(folder)
    options = PlanOptions(seed=1, threads=1, deterministic=True, iterations=100)
    plan = plan_scenario(scenario, load_policy(scenario), travel_source(scenario), options)
    write_plan(plan, scenario, out)
    return tuple(finding for finding in plan.findings if finding.code == CODE)


@pytest.fixture
def port(tmp_path: Path) -> Path:
    """480 workers of a port, all named."""
    return build_scenario("port-drivers", None, 7, "lists", tmp_path / "scenario")


def test_a_plan_tells_its_arrivals_beside_proven_ones(port: Path, tmp_path: Path) -> None:
    found = told(port, tmp_path / "plan")
    assert found and all(int(finding.value) <= int(finding.limit) for finding in found)
    assert verify_bounds(port, tmp_path / "plan") == ()


def test_the_bottleneck_of_a_narrow_gate_is_named(port: Path, tmp_path: Path) -> None:
    site = (port / "sites.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[0]
    set_cells(port, "sites", {"site_id": site}, intake_per_day="7")
    (first, *_) = (finding for finding in told(port, tmp_path / "plan") if finding.limit != "0")
    assert f"intake:{site}=7" in first.cites.split(";") and first.limit == "7"
    assert verify_bounds(port, tmp_path / "plan") == ()


def test_a_bound_that_is_told_too_low_is_found(port: Path, tmp_path: Path) -> None:
    told(port, tmp_path / "plan")
    path = tmp_path / "plan" / "bound.json"
    tree = json.loads(path.read_text(encoding="utf-8"))
    tree["arrivals"]["days"][-1]["value"] -= 1
    path.write_text(json.dumps(tree), encoding="utf-8")
    assert {violation.subject for violation in verify_bounds(port, tmp_path / "plan")} == {
        tree["arrivals"]["days"][-1]["date"]
    }

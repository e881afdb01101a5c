"""``returnline convert``: an instance goes in, is planned and verified, and comes back as its solution."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import typer
import vrplib
from typer.testing import CliRunner

from planner.commands import convert
from planner.convert import Instance, read_instance
from planner.errors import BadUsage
from planner.ingest import read_scenario
from planner.pipeline import PlanOptions, plan_scenario
from planner.policy import load_policy
from planner.publish.tables import write_plan
from planner.travel import travel_source
from planner.verify import verify_folder
from tests.builders.instances import solomon_text, vrplib_text

RUNNER = CliRunner()


def _run(*arguments: str) -> dict[str, Any]:
    app = typer.Typer()
    convert.register(app)
    result = RUNNER.invoke(app, [*arguments, "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def _solved(home: Path, text: str, name: str, *flags: str) -> tuple[Instance, dict[str, Any], dict[str, Any], int]:
    """Instance, answer of the second convert, the solution as read, and the plan's own cost in fen."""
    source, folder, plan = home / name, home / "scenario", home / "plan"
    source.write_text(text, encoding="utf-8")
    _run(str(source), "-o", str(folder), *flags)
    scenario = read_scenario(folder)
    options = PlanOptions(seed=1, threads=1, deterministic=True, iterations=2_000)
    found = plan_scenario(scenario, load_policy(scenario), travel_source(scenario), options)
    write_plan(found, scenario, plan)
    assert verify_folder(folder, plan) == ()
    answer = _run("--solution", str(folder), str(plan), "-o", str(home / "x.sol"))
    cost = next(level.value for level in found.objective if level.name == "cost")
    return read_instance(source), answer, vrplib.read_solution(home / "x.sol"), cost


def _loads(instance: Instance, routes: list[list[int]]) -> list[int]:
    return [sum(instance.demands[node] for node in route) for route in routes]


def test_a_whole_cvrp_comes_back_as_a_solution_of_the_instance(tmp_path: Path) -> None:
    instance, answer, solution, cost = _solved(tmp_path, vrplib_text(), "made-up.vrp", "--whole")
    routes = solution["routes"]
    assert Counter(node for route in routes for node in route) == Counter(range(1, instance.customers + 1))
    assert max(_loads(instance, routes)) <= instance.vehicles[0].capacity
    length = sum(int(instance.length(tuple(route))) for route in routes)
    assert solution["cost"] == length == float(answer["cost"])
    # The planner may go over third nodes where rounding broke the triangle inequality; never the other way.
    assert length * 0.98 <= cost <= length


def test_a_customer_larger_than_a_vehicle_is_split_and_told(tmp_path: Path) -> None:
    text = vrplib_text(4, 10, DEMAND_SECTION="1 0\n2 13\n3 5\n4 2")
    instance, answer, solution, _ = _solved(tmp_path, text, "made-up.vrp")
    assert sum(1 in route for route in solution["routes"]) >= 2
    assert "SDVRP" in answer["comment"]
    assert len(solution["routes"]) >= -(-sum(instance.demands) // 10)


def test_routes_of_a_vrptw_keep_the_windows_of_the_instance(tmp_path: Path) -> None:
    instance, answer, solution, _ = _solved(tmp_path, solomon_text(), "made-up.txt", "--whole")
    assert instance.windows is not None
    assert answer["comment"] == "no customer is split"
    for route in solution["routes"]:
        now, here = float(instance.windows[0][0]), 0
        for node in [*route, 0]:
            arrived = now + int(instance.distance[here, node]) / 10
            opens, closes = instance.windows[node]
            begins = max(arrived, opens)
            assert begins <= closes
            now, here = begins + instance.service, node


def test_a_plan_of_another_scenario_is_refused(tmp_path: Path) -> None:
    text = vrplib_text()
    _solved(tmp_path, text, "made-up.vrp")
    other = tmp_path / "other"
    _run(str(tmp_path / "made-up.vrp"), "-o", str(other), "--whole")
    with pytest.raises(BadUsage, match="another scenario"):
        _run("--solution", str(other), str(tmp_path / "plan"), "-o", str(tmp_path / "y.sol"))


def test_a_scenario_without_an_instance_has_no_solution_file(tmp_path: Path) -> None:
    with pytest.raises(BadUsage, match="holds no instance"):
        _run("--solution", str(tmp_path), str(tmp_path), "-o", str(tmp_path / "y.sol"))

"""``returnline convert``: public routing instances in, as scenarios; plans out, as their solutions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

PLAN_TABLES = frozenset({"cohorts", "trips", "loads", "unserved"})


def register(app: typer.Typer) -> None:
    """Mount ``convert`` on the console script."""
    app.command("convert")(convert)


def convert(
    source: Annotated[
        Path, typer.Argument(metavar="FILE", help="Instance (.vrp, .txt); with --solution: a plan folder.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Scenario folder to write, new or empty; or the .sol file.")],
    solution: Annotated[
        Path | None,
        typer.Option("--solution", metavar="DIR", help="Scenario that convert wrote; writes the plan's solution."),
    ] = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="Each customer one travel group: never split over routes.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Read a VRPLIB CVRP, Solomon VRPTW or heterogeneous-fleet instance as a coach-only scenario, or write a plan
    back as a CVRPLIB solution with the instance's own cost."""
    from planner.errors import BadUsage

    if solution is not None:
        if whole:
            raise BadUsage("--whole is decided when the scenario is written; leave it out with --solution")
        document = _solution(solution, source, out)
    else:
        document = _scenario(source, out, whole)
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for name, value in document.items():
        typer.echo("\n".join(map(str, value)) if isinstance(value, list) else f"{name}: {value}")


def _scenario(source: Path, out: Path, whole: bool) -> dict[str, object]:
    from planner.convert import read_instance, write_scenario

    instance = read_instance(source)
    written = write_scenario(instance, source, out, whole)
    return {
        "name": instance.name,
        "scenario": str(written.folder),
        "customers": written.customers,
        "persons": written.persons,
        "fen_per_unit_of_cost": written.cost_fen,
        "notes": list(written.notes),
    }


def _solution(scenario: Path, plan: Path, out: Path) -> dict[str, object]:
    from planner.convert import INSTANCE_NAMES, read_instance, solution_of, write_solution
    from planner.convert.solution import comment, decimal_text
    from planner.errors import BadUsage
    from planner.ingest.read import sha256_of
    from planner.publish.tables import read_plan

    kept = next((scenario / name for name in INSTANCE_NAMES if (scenario / name).is_file()), None)
    if kept is None:
        raise BadUsage(f"{scenario} holds no instance; `returnline convert FILE -o DIR` writes such a scenario")
    found = read_plan(plan, only=PLAN_TABLES)
    if found.scenario_sha256 != sha256_of(scenario):
        raise BadUsage(f"{plan} was made from another scenario than {scenario}")
    instance = read_instance(kept)
    solution = solution_of(instance, found)
    write_solution(solution, instance, out)
    return {
        "name": instance.name,
        "solution": str(out),
        "routes": len(solution.routes),
        "cost": decimal_text(solution.cost),
        "comment": comment(solution),
    }

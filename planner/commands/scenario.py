"""``returnline scenario``: list the recipes, build one."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Form(StrEnum):
    """How a scenario is written."""

    LISTS = "lists"
    HEAT = "heat"
    WORKBOOK = "workbook"


AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]

scenario_app = typer.Typer(help="Scenarios from reference data: list the recipes, build one.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Mount ``scenario`` on the console script."""
    app.add_typer(scenario_app, name="scenario")


@scenario_app.command("list")
def list_recipes(as_json: AsJson = False) -> None:
    """List the recipes with their size and what they show."""
    from planner.recipes import recipes

    found = recipes()
    if as_json:
        rows = [
            {"name": row.name, "title": row.title, "description": row.description, "workers": row.workers}
            for row in found
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("name", "workers", "what it shows")
    for row in found:
        table.add_row(row.name, f"{row.workers:,}", f"[bold]{row.title}[/]\n{row.description}")
    Console().print(table)


@scenario_app.command("build")
def build(
    name: Annotated[str, typer.Argument(help="Recipe; `returnline scenario list` names them.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write; new or empty.")],
    workers: Annotated[int | None, typer.Option(help="Workers; fleets, firms and offers scale with them.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of every draw; same seed, same bytes.")] = 1,
    form: Annotated[
        Form, typer.Option("--as", help="Named lists, heat and demand, or one Excel workbook.")
    ] = Form.LISTS,
    as_json: AsJson = False,
) -> None:
    """Build a scenario from reference data."""
    from planner.recipes import build_scenario

    written = build_scenario(name, workers, seed, form.value, out)
    if as_json:
        print(json.dumps({"name": name, "seed": seed, "form": form.value, "path": str(written)}, ensure_ascii=False))
    else:
        print(f"{name} (seed {seed}) written to {written}")

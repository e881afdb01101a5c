"""``returnline check``: read a scenario, say everything that is wrong with it, or what it holds."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from planner.domain.rule import Policy
    from planner.domain.scenario import Scenario
    from planner.errors import BadInput

SHOWN_PROBLEMS = 200
"""Bad cells listed on the terminal; ``--json`` lists all."""


def register(app: typer.Typer) -> None:
    """Mount ``check`` on the console script."""
    app.command("check")(check)


def check(
    scenario: Annotated[Path, typer.Argument(metavar="DIR", help="Scenario folder, or one .xlsx workbook.")],
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON, with every problem.")] = False,
) -> None:
    """Read and validate a scenario and its rules; every bad cell by table, row, column, value, reason."""
    from rich.console import Console

    from planner.errors import BadInput
    from planner.ingest import read_scenario
    from planner.policy import load_policy

    try:
        found = read_scenario(scenario)
    except BadInput as error:
        if as_json:
            typer.echo(json.dumps(_problem_document(error), ensure_ascii=False, indent=2))
        else:
            _print_problems(error, Console(stderr=True))
        raise typer.Exit(error.exit_code) from error
    policy = load_policy(found)
    if as_json:
        document = {"valid": True, **summary(found, policy), "warnings": list(found.warnings), "problems": []}
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        _print_summary(found, policy, Console())


def _problem_document(error: BadInput) -> dict[str, object]:
    return {
        "valid": False,
        "error": type(error).__name__,
        "exit_code": error.exit_code,
        "message": str(error),
        "problems": [asdict(problem) for problem in error.problems],
    }


def _print_problems(error: BadInput, console: Console) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table("table", "row", "column", "value", "reason")
    for problem in error.problems[:SHOWN_PROBLEMS]:
        row = "" if problem.row is None else str(problem.row)
        cells = (problem.table, row, problem.column or "", problem.value, problem.reason)
        table.add_row(*map(escape, cells))
    console.print(table)
    total = len(error.problems)
    if total > SHOWN_PROBLEMS:
        console.print(f"… and {total - SHOWN_PROBLEMS} more; --json lists all")
    kinds = Counter(problem.code for problem in error.problems).most_common()
    console.print(f"[bold red]{total} problem(s)[/]: " + ", ".join(f"{count} × {code}" for code, count in kinds))


def summary(scenario: Scenario, policy: Policy) -> dict[str, str | int]:
    """What a scenario holds, in the words and order in which it is shown."""
    campaign = scenario.campaign
    clock = campaign.clock
    origins = {row.origin_adcode for row in scenario.workers} | {row.origin_adcode for row in scenario.heat}
    return {
        "campaign": f"{campaign.campaign_id} {campaign.name}",
        "horizon": f"{clock.date_text(campaign.start_at)} to {clock.date_text(campaign.end_at - 1)}",
        "planned on": clock.iso(campaign.as_of),
        "rules": ", ".join(rules.version for rules in policy.rulesets),
        "workers": len(scenario.workers),
        "workers by heat": sum(row.workers for row in scenario.heat),
        "asked for by demand": sum(row.headcount for row in scenario.demand),
        "enterprises": len(scenario.enterprises),
        "sites": len(scenario.sites),
        "counties of origin": len(origins),
        "fleets": len(scenario.fleets),
        "coaches": sum(fleet.count for fleet in scenario.fleets),
        "seats of coaches": sum(fleet.count * fleet.seats for fleet in scenario.fleets),
        "drivers": sum(fleet.drivers for fleet in scenario.fleets),
        "services on offer": len(scenario.services),
        "seats on offer": sum(service.units * service.seats_per_unit for service in scenario.services),
        "zones": len(scenario.zones) + len(scenario.zone_areas),
        "sha256": scenario.sha256,
    }


def _print_summary(scenario: Scenario, policy: Policy, console: Console) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table("", "", show_header=False)
    for name, value in summary(scenario, policy).items():
        table.add_row(name, f"{value:,}" if isinstance(value, int) else escape(value))
    console.print(table)
    for warning in scenario.warnings:
        console.print(f"[yellow]warning[/]: {escape(warning)}")
    console.print("[green]no problem found[/]")

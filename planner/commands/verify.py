"""``returnline verify``: judge a plan folder against its scenario, with none of the planner's own code."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from planner.domain.violation import Violation

VIOLATIONS_EXIT_CODE = 4
SHOWN_PER_RULE = 20
"""Violations of one rule listed on the terminal; ``--json`` lists all."""


def register(app: typer.Typer) -> None:
    """Mount ``verify`` on the console script."""
    app.command("verify")(verify)


def verify(
    scenario: Annotated[Path, typer.Argument(metavar="DIR", help="Scenario folder, or one .xlsx workbook.")],
    plan: Annotated[Path, typer.Argument(metavar="OUT", help="Plan folder.")],
    bound: Annotated[bool, typer.Option("--bound", help="Also re-prove the published bounds.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON, with every violation.")] = False,
) -> None:
    """Check a plan against every rule; exit 0 when nothing is broken, 4 with the violations listed."""
    from rich.console import Console

    from planner.verify import receipt, verify_bounds, verify_folder

    _must_exist(scenario, plan)
    found = verify_folder(scenario, plan)
    if bound and not any(violation.rule == "files" for violation in found):
        found = (*found, *verify_bounds(scenario, plan))
    digest = receipt(scenario, plan, found) if not found else None
    if as_json:
        typer.echo(json.dumps(_document(found, digest, bound), ensure_ascii=False, indent=2))
    else:
        _print(found, digest, bound, Console())
    if found:
        raise typer.Exit(VIOLATIONS_EXIT_CODE)


def _must_exist(scenario: Path, plan: Path) -> None:
    from planner.errors import BadUsage

    if not scenario.exists():
        raise BadUsage(f"{scenario} does not exist; name a scenario folder or workbook")
    if not plan.is_dir():
        raise BadUsage(f"{plan} is not a folder; name a plan folder")


def _by_rule(found: Sequence[Violation]) -> dict[str, list[Violation]]:
    groups: dict[str, list[Violation]] = defaultdict(list)
    for violation in found:
        groups[violation.rule].append(violation)
    return groups


def _document(found: Sequence[Violation], digest: str | None, bound: bool) -> dict[str, object]:
    from planner.verify import BOUND_TRUST

    return {
        "valid": not found,
        "bounds_checked": bound,
        "bounds_rest_on": list(BOUND_TRUST) if bound else [],
        "receipt": digest,
        "rules_broken": {rule: len(rows) for rule, rows in _by_rule(found).items()},
        "violations": [asdict(violation) for violation in found],
    }


def _print(found: Sequence[Violation], digest: str | None, bound: bool, console: Console) -> None:
    from rich.markup import escape
    from rich.table import Table

    from planner.verify import BOUND_TRUST

    for rule, rows in _by_rule(found).items():
        table = Table("subject", "value", "limit", "unit", "what is wrong", title=f"{rule}: {len(rows)}")
        for row in rows[:SHOWN_PER_RULE]:
            table.add_row(*map(escape, (row.subject, row.value, row.limit, row.unit, row.message)))
        console.print(table)
        if len(rows) > SHOWN_PER_RULE:
            console.print(f"… and {len(rows) - SHOWN_PER_RULE} more of {rule}; --json lists all")
    if found:
        console.print(f"[bold red]{len(found)} violations of {len(_by_rule(found))} rules[/]: not to be published")
        return
    console.print("[green]0 violations[/]" + (", bounds proved again" if bound else ""))
    for line in BOUND_TRUST if bound else ():
        console.print(f"  {line}", soft_wrap=True)
    console.print(f"receipt {digest}", soft_wrap=True)

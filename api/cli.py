"""The command line ``returnline``: the planner's commands and the service's, with exit codes that are part of
the contract: 0 done, 2 bad input, 3 no plan, 4 violations, 64 wrong usage."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, Any, cast

import typer
from typer.exceptions import TyperException
from typer.main import get_command

import planner
from api import account_commands as accounts
from api import commands as service
from api import operation_commands as operation
from planner.commands import bench, check, convert, heat, plan, rules, scenario, verify
from planner.commands import map as map_command
from planner.errors import BadInput, BadUsage, ReturnLineError

INTERRUPTED = 130
SHOWN_PROBLEMS = 50
"""Bad cells listed on the terminal; ``--json`` lists all."""

app = typer.Typer(
    name="returnline",
    help="ReturnLine 返岗直通: plans how workers return to work, proves how good the plan is, publishes it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        print(f"returnline {planner.__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    """Options of the whole command line."""


COMMANDS = (scenario, convert, check, heat, plan, verify, map_command, rules, bench, service, accounts, operation)
"""Modules that mount commands by ``register(app)``, in the order in which help shows them."""

for _module in COMMANDS:
    _module.register(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run one command; its exit code."""
    as_json = "--json" in arguments
    try:
        answer: Any = get_command(app).main(args=list(arguments), prog_name="returnline", standalone_mode=False)
    except TyperException as error:
        _explain_usage(error, as_json)
        return BadUsage.exit_code
    except ReturnLineError as error:
        _explain(error, as_json)
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED
    return answer if isinstance(answer, int) else 0


def _explain_usage(error: TyperException, as_json: bool) -> None:
    if as_json:
        _explain(BadUsage(error.format_message()), as_json)
        return
    from typer import rich_utils

    rich_utils.rich_format_error(cast(Any, error))


def _explain(error: ReturnLineError, as_json: bool) -> None:
    """Say on stderr, or as JSON on stdout, what is wrong and what to do."""
    if as_json:
        import json

        print(json.dumps(_error_document(error), ensure_ascii=False, indent=2))
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(stderr=True)
    console.print(f"[bold red]{type(error).__name__}[/]: {escape(str(error))}", soft_wrap=True)
    if isinstance(error, BadInput) and error.problems:
        table = Table("table", "row", "column", "value", "reason")
        for p in error.problems[:SHOWN_PROBLEMS]:
            cells = (p.table, "" if p.row is None else str(p.row), p.column or "", p.value, p.reason)
            table.add_row(*map(escape, cells))
        console.print(table)
        if len(error.problems) > SHOWN_PROBLEMS:
            console.print(f"… and {len(error.problems) - SHOWN_PROBLEMS} more; --json lists all")


def _error_document(error: ReturnLineError) -> dict[str, object]:
    from dataclasses import asdict

    document: dict[str, object] = {"error": type(error).__name__, "exit_code": error.exit_code, "message": str(error)}
    if isinstance(error, BadInput):
        document["problems"] = [asdict(problem) for problem in error.problems]
    return document

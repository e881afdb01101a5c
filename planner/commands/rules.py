"""``returnline rules``: what every plan keeps, by whom it is kept and by whom it is checked."""

from __future__ import annotations

import json
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Mount ``rules`` on the console script."""
    app.command("rules")(rules)


def rules(as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False) -> None:
    """List the planner's constraints beside the verifier's rules, with the fields of a rule pack that they read."""
    from dataclasses import asdict

    from rich.console import Console
    from rich.table import Table

    from planner.rulebook import entries

    if as_json:
        print(json.dumps([asdict(entry) for entry in entries()], ensure_ascii=False, indent=2))
        return
    table = Table("rule", "demands 要求", "kept by", "checked by", "fields", show_lines=True)
    for entry in entries():
        table.add_row(
            entry.rule_id, f"{entry.en}\n{entry.zh}", *("\n".join(words) for words in (
                entry.kept_by, entry.checked_by, entry.fields,
            )),
        )  # fmt: skip
    Console().print(table)

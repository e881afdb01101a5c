"""``returnline bench --instances``: public routing instances planned, and laid beside their best known values."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.errors import BadUsage

if TYPE_CHECKING:
    from rich.table import Table

SUFFIXES = (".vrp", ".txt")
Row = dict[str, Any]


def compare(
    folder: Path, best: Mapping[str, float], task: tuple[float, int, int], home: Path, tell: Callable[[str], None]
) -> list[Row]:
    """Plan every instance of a folder, each in a process of its own; one row of figures each.

    Parameters
    ----------
    best : mapping
        Best known values by the name of the file without its ending.
    task : tuple
        Seconds, seed, threads.

    Raises
    ------
    BadUsage
        The folder holds no instance.
    """
    from planner.commands.bench_stages import in_child

    sources = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
    if not sources:
        raise BadUsage(f"{folder} holds no instance ({', '.join(SUFFIXES)})")
    rows = []
    for source in sources:
        tell(source.name)
        row = in_child(solve, source, home / source.stem, task).value
        rows.append({**row, **beside(row, best.get(source.stem))})
    return rows


def solve(source: Path, home: Path, task: tuple[float, int, int]) -> Row:
    """Convert an instance, each customer whole, plan it, verify the plan and write it back as a solution."""
    from planner.convert import read_instance, solution_of, write_scenario, write_solution
    from planner.options import PlanOptions
    from planner.runs import make_plan

    instance = read_instance(source)
    write_scenario(instance, source, home / "scenario", whole=True)
    seconds, seed, threads = task
    found, broken = make_plan(home / "scenario", home / "plan", PlanOptions(seconds, seed, threads), lambda _: None)
    solution = solution_of(instance, found)
    write_solution(solution, instance, home / f"{source.stem}.sol")
    stops = [len(route) for _, route in solution.routes]
    return {
        "name": source.stem, "customers": instance.customers, "vehicle_types": len(instance.vehicles),
        "windows": instance.windows is not None, "rounding": instance.rounding, "seconds": seconds,
        "threads": threads, "routes": len(stops), "longest_route": max(stops, default=0),
        "cost": float(solution.cost), "left": sum(persons for _, persons in solution.unserved),
        "split": len(solution.split), "violations": len(broken), "solution": f"{source.stem}.sol",
    }  # fmt: skip


def beside(row: Row, best: float | None) -> Row:
    """Best known value, and by what share of it a solution lies above, where it visits every customer once."""
    whole = not row["left"] and not row["split"]
    return {"best": best, "above": row["cost"] / best - 1 if best and whole else None}


def read_best(path: Path) -> dict[str, float]:
    """Best known values from a CSV file with columns ``name`` and ``cost``.

    Raises
    ------
    BadUsage
        The file says something else.
    """
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return {row["name"]: float(row["cost"]) for row in csv.DictReader(stream)}
    except (OSError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise BadUsage(f"{path}: a CSV file with columns name and cost is expected ({error})") from error


def published_table(rows: list[Row]) -> Table:
    """One row an instance."""
    from rich.table import Column, Table

    heads = ("instance", "n", "s", "routes", "stops", "cost", "best known", "above", "left", "broken")
    table = Table(*(Column(head, no_wrap=True) for head in heads), title="public instances, every customer whole")
    for row in rows:
        table.add_row(
            row["name"], str(row["customers"]), f"{row['seconds']:.0f}", str(row["routes"]),
            str(row["longest_route"]), _short(row["cost"]), _short(row["best"]),
            "" if row["above"] is None else f"{row['above']:.2%}", str(row["left"]), str(row["violations"]),
        )  # fmt: skip
    table.caption = "n: customers; stops: most of them on a route; left: persons; costs by the instance's own matrix"
    return table


def _short(cost: float | None) -> str:
    return "" if cost is None else f"{cost:,.1f}".removesuffix(".0")

"""``returnline bench --peers``: the same coach work by the product and by other solvers, scored by one verifier.

The peers need development packages and live with the tests of a checkout; they are run as a script of it, each in a
process of its own. The way of planning by telephone, every county and day by itself, stands beside them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import planner
from planner.errors import BadUsage, ReturnLineError
from planner.units import yuan_text

if TYPE_CHECKING:
    from rich.table import Table

OURS, NAIVE = "returnline", "naive"
PEERS = ("ortools", "pyvrp", "vroom")
TENFOLD = 10
SCRIPT = Path("tests", "benchmarks", "peers", "run.py")
CONVERSION = (
    "peers get the product's own shipments, matrix and fleet; a shipment larger than a coach is cut into full loads "
    "and a rest, each a pick-up and delivery pair; the product may split at will",
    "standing counts once a place, nobody boards after the first drop, no route is longer than the longest ride",
    "every peer's trips get clocks, tables and verification from the product; who is left out stays behind",
    "the time is what a peer's search gets; the product's own covers reading rules, tables and bounds as well",
    "naive: every county and day by itself, a count of coaches without clocks or verification",
)
"""What is converted, and how."""

Row = dict[str, Any]


def compare(
    name: str, workers: int | None, seed: int, seconds: float, threads: int, tenfold: bool, home: Path,
    tell: Callable[[str], None],
) -> Row:
    """Build the recipe and plan it by everybody, at equal time and, if asked, the peers at ten times that.

    Raises
    ------
    BadUsage
        Not a checkout, so that there are no peers.
    """  # fmt: skip
    from planner.commands import bench_stages as run

    root = checkout()
    scenario = home / "scenario"
    tell(f"{name}: build")
    run.in_child(run.build, name, workers, seed, scenario)
    tell(f"{name}: naive")
    rows = [_naive(run.in_child(run.naive, scenario).value)]
    turns = [(peer, seconds) for peer in (OURS, *PEERS)]
    turns += [(peer, TENFOLD * seconds) for peer in PEERS if tenfold]
    for peer, limit_s in turns:
        tell(f"{name}: {peer}, {limit_s:.0f} s")
        rows.append(_turn(root, scenario, home / f"{peer}-{limit_s:.0f}", peer, limit_s, seed, threads))
    ours = next(row for row in rows if row["peer"] == OURS)
    for row in rows:
        row["per_person_cents"] = row["cost_cents"] / row["served"] if row["served"] else None
        row["ours_cheaper"] = _cheaper(ours, row)
    return {"name": name, "workers": workers, "seed": seed, "threads": threads, "rows": rows,
            "conversion": list(CONVERSION)}  # fmt: skip


def checkout() -> Path:
    """Root of the checkout that this module belongs to."""
    root = Path(planner.__file__).resolve().parents[1]
    if not (root / SCRIPT).is_file():
        raise BadUsage("--peers needs a checkout with its development packages (`make setup`); this is an installation")
    return root


def _turn(
    root: Path, scenario: Path, out: Path, peer: str, seconds: float, seed: int, threads: int
) -> Row:
    words = [str(scenario.resolve()), str(out.resolve()), peer, str(seconds), str(seed), str(threads)]
    command = [sys.executable, "-m", ".".join(SCRIPT.with_suffix("").parts), *words]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        raise ReturnLineError(f"{peer} ended with {done.returncode}: {last[0]}; are the development packages there?")
    row: Row = json.loads(done.stdout.splitlines()[-1])
    return row


def _naive(found: Any) -> Row:
    left = dict(found.left)
    return {
        "peer": NAIVE, "version": None, "seconds": None, "persons": found.persons + sum(left.values()),
        "served": found.persons, "coaches": found.coaches, "cost_cents": found.cost_cents, "bound_cents": None,
        "gap": None, "violations": None, "left": left,
    }  # fmt: skip


def _cheaper(ours: Row, row: Row) -> float | None:
    """Share by which the product is cheaper, on what a person carried costs; nothing where fewer are carried."""
    if row is ours or not row["served"] or row["served"] < ours["served"]:
        return None
    return float(1 - (ours["cost_cents"] / ours["served"]) / (row["cost_cents"] / row["served"]))


def peers_table(found: Row) -> Table:
    """Everybody side by side."""
    from rich.table import Column, Table

    title = f"{found['name']}, {found['rows'][0]['persons']:,} persons, seed {found['seed']}"
    heads = ("who", "s", "served", "coaches", "yuan", "each", "ours less", "broken")
    table = Table(*(Column(head, no_wrap=True) for head in heads), title=title)
    for row in found["rows"]:
        table.add_row(*_cells(row))
    ours = next(row for row in found["rows"] if row["peer"] == OURS)
    table.caption = f"proven bound {yuan_text(ours['bound_cents'])} yuan, gap of ours {ours['gap']:.1%}"
    return table


def _cells(row: Row) -> tuple[str, ...]:
    version = f" {row['version']}" if row["version"] else ""
    cheaper, each = row["ours_cheaper"], row["per_person_cents"]
    return (
        f"{row['peer']}{version}",
        "" if row["seconds"] is None else f"{row['seconds']:.0f}",
        f"{row['served']:,}",
        f"{row['coaches']:,}",
        f"{row['cost_cents'] / 100:,.0f}",
        "" if each is None else yuan_text(round(each)),
        "" if cheaper is None else f"{cheaper:.1%}",
        "–" if row["violations"] is None else str(row["violations"]),
    )

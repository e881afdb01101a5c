"""``returnline bench --peers``: the same coach work by the product and by other solvers, scored by one verifier.

The peers need development packages and live with the tests of a checkout; they are run as a script of it, each in a
process of its own. The way of planning by telephone, every county and day by itself, stands beside them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
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


@dataclass(frozen=True, slots=True)
class Contest:
    """What everybody is given; ``who``: those who take part, besides the way of planning by telephone.

    ``tenfold``: at ten times the time too. ``resume``: figures that the folder holds of the same work are not made
    again.
    """

    name: str
    workers: int | None
    seed: int
    seconds: float
    threads: int
    tenfold: bool = False
    who: tuple[str, ...] = (OURS, *PEERS)
    resume: bool = False

    @property
    def turns(self) -> tuple[tuple[str, float], ...]:
        """Who, and seconds: everybody at equal time first."""
        limits_s = (self.seconds, TENFOLD * self.seconds) if self.tenfold else (self.seconds,)
        return tuple((peer, limit_s) for limit_s in limits_s for peer in self.who)


def compare(contest: Contest, home: Path, tell: Callable[[str], None]) -> Row:
    """Build the recipe and plan it by everybody, at equal time and, if asked, at ten times that.

    Raises
    ------
    BadUsage
        Not a checkout, so that there are no peers.
    """
    from planner.commands import bench_stages as run

    root, name = checkout(), contest.name
    scenario = home / "scenario"
    if not (contest.resume and scenario.is_dir()):
        tell(f"{name}: build")
        run.in_child(run.build, name, contest.workers, contest.seed, scenario)
    digest = run.in_child(run.read, scenario).value
    tell(f"{name}: naive")
    rows = [_kept(contest, home, (NAIVE, 0.0), digest, lambda: _naive(run.in_child(run.naive, scenario).value))]
    for peer, limit_s in contest.turns:
        tell(f"{name}: {peer}, {limit_s:.0f} s")
        turn = partial(_turn, root, scenario, home / f"{peer}-{limit_s:.0f}", peer, limit_s, contest)
        rows.append(_kept(contest, home, (peer, limit_s), digest, turn))
    ours = next((r for r in rows if r["peer"] == OURS and r["seconds"] == contest.seconds), None)
    for row in rows:
        row["per_person_cents"] = row["cost_cents"] / row["served"] if row["served"] else None
        row["ours_cheaper"] = _cheaper(ours, row)
    return {"name": name, "workers": contest.workers, "seed": contest.seed, "seconds": contest.seconds,
            "threads": contest.threads, "rows": rows, "conversion": list(CONVERSION)}  # fmt: skip


def _kept(contest: Contest, home: Path, turn: tuple[str, float], digest: str, make: Callable[[], Row]) -> Row:
    """Figures of a turn: those in its file where they are of the same work and wanted, else made and kept there."""
    path, work = home / f"{turn[0]}-{turn[1]:.0f}.json", {"scenario": digest, "seed": contest.seed}
    if contest.resume and path.is_file():
        before: Row = json.loads(path.read_text(encoding="utf-8"))
        if {name: before.get(name) for name in work} == work:
            return before
    row = {**make(), **work}
    path.write_text(json.dumps(row), encoding="utf-8")
    return row


def checkout() -> Path:
    """Root of the checkout that this module belongs to."""
    root = Path(planner.__file__).resolve().parents[1]
    if not (root / SCRIPT).is_file():
        raise BadUsage("--peers needs a checkout with its development packages (`make setup`); this is an installation")
    return root


def _turn(root: Path, scenario: Path, out: Path, peer: str, seconds: float, contest: Contest) -> Row:
    task = [str(seconds), str(contest.seed), str(contest.threads)]
    words = [str(scenario.resolve()), str(out.resolve()), peer, *task]
    command = [sys.executable, "-m", ".".join(SCRIPT.with_suffix("").parts), *words]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        raise ReturnLineError(f"{peer} ended with {done.returncode}: {last[0]}; are the development packages there?")
    row: Row = json.loads(done.stdout.splitlines()[-1])
    return {**row, "threads": contest.threads}


def _naive(found: Any) -> Row:
    left = dict(found.left)
    return {
        "peer": NAIVE, "version": None, "seconds": None, "persons": found.persons + sum(left.values()),
        "served": found.persons, "coaches": found.coaches, "cost_cents": found.cost_cents, "bound_cents": None,
        "gap": None, "violations": None, "left": left,
    }  # fmt: skip


def _cheaper(ours: Row | None, row: Row) -> float | None:
    """Share by which the product is cheaper, on what a person carried costs; nothing where fewer are carried."""
    if ours is None or row["peer"] == OURS or not row["served"] or row["served"] < ours["served"]:
        return None
    return float(1 - (ours["cost_cents"] / ours["served"]) / (row["cost_cents"] / row["served"]))


def peers_table(found: Row) -> Table:
    """Everybody side by side."""
    from rich.table import Column, Table

    title = f"{found['name']}, {found['rows'][0]['persons']:,} persons, seed {found['seed']}"
    heads = ("who", "s", "threads", "served", "coaches", "yuan", "each", "ours less", "broken")
    table = Table(*(Column(head, no_wrap=True) for head in heads), title=title)
    for row in found["rows"]:
        table.add_row(*_cells(row))
    for ours in (row for row in found["rows"] if row["peer"] == OURS and row["gap"] is not None):
        table.caption = f"proven bound {yuan_text(ours['bound_cents'])} yuan, gap of ours {ours['gap']:.1%}"
    return table


def _cells(row: Row) -> tuple[str, ...]:
    version = f" {row['version']}" if row["version"] else ""
    cheaper, each = row["ours_cheaper"], row["per_person_cents"]
    return (
        f"{row['peer']}{version}",
        "" if row["seconds"] is None else f"{row['seconds']:.0f}",
        "" if row.get("threads") is None else str(row["threads"]),
        f"{row['served']:,}",
        f"{row['coaches']:,}",
        f"{row['cost_cents'] / 100:,.0f}",
        "" if each is None else yuan_text(round(each)),
        "" if cheaper is None else f"{cheaper:.1%}",
        "–" if row["violations"] is None else str(row["violations"]),
    )

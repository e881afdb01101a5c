"""A plan before two processes: one reads ways and drivers, the other people, and each goes through rules of its own.

Both know trips, halts, loads and vehicles. Where anything is wrong with a file, neither has the whole to say what, so
that the plan is judged in one piece.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from planner.domain.plan import Plan
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.verify.read.plan import PlanFolder, read_drawn, read_rest, read_tables
from planner.verify.read.reference import reason_codes
from planner.verify.read.shapes import SHAPES
from planner.verify.rules.files import files_but_ways, files_of_ways
from planner.verify.world import Standing, World, build_world

Answer = TypeVar("Answer")
Aside = Callable[[Callable[[], Answer | None]], Callable[[], Answer | None]]
"""Begins a task in a process of its own; what it returns waits for the answer, ``None`` where that process was lost."""

Source = tuple[Scenario, Policy, Standing]
"""A scenario with its rule pack, indexed."""

WAYS = ("paths", "driver_duties")
PEOPLE = ("manifest", "unserved")
BOTH = frozenset({
    "cohorts", "loads", "dwells", "trips", "stop_times", "duties", "offers", "reservations", "escort_duties",
})  # fmt: skip


class Unread:
    """Stands for what a half has not read: a rule that looks at it belongs to the other half."""

    def _refuse(self, *_: object) -> NoReturn:
        raise AssertionError("this half of a plan has not read that")

    __iter__ = __len__ = __getitem__ = __contains__ = __getattr__ = __bool__ = __eq__ = __str__ = _refuse


UNREAD: Any = Unread()


@dataclass(frozen=True, slots=True)
class Halves:
    """Both halves of a plan: ``of_ways`` is asked in the process that reads them."""

    of_people: World
    of_ways: Callable[[], Any]


def in_halves(
    source: Source,
    folder: Path,
    wait: Callable[[str], None],
    aside: Aside[Any],
    ask: Callable[[World], Any],
) -> Halves | None:
    """Read a plan in two processes; ``None``: a file of the half of people is not as it should be.

    Parameters
    ----------
    wait : callable
        Returns once the file of the plan with the name that it is given is whole.
    ask : callable
        What is asked of the half of ways, where its files are as they should be.
    """
    tables, problems = read_tables(folder, source[0].campaign.clock, BOTH, wait)
    if problems:
        return None
    for name in (*(f"{table}.csv" for table in WAYS), SHAPES):
        wait(name)
    of_ways = aside(lambda: _of_ways(source, folder, tables, ask))
    seats, problems = read_tables(folder, source[0].campaign.clock, PEOPLE, wait)
    found, more = read_rest(folder, {**tables, **seats}, wait)
    if problems or more:
        return None
    world = build_world(*source, found, reason_codes())
    plan = replace(found.plan, paths=UNREAD, driver_duties=UNREAD, shapes=UNREAD)
    world = replace(world, folder=replace(found, plan=plan), paths=UNREAD, driver_duties=UNREAD)
    return None if any(True for _ in files_but_ways(world)) else Halves(world, of_ways)


def _of_ways(
    source: Source, folder: Path, tables: Mapping[str, Any], ask: Callable[[World], Any]
) -> Any:
    """What is asked of the half of ways; ``None``: a file of it is not as it should be."""
    ways, problems = read_tables(folder, source[0].campaign.clock, WAYS)
    shapes, drawn = read_drawn(folder)
    if problems or drawn:
        return None
    known = {**tables, **ways, "shapes": shapes}
    whole = Plan(**{field.name: known.get(field.name, ()) for field in fields(Plan)})
    world = build_world(*source, PlanFolder(whole, UNREAD, UNREAD), reason_codes())
    plan = Plan(**{field.name: known.get(field.name, UNREAD) for field in fields(Plan)})
    world = replace(world, folder=PlanFolder(plan, UNREAD, UNREAD), seats=UNREAD, members=UNREAD)
    return None if any(True for _ in files_of_ways(world)) else ask(world)

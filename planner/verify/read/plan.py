"""A plan folder as domain types, with every missing file, missing column and bad cell."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.domain.demand import Cohort
from planner.domain.place import Level
from planner.domain.plan import (
    Activity,
    DriverDuty,
    Duty,
    Dwell,
    EscortDuty,
    LegRole,
    Load,
    ObjectiveLevel,
    Offer,
    PathShape,
    PathStepRow,
    Plan,
    Reservation,
    Seat,
    Status,
    StopTime,
    Trip,
    Unserved,
)
from planner.domain.service import Mode
from planner.errors import CellProblem
from planner.units import LocalClock
from planner.verify.read import cells
from planner.verify.read.cells import Parser, optional
from planner.verify.read.shapes import SHAPES, read_shapes
from planner.verify.read.table import Column, csv_lines, read_rows
from planner.verify.read.trees import whole

HEAD = "plan.json"
DUTY_WORDS = ("deadhead", "turnaround")

_ROW_TYPES: Mapping[str, Callable[..., object]] = {
    "cohorts": Cohort, "trips": Trip, "stop_times": StopTime, "paths": PathStepRow, "loads": Load, "manifest": Seat,
    "dwells": Dwell, "offers": Offer, "unserved": Unserved, "duties": Duty, "reservations": Reservation,
    "driver_duties": DriverDuty, "escort_duties": EscortDuty,
}  # fmt: skip
_ONLY_THERE = ("residuals",)
"""Files that must be there and bind nothing yet."""


@dataclass(frozen=True, slots=True)
class PlanFolder:
    """What a plan folder says; ``served`` and ``unserved`` are the counts that plan.json claims."""

    plan: Plan
    served: int
    unserved: int


def read_plan(
    folder: Path, clock: LocalClock, wait: Callable[[str], None] = lambda _: None
) -> tuple[PlanFolder, tuple[CellProblem, ...]]:
    """Plan of a folder and what is wrong with its files; rows with a bad cell are left out.

    Parameters
    ----------
    wait : callable, optional
        Returns once the file with the name that it is given is whole; asked before a file is looked at.
    """
    tables, problems = read_tables(folder, clock, frozenset(_columns(clock)), wait)
    shapes, drawn = read_drawn(folder, wait)
    found, more = read_rest(folder, {**tables, "shapes": shapes}, wait)
    return found, (*problems, *drawn, *more)


def read_tables(
    folder: Path, clock: LocalClock, names: Container[str], wait: Callable[[str], None] = lambda _: None
) -> tuple[dict[str, Any], tuple[CellProblem, ...]]:
    """Rows of some tables of a plan, and what is wrong with them; ``wait`` as in ``read_plan``."""
    problems: list[CellProblem] = []
    tables: dict[str, Any] = {}
    for table, columns in _columns(clock).items():
        path = folder / f"{table}.csv"
        if table not in names:
            continue
        wait(path.name)
        if path.is_file():
            tables[table] = read_rows(table, csv_lines(path), columns, _maker(table), problems)
        else:
            problems.append(_missing(path.name))
    return tables, tuple(problems)


def read_drawn(
    folder: Path, wait: Callable[[str], None] = lambda _: None
) -> tuple[tuple[PathShape, ...], tuple[CellProblem, ...]]:
    """Courses of trips as they are drawn, and what is wrong with them; ``wait`` as in ``read_plan``."""
    problems: list[CellProblem] = []
    wait(SHAPES)
    return read_shapes(folder / SHAPES, problems), tuple(problems)


def read_rest(
    folder: Path, tables: Mapping[str, Any], wait: Callable[[str], None] = lambda _: None
) -> tuple[PlanFolder, tuple[CellProblem, ...]]:
    """The plan of tables that are read, with its plan.json, and what is wrong with that."""
    problems: list[CellProblem] = []
    for name in (*(f"{table}.csv" for table in _ONLY_THERE), HEAD):
        wait(name)
    problems.extend(_missing(f"{table}.csv") for table in _ONLY_THERE if not (folder / f"{table}.csv").is_file())
    return _plan(_head(folder / HEAD, problems), tables, problems), tuple(problems)


def _missing(name: str) -> CellProblem:
    return CellProblem(name, None, None, "", "missing_file", f"{name} is missing from the plan folder")


def _maker(table: str) -> Callable[..., object]:
    return _duty if table == "duties" else _ROW_TYPES[table]


def _duty(
    vehicle_id: str, seq: int, trip_id: str, kind: str,
    from_place: str, to_place: str, depart_at: int, arrive_at: int, distance_m: int,
) -> Duty:  # fmt: skip
    """A row of duties: the column ``trip_id`` holds a trip, or what else the vehicle does."""
    word, run = trip_id or kind, (from_place, to_place, depart_at, arrive_at, distance_m)
    if word in DUTY_WORDS:
        return Duty(vehicle_id, seq, word, *run, None)
    return Duty(vehicle_id, seq, "trip", *run, sys.intern(trip_id))


def _head(path: Path, problems: list[CellProblem]) -> Mapping[str, Any]:
    if not path.is_file():
        problems.append(_missing(path.name))
        return {}
    try:
        head = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(head, dict):
            return head
        reason = "holds no JSON object"
    except ValueError as error:
        reason = f"is not JSON: {error}"
    problems.append(CellProblem(HEAD, None, None, "", "unreadable", f"{HEAD} {reason}"))
    return {}


def _plan(head: Mapping[str, Any], tables: Mapping[str, Any], problems: list[CellProblem]) -> PlanFolder:
    try:
        served, unserved = (whole(head["counts"][key]) for key in ("served", "unserved"))
        plan = Plan(
            plan_id=str(head["plan_id"]),
            scenario_sha256=str(head["scenario_sha256"]),
            code_version=str(head["code_version"]),
            seed=whole(head["seed"]),
            status=Status(head["status"]),
            stopped_by=str(head["stopped_by"]),
            rule_versions=tuple(str(version) for version in head["rule_versions"]),
            objective=tuple(_objective_level(row) for row in head["objective"]),
            cost_shares={str(payer): whole(cents) for payer, cents in dict(head.get("cost_shares", {})).items()},
            **tables,
        )
        return PlanFolder(plan, served, unserved)
    except (KeyError, TypeError, ValueError) as error:
        if head:
            reason = f"{HEAD} lacks something or holds a wrong value: {error!r}"
            problems.append(CellProblem(HEAD, None, None, "", "bad_value", reason))
        return PlanFolder(Plan("", "", "", 0, Status.FEASIBLE, "", **tables), 0, 0)


def _objective_level(row: Mapping[str, Any]) -> ObjectiveLevel:
    return ObjectiveLevel(str(row["name"]), whole(row["value"]), str(row["unit"]))


def _columns(clock: LocalClock) -> dict[str, tuple[Column, ...]]:
    """Tables in the order in which they are read: where they are written beside it, seats and those left come last."""
    moment = cells.plan_moment(clock)
    tables = {**_people(moment), **_movement(moment), **_vehicles(moment)}
    last = {name: tables.pop(name) for name in ("manifest", "unserved")}
    return {**tables, **last}


def _leg_columns() -> tuple[Column, ...]:
    return (
        Column("cohort_id", cells.text),
        Column("part_id", cells.text),
        Column("leg_seq", cells.count),
        Column("trip_id", cells.text),
        Column("board_seq", cells.count),
        Column("alight_seq", cells.count),
    )


def _people(moment: Parser) -> dict[str, tuple[Column, ...]]:
    return {
        "cohorts": (
            Column("cohort_id", cells.text),
            Column("source", cells.choice("named", "heat")),
            Column("enterprise_id", cells.text),
            Column("site_id", cells.text),
            Column("origin_adcode", cells.county),
            Column("pickup_stop_id", cells.text, "pickup_id"),
            Column("ready_at", moment),
            Column("due_at", moment),
            Column("tier", cells.count),
            Column("health_class", cells.text),
            Column("persons", cells.count),
            Column("group_sizes", cells.counts),
            Column("board_by", optional(moment), needed=False),
            Column("needs", cells.any_text, needed=False),
        ),
        "loads": (*_leg_columns(), Column("persons", cells.count)),
        "manifest": (Column("worker_id", cells.text), *_leg_columns(), Column("seat", cells.any_text)),
        "dwells": (
            Column("cohort_id", cells.text),
            Column("part_id", cells.text),
            Column("place_id", cells.text),
            Column("from_at", moment),
            Column("to_at", moment),
            Column("persons", cells.count),
            Column("purpose", cells.choice("test", "quarantine", "overnight", "hub_wait")),
        ),
        "unserved": (
            Column("worker_id", optional(cells.text)),
            Column("cohort_id", cells.any_text),
            Column("persons", cells.count),
            Column("reason", cells.any_text),
            Column("detail", cells.any_text),
            Column("rule", cells.any_text, needed=False),
            Column("rule_version", cells.any_text, needed=False),
        ),
    }


def _movement(moment: Parser) -> dict[str, tuple[Column, ...]]:
    return {
        "trips": (
            Column("trip_id", cells.text),
            Column("batch_no", cells.count),
            Column("mode", Mode),
            Column("service_id", optional(cells.text)),
            Column("unit_no", optional(cells.count)),
            Column("fleet_id", optional(cells.text)),
            Column("vehicle_no", optional(cells.count)),
            Column("leg_role", LegRole),
            Column("from_stop_id", cells.text),
            Column("to_stop_id", cells.text),
            Column("depart_at", moment),
            Column("arrive_at", moment),
            *(Column(name, cells.count) for name in ("seats", "usable_seats", "load", "distance_m", "drive_s")),
            Column("cost_cents", cells.integer),
            Column("level", Level.of),
            Column("rule_version", cells.text),
            Column("drivers", cells.count),
            Column("escort_ids", cells.ids),
            Column("permit_no", optional(cells.text)),
            Column("emergency_order", optional(cells.flag, False)),
            Column("closed_loop", optional(cells.flag, False)),
        ),
        "stop_times": (
            Column("trip_id", cells.text),
            Column("seq", cells.count),
            Column("stop_id", cells.text),
            Column("arrive_at", moment),
            Column("depart_at", moment),
            Column("board", cells.count),
            Column("alight", cells.count),
            Column("activity", Activity),
        ),
        "paths": (
            Column("trip_id", cells.text),
            Column("seq", cells.count),
            Column("adcode", cells.county),
            Column("enter_at", moment),
            Column("leave_at", moment),
            *(Column(name, cells.count) for name in ("distance_m", "motorway_m", "drive_s")),
        ),
    }


def _vehicles(moment: Parser) -> dict[str, tuple[Column, ...]]:
    return {
        "duties": (
            Column("vehicle_id", cells.text),
            Column("seq", cells.count),
            Column("trip_id", cells.any_text),
            Column("kind", cells.any_text, needed=False),
            Column("from", cells.text, "from_place"),
            Column("to", cells.text, "to_place"),
            Column("depart_at", moment),
            Column("arrive_at", moment),
            Column("distance_m", cells.count),
        ),
        "offers": (
            Column("service_id", cells.text),
            Column("opened", cells.flag),
            Column("units", cells.count),
            Column("persons", cells.count),
            Column("cost_cents", cells.integer),
            Column("reason", cells.any_text),
        ),
        "reservations": (
            Column("kind", cells.text),
            Column("place_id", cells.text),
            Column("date", cells.day, "day"),
            Column("amount", cells.count),
            Column("trip_id", optional(cells.text)),
            Column("part_id", optional(cells.text)),
            Column("from_at", optional(moment)),
            Column("to_at", optional(moment)),
        ),
        "driver_duties": (Column("driver_id", cells.text), Column("vehicle_id", cells.any_text), *_spell(moment)),
        "escort_duties": (Column("escort_id", cells.text), *_spell(moment)),
    }


def _spell(moment: Parser) -> tuple[Column, ...]:
    """Columns of what one person does for a while."""
    return (
        Column("seq", cells.count),
        Column("activity", cells.text),
        Column("from", cells.text, "from_place"),
        Column("to", cells.text, "to_place"),
        Column("from_at", moment),
        Column("to_at", moment),
    )

"""``bound.json`` and the bounds that plan.json publishes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from planner.errors import BadPlanFolder

BOUND_FILE = "bound.json"
PLAN_FILE = "plan.json"


@dataclass(frozen=True, slots=True)
class BoundColumn:
    """A variable 0 ≤ x ≤ upper (``None``: unlimited) with its cost and its (row, coefficient) terms."""

    column_id: str
    cost: int
    upper: int | None
    terms: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class BoundRow:
    """A row Σ coefficient × x (sense) rhs."""

    row_id: str
    sense: str
    rhs: int


@dataclass(frozen=True, slots=True)
class BoundLevel:
    """A linear programme whose optimum bounds a level over those who may travel, and the duals that prove it."""

    name: str
    value: int
    rows: tuple[BoundRow, ...]
    columns: tuple[BoundColumn, ...]
    duals: tuple[Fraction, ...]


def read_bound_levels(folder: Path) -> tuple[BoundLevel, ...]:
    """Levels of bound.json.

    Raises
    ------
    BadPlanFolder
        The file is missing or malformed.
    """
    tree = _load(folder / BOUND_FILE)
    try:
        return tuple(_level(level) for level in tree.get("levels", ()))
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        raise BadPlanFolder(f"{BOUND_FILE} is malformed: {error!r}") from error


def read_published_bounds(folder: Path) -> dict[str, int]:
    """Bounds by level name that plan.json publishes.

    Raises
    ------
    BadPlanFolder
        The file is missing or malformed.
    """
    tree = _load(folder / PLAN_FILE)
    try:
        return {str(bound["name"]): _whole(bound["value"]) for bound in tree["bounds"]}
    except (KeyError, TypeError, ValueError) as error:
        raise BadPlanFolder(f"{PLAN_FILE}: bounds are malformed: {error!r}") from error


def _load(path: Path) -> Mapping[str, Any]:
    try:
        tree = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadPlanFolder(f"{path.name} cannot be read: {error}") from error
    if not isinstance(tree, dict):
        raise BadPlanFolder(f"{path.name} holds no JSON object")
    return tree


def _level(tree: Mapping[str, Any]) -> BoundLevel:
    return BoundLevel(
        name=str(tree["name"]),
        value=_whole(tree["value"]),
        rows=tuple(BoundRow(str(row["id"]), str(row["sense"]), _whole(row["rhs"])) for row in tree["rows"]),
        columns=tuple(_column(column) for column in tree["columns"]),
        duals=tuple(Fraction(dual) for dual in tree["duals"]),
    )


def _column(tree: Mapping[str, Any]) -> BoundColumn:
    upper = None if tree["upper"] is None else _whole(tree["upper"])
    terms = tuple((_whole(row), _whole(value)) for row, value in tree["terms"])
    return BoundColumn(str(tree["id"]), _whole(tree["cost"]), upper, terms)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{value!r} is not a whole number")
    return value

"""Shipped facts that the verifier looks up itself: county seats, reason codes, priority classes, rule packs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

from planner.domain.place import SEAT_PREFIX, Place
from planner.errors import BadInput, BadPolicy, CellProblem
from planner.verify.read import cells
from planner.verify.read.table import Column, csv_lines, read_rows

Row = TypeVar("Row")
_PACKAGE = Path(__file__).resolve().parents[2]


def data_folder() -> Path:
    """The ``data/`` folder of a checkout, or ``planner/_data`` of an installed wheel.

    Raises
    ------
    FileNotFoundError
        Neither is there: the installation is broken.
    """
    for folder in (_PACKAGE / "_data", _PACKAGE.parent / "data"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError("the shipped data are missing; install again")


@cache
def county_seats() -> tuple[Place, ...]:
    """Seats of all counties as places ``adcode:NNNNNN``."""
    columns = (
        Column("adcode", cells.county),
        Column("lon", cells.real),
        Column("lat", cells.real),
    )
    return _shipped("counties", columns, lambda adcode, lon, lat: Place(SEAT_PREFIX + adcode, lon, lat, adcode))


@cache
def reason_codes() -> frozenset[str]:
    """Codes that may stand in ``unserved.csv``."""
    columns = (Column("code", cells.text),)
    return frozenset(_shipped("reasons", columns, _word))


@cache
def priority_tiers() -> Mapping[str, int]:
    """Tier of every priority class, by its id and by its Chinese name."""
    columns = (Column("id", cells.text, "class_id"), Column("zh", cells.text), Column("tier", cells.count))
    rows = _shipped("priority_classes", columns, lambda class_id, zh, tier: ((class_id, tier), (zh, tier)))
    return dict(pair for row in rows for pair in row)


def _word(code: str) -> str:
    return code


def _shipped(table: str, columns: Sequence[Column], make: Callable[..., Row]) -> tuple[Row, ...]:
    problems: list[CellProblem] = []
    path = data_folder() / "reference" / f"{table}.csv"
    rows = read_rows(table, csv_lines(path), columns, make, problems)
    if problems:
        raise BadInput(problems)
    return rows


def pack_path(pack: str, scenario_folder: Path) -> Path:
    """File of a rule pack: its id under ``data/policies/``, or a path from the scenario folder.

    Raises
    ------
    BadPolicy
        There is no such file.
    """
    path = scenario_folder / pack if pack.endswith(".toml") else data_folder() / "policies" / f"{pack}.toml"
    if not path.is_file():
        raise BadPolicy(f"rule pack {pack!r}: no file {path.name}; name a pack of data/policies or a path to one")
    return path

"""Bounds on arrivals in ``bound.json``, and those that the findings of plan.json tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.errors import BadPlanFolder
from planner.units import day_number
from planner.verify.read.claims import BOUND_FILE, PLAN_FILE, Claims
from planner.verify.read.trees import whole

CODE = "ARRIVALS_BY_DAY"


@dataclass(frozen=True, slots=True)
class ArrivalClaim:
    """At most ``value`` persons have arrived; ``side``: the carriers and takers on the source side of the cut."""

    value: int
    side: frozenset[str]


def read_arrival_claims(claims: Claims) -> dict[str, ArrivalClaim]:
    """Claims of bound.json by date; empty where it makes none.

    Raises
    ------
    BadPlanFolder
        The file is malformed.
    """
    try:
        return {_date(day["date"]): _claim(day) for day in claims.proof.get("arrivals", {}).get("days", ())}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadPlanFolder(f"{BOUND_FILE}: arrivals are malformed: {error!r}") from error


def read_told_arrivals(claims: Claims) -> dict[str, int]:
    """Bounds on arrivals by date that the findings of plan.json tell.

    Raises
    ------
    BadPlanFolder
        The file is malformed.
    """
    try:
        rows = [row for row in claims.head.get("findings", ()) if row["code"] == CODE]
        return {_date(row["subject"]): int(row["limit"]) for row in rows}
    except (KeyError, TypeError, ValueError) as error:
        raise BadPlanFolder(f"{PLAN_FILE}: findings are malformed: {error!r}") from error


def _claim(tree: Mapping[str, Any]) -> ArrivalClaim:
    return ArrivalClaim(whole(tree["value"]), frozenset(map(str, tree["side"])))


def _date(text: str) -> str:
    day_number(text)
    return text

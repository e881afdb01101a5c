"""Cohorts of a kept plan with what became of them."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from api.identity.cipher import Cipher
from api.store import plans

FIRST_LEG = "1"


@dataclass(frozen=True, slots=True)
class Told:
    """A cohort, and how many of it have a seat; ``unserved`` are reasons (codes of ``reasons.csv``) with persons."""

    cohort_id: str
    source: str
    enterprise_id: str
    site_id: str
    origin_adcode: str
    ready_at: datetime
    due_at: datetime
    tier: int
    persons: int
    served: int
    unserved: tuple[tuple[str, int], ...]


def cohorts_of(session: Session, cipher: Cipher, plan_id: str) -> list[Told] | None:
    """Cohorts of a plan in order of their id; ``None``: it is not made yet."""
    rows = _rows(session, cipher, plan_id, "cohorts")
    if rows is None:
        return None
    served: dict[str, int] = defaultdict(int)
    for load in _rows(session, cipher, plan_id, "loads") or []:
        # persons are constant along a part, so its first leg counts them
        served[load["cohort_id"]] += int(load["persons"]) if load["leg_seq"] == FIRST_LEG else 0
    left: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in _rows(session, cipher, plan_id, "unserved") or []:
        left[row["cohort_id"]][row["reason"]] += int(row["persons"])
    found = (
        Told(
            row["cohort_id"], row["source"], row["enterprise_id"], row["site_id"], row["origin_adcode"],
            datetime.fromisoformat(row["ready_at"]), datetime.fromisoformat(row["due_at"]), int(row["tier"]),
            int(row["persons"]), served[row["cohort_id"]], tuple(sorted(left[row["cohort_id"]].items())),
        )
        for row in rows
    )  # fmt: skip
    return sorted(found, key=lambda told: told.cohort_id)


def _rows(session: Session, cipher: Cipher, plan_id: str, table: str) -> list[dict[str, str]] | None:
    content = plans.get_file(session, cipher, plan_id, f"{plans.RESULT}{table}.csv")
    return None if content is None else list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))

"""A plan is held by its rules at every cell: changing any one of them is caught, but for those that bind nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.builders.edit import header_of, read_rows, write_rows
from tests.verify.judging import Toy, judge

BINDS_NOTHING = {
    "cohorts": {"group_sizes", "worker_ids", "board_by"},
    "trips": {"batch_no", "escort_ids", "permit_no", "emergency_order", "closed_loop"},
    "stop_times": {"activity"},
    "dwells": {"purpose"},
    "offers": {"reason"},
    "unserved": {"detail", "blocking_id", "release"},
    "duties": {"kind"},
    "reservations": {"kind", "part_id", "from_at", "to_at", "place_id", "date", "amount"},
}
"""Words, numbers for people, and what has tests of its own where a small change is allowed."""

FREE_IN_ROWS = {
    ("cohorts", "ready_at"): {"C5"},  # a cohort that stays at home may be ready later
    ("stop_times", "depart_at"): {"SV1#1"},  # how long a train stands at its last station
    ("trips", "distance_m"): {"SV1#1"},  # a great circle, give or take
    ("trips", "drive_s"): {"SV1#1"},
    ("dwells", "to_at"): {"C1"},  # a stay in quarantine may be longer
    ("paths", "adcode"): {"D1"},  # counties between the halts: their borders are not in the verifier's hands
}
"""Rows, by the first column, in which a cell binds nothing."""
MOST_ROWS = 13

EARLIER_OR_LATER_IS_FINE = {
    ("cohorts", "ready_at"), ("cohorts", "due_at"), ("stop_times", "arrive_at"), ("stop_times", "depart_at"),
    ("duties", "depart_at"), ("duties", "arrive_at"), ("paths", "motorway_m"), ("duties", "distance_m"),
    ("paths", "enter_at"), ("paths", "leave_at"), ("manifest", "seat"), ("trips", "drivers"),
}  # fmt: skip
"""Cells with room to move: only a large change is tried."""

QUICK = ("cohorts", "trips", "loads", "dwells", "offers", "unserved", "reservations")
LONG = ("stop_times", "paths", "manifest", "duties")
TABLES = (*QUICK, *(pytest.param(table, marks=pytest.mark.slow) for table in LONG))


def _other(table: str, column: str, cell: str) -> str:
    """Another value of the same kind."""
    large = (table, column) in EARLIER_OR_LATER_IS_FINE
    if cell.endswith("+08:00"):
        days = 20 if large else 0
        return (datetime.fromisoformat(cell) + timedelta(days=days, minutes=1)).isoformat(timespec="seconds")
    if cell in ("true", "false"):
        return "false" if cell == "true" else "true"
    if cell.isdecimal():
        return str(int(cell) + (10**7 if large else 1))
    return f"{cell}x"


@pytest.mark.parametrize("table", TABLES)
def test_no_cell_can_be_changed_unseen(toy: Toy, table: str) -> None:
    header, rows = header_of(toy.plan, table), read_rows(toy.plan, table)
    unseen = []
    for column in header:
        if column in BINDS_NOTHING.get(table, set()):
            continue
        for number, row in enumerate(rows[:MOST_ROWS]):
            if not row[column] or row[header[0]] in FREE_IN_ROWS.get((table, column), set()):
                continue
            changed = [dict(other) for other in rows]
            changed[number][column] = _other(table, column, row[column])
            write_rows(toy.plan, table, changed)
            if not judge(toy):
                unseen.append((column, number, row[column], changed[number][column]))
    assert not unseen

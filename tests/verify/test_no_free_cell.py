"""A plan is held by its rules at every cell: changing any one of them is caught, but for those that bind nothing.

The plan is judged with and without the rules that a scenario may switch on; one of the verdicts has to see the change.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.builders.edit import header_of, read_rows, write_rows
from tests.builders.toy_scenario import switch_on
from tests.verify.judging import judge, make_toy

BINDS_NOTHING = {
    "cohorts": {"group_sizes", "worker_ids", "board_by"},
    "trips": {"batch_no", "permit_no", "emergency_order"},
    "stop_times": {"activity"},
    "dwells": {"purpose"},
    "offers": {"reason"},
    "unserved": {"detail", "blocking_id", "release"},
    "duties": {"kind"},
    "reservations": {"amount"},
}
"""Words, numbers for people, and what has tests of its own where a small change is allowed."""

FREE_IN_ROWS = {
    ("cohorts", "ready_at"): {"C5"},  # a cohort that stays at home may be ready later
    ("stop_times", "depart_at"): {"SV1#1"},  # how long a train stands at its last station
    ("trips", "distance_m"): {"SV1#1"},  # a great circle, give or take
    ("trips", "drive_s"): {"SV1#1"},
    ("trips", "closed_loop"): {"F1", "SV1#1", "L1"},  # a trip may isolate its crew unasked
    ("escort_duties", "to_at"): {"M1", "M2", "LI"},  # travel may take longer
    ("escort_duties", "from_at"): {"M1", "M2", "LI"},
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

QUICK = ("cohorts", "trips", "loads", "dwells", "offers", "unserved", "reservations", "driver_duties", "escort_duties")
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
def test_no_cell_can_be_changed_unseen(tmp_path: Path, table: str) -> None:
    worlds = [make_toy(tmp_path / which) for which in ("plain", "test", "quarantine")]
    for world, which in zip(worlds[1:], ("test", "quarantine"), strict=True):
        switch_on(world.scenario, which)
    header, rows = header_of(worlds[0].plan, table), read_rows(worlds[0].plan, table)
    unseen = []
    for column in header:
        if column in BINDS_NOTHING.get(table, set()):
            continue
        for number, row in enumerate(rows[:MOST_ROWS]):
            if not row[column] or row[header[0]] in FREE_IN_ROWS.get((table, column), set()):
                continue
            changed = [dict(other) for other in rows]
            changed[number][column] = _other(table, column, row[column])
            for world in worlds:
                write_rows(world.plan, table, changed)
            if not any(judge(world) for world in worlds):
                unseen.append((column, number, row[column], changed[number][column]))
    assert not unseen

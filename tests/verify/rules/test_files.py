from __future__ import annotations

import pytest

from tests.builders import add_row, drop_rows, edit_text, set_cells, set_plan_value
from tests.verify.judging import Change, Toy, broken_by, judge

CORRUPTIONS: dict[str, Change] = {
    "a missing table": lambda t: (t.plan / "dwells.csv").unlink(),
    "a missing plan.json": lambda t: (t.plan / "plan.json").rename(t.plan / "plan.bak"),
    "a missing column": lambda t: edit_text(t.plan / "stop_times.csv", ",alight,", ",away,"),
    "a word for a number": lambda t: set_cells(t.plan, "trips", {"trip_id": "D1"}, load="eleven"),
    "a date for a moment": lambda t: set_cells(t.plan, "trips", {"trip_id": "D1"}, depart_at="2020-02-24"),
    "an unknown level": lambda t: set_cells(t.plan, "trips", {"trip_id": "D1"}, level="purple"),
    "an unknown mode": lambda t: set_cells(t.plan, "trips", {"trip_id": "D1"}, mode="boat"),
    "a negative count": lambda t: set_cells(t.plan, "stop_times", {"trip_id": "D1", "seq": "1"}, board="-6"),
    "a ragged row": lambda t: edit_text(t.plan / "offers.csv", "SV2,false,0,0,0,not needed", "SV2,false,0"),
    "a duplicate trip": lambda t: add_row(t.plan, "trips", **_first(t, "trips")),
    "a duplicate cohort": lambda t: add_row(t.plan, "cohorts", **_first(t, "cohorts")),
    "a duplicate leg": lambda t: add_row(t.plan, "loads", **_first(t, "loads")),
    "a gap in seq": lambda t: set_cells(t.plan, "stop_times", {"trip_id": "D1", "seq": "5"}, seq="6"),
    "an unknown stop": lambda t: set_cells(t.plan, "stop_times", {"trip_id": "D1", "seq": "2"}, stop_id="P9"),
    "an unknown county": lambda t: set_cells(
        t.plan, "stop_times", {"trip_id": "D1", "seq": "3"}, stop_id="adcode:999999"
    ),
    "an unknown fleet": lambda t: set_cells(t.plan, "trips", {"trip_id": "D1"}, fleet_id="XX"),
    "an unknown service": lambda t: set_cells(t.plan, "trips", {"trip_id": "SV1#1"}, service_id="SV9"),
    "an unknown worker": lambda t: set_cells(t.plan, "manifest", {"worker_id": "W01"}, worker_id="W99"),
    "an unknown cohort": lambda t: set_cells(t.plan, "unserved", {"worker_id": "W21"}, cohort_id="C99"),
    "a coach without a vehicle": lambda t: set_cells(t.plan, "trips", {"trip_id": "D1"}, vehicle_no=""),
    "a ride backwards": lambda t: set_cells(t.plan, "loads", {"cohort_id": "C2"}, board_seq="5", alight_seq="2"),
    "a manifest against the loads": lambda t: set_cells(t.plan, "manifest", {"worker_id": "W01"}, board_seq="2"),
    "a halt that ends before it begins": lambda t: set_cells(
        t.plan, "stop_times", {"trip_id": "D1", "seq": "3"}, depart_at="2020-02-24T10:00+08:00"
    ),
    "a departure before the first rule set": lambda t: edit_text(t.pack, '"2020-02-11"', '"2020-02-25"'),
    "counts that are no numbers": lambda t: set_plan_value(t.plan, "counts", {"served": "all", "unserved": 0}),
    "an objective without values": lambda t: set_plan_value(t.plan, "objective", [{"name": "cost"}]),
    "a cohort of nobody": lambda t: set_cells(t.plan, "cohorts", {"cohort_id": "H1"}, persons="0"),
}


def _first(toy: Toy, table: str) -> dict[str, str]:
    header, row = (toy.plan / f"{table}.csv").read_text(encoding="utf-8").splitlines()[:2]
    return dict(zip(header.split(","), row.split(","), strict=True))


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_a_plan_folder_that_is_not_whole_is_caught(toy: Toy, change: Change) -> None:
    assert broken_by(toy, change) == {"files"}


def test_every_bad_cell_is_named_by_table_row_and_column(toy: Toy) -> None:
    set_cells(toy.plan, "trips", {"trip_id": "D1"}, load="eleven", level="purple")
    set_cells(toy.plan, "loads", {"cohort_id": "C2"}, persons="")
    subjects = {violation.subject for violation in judge(toy)}
    assert subjects == {"trips row 2 load", "trips row 2 level", "loads row 3 persons"}


def test_rows_may_stand_in_any_order(toy: Toy) -> None:
    for table in ("stop_times", "paths", "loads", "manifest", "duties", "trips"):
        path = toy.plan / f"{table}.csv"
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join([header, *reversed(rows)]) + "\n", encoding="utf-8")
    assert judge(toy) == ()


def test_empty_tables_are_whole(toy: Toy) -> None:
    drop_rows(toy.plan, "reservations", kind="permit")
    assert "files" not in {violation.rule for violation in judge(toy)}

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
    "an unknown escort of a trip": lambda t: set_cells(t.plan, "trips", {"trip_id": "D1"}, escort_ids="M1;M9"),
    "an unknown escort on duty": lambda t: set_cells(t.plan, "escort_duties", {"escort_id": "LI"}, escort_id="LX"),
    "an escort on an unknown trip": lambda t: set_cells(t.plan, "escort_duties", {"activity": "L1"}, activity="L9"),
    "an escort at an unknown place": lambda t: set_cells(t.plan, "escort_duties", {"activity": "L1"}, to="S9"),
    "an escort whose duties skip a number": lambda t: drop_rows(t.plan, "escort_duties", activity="L1"),
    "an escort who travels backwards in time": lambda t: set_cells(
        t.plan, "escort_duties", {"escort_id": "LI", "seq": "1"}, to_at="2020-02-24T17:59+08:00"
    ),
    "a driver in an unknown vehicle": lambda t: set_cells(t.plan, "driver_duties", {"seq": "1"}, vehicle_id="GZ"),
    "a driver who sings": lambda t: set_cells(t.plan, "driver_duties", {"seq": "1"}, activity="singing"),
    "an unknown kind of reservation": lambda t: set_cells(t.plan, "reservations", {"kind": "test"}, kind="tests"),
    "a reservation without a trip": lambda t: set_cells(t.plan, "reservations", {"kind": "test"}, trip_id=""),
    "a bed of an unknown part": lambda t: set_cells(t.plan, "reservations", {"kind": "quarantine"}, part_id="C1/9"),
    "a bed without a part": lambda t: set_cells(t.plan, "reservations", {"kind": "quarantine"}, part_id=""),
    "a quarter-hour without a beginning": lambda t: set_cells(t.plan, "reservations", {"kind": "gate"}, from_at=""),
    "a quarter-hour without an end": lambda t: set_cells(t.plan, "reservations", {"kind": "hub"}, to_at=""),
    "a quarter-hour that is a word": lambda t: set_cells(t.plan, "reservations", {"kind": "hub"}, to_at="noon"),
    "a reservation of nothing": lambda t: set_cells(t.plan, "reservations", {"kind": "crew_bed"}, amount="0"),
    "a dwell at an unknown place": lambda t: set_cells(t.plan, "dwells", {"purpose": "quarantine"}, place_id="S9"),
    "a dwell backwards in time": lambda t: set_cells(
        t.plan, "dwells", {"purpose": "quarantine"}, to_at="2020-02-24T15:54+08:00"
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

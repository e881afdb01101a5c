from __future__ import annotations

from pathlib import Path

from planner.publish.tables import read_plan
from planner.schedule.renaming import NewNames, append_renamed, seats_renamed
from planner.schedule.tables import Tables
from tests.builders.toy_plan import toy_plan

NAMES = NewNames(
    trips={"D1": "T7", "F1": "T8", "SV1#1": "SV1#3", "L1": "T9"},
    units={"SV1#1": 3},
    vehicles={"NB#1": 5, "GZ#1": 2},
    cohorts={f"C{number}": f"K{number}" for number in range(1, 6)} | {"H1": "K9"},
    parts={name: f"P-{name}" for name in ("C1/1", "C2/1", "C3/1", "C4/1", "H1/1")},
    batches={1: 11, 2: 12, 3: 13, 4: 14},
)


def test_every_row_is_there_under_its_new_names(tmp_path: Path) -> None:
    plan, tables = read_plan(toy_plan(tmp_path)), Tables()
    append_renamed(tables, plan, NAMES)
    trips = {trip.trip_id: trip for trip in tables.trips}
    assert set(trips) == {"T7", "T8", "SV1#3", "T9"}
    assert (trips["T7"].vehicle_id, trips["T7"].batch_no, trips["SV1#3"].unit_no) == ("NB#5", 11, 3)
    for name in ("stop_times", "paths", "loads", "dwells", "duties", "driver_duties", "escort_duties", "reservations"):
        assert len(getattr(tables, name)) == len(getattr(plan, name)), name
    assert {row.trip_id for row in tables.stop_times} == set(trips)
    assert {load.cohort_id for load in tables.loads} <= {f"K{number}" for number in range(1, 10)}
    assert {duty.vehicle_id for duty in tables.duties} == {"NB#5", "GZ#2"}
    assert {row.activity for row in tables.escort_duties} == {"travel", *trips}
    assert {row.part_id for row in tables.reservations if row.part_id} == {"P-C1/1"}
    assert {row.driver_id for row in tables.driver_duties} == {"DR1"}


def test_seats_follow_their_parts(tmp_path: Path) -> None:
    plan = read_plan(toy_plan(tmp_path))
    seats = seats_renamed(plan.manifest, NAMES)
    assert [seat.seat for seat in seats] == [seat.seat for seat in plan.manifest]
    assert {seat.trip_id for seat in seats} == {"T7", "T8", "SV1#3", "T9"}

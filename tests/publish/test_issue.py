from __future__ import annotations

from dataclasses import replace

from planner.publish.issue import timetable_of
from tests.publish.builders import small_scenario, synthetic_plan
from tests.publish.issues import ISSUED, made_up, overnight


def test_a_timetable_knows_every_place_of_its_trips_and_halts() -> None:
    table = made_up()
    used = {halt.stop_id for halt in table.stop_times} | {trip.from_stop_id for trip in table.trips}
    assert used <= set(table.places)
    assert table.edition.issued_at == ISSUED


def test_escorts_are_people_and_stay_behind() -> None:
    plan = synthetic_plan(trips=3)
    plan = replace(plan, trips=tuple(replace(trip, escort_ids=("ESC-7",)) for trip in plan.trips))
    assert "ESC-7" not in repr(timetable_of(plan, small_scenario(), ISSUED))


def test_halts_of_a_trip_stand_in_order() -> None:
    table = overnight()
    table = replace(table, stop_times=table.stop_times[::-1])
    assert [halt.seq for halt in table.halts()["T1"]] == [1, 2, 3]

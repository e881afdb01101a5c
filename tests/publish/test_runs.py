"""A train is one run, whatever its carriages."""

from __future__ import annotations

from planner.publish.runs import look_of, runs_of
from tests.publish.builders import synthetic_plan


def test_carriages_of_a_train_are_one_run_with_their_sums() -> None:
    plan = synthetic_plan(trips=20)
    run = next(run for run in runs_of(plan) if run.run_id == "K03")
    carriages = [trip for trip in plan.trips if trip.service_id == "K03"]
    assert run.trips == tuple(carriages)
    assert run.riders == run.load == sum(trip.load for trip in carriages)
    assert [halt.board for halt in run.halts] == [run.riders, 0]


def test_runs_hold_every_trip_once_in_order_of_departure() -> None:
    plan = synthetic_plan(trips=40)
    runs = runs_of(plan)
    assert sorted(trip.trip_id for run in runs for trip in run.trips) == sorted(trip.trip_id for trip in plan.trips)
    assert [run.first.depart_at for run in runs] == sorted(run.first.depart_at for run in runs)


def test_every_trip_has_one_of_five_looks() -> None:
    looks = {look_of(trip) for trip in synthetic_plan(trips=100).trips}
    assert looks == {"direct", "feeder", "last_mile", "train", "flight"}

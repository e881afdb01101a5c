from __future__ import annotations

from dataclasses import replace

from api.diff import compare
from api.diff_views import clock_of, difference_view
from api.store.work_models import DraftRow
from planner.units import LocalClock
from tests.api.test_diff import PLAN, coach, later, without

CLOCK = LocalClock(28_800)


def test_figures_are_the_others_minus_this_ones() -> None:
    gone = coach()
    told = difference_view("A", "B", compare(PLAN, without(PLAN, gone.trip_id)), CLOCK)
    assert (told.plan_id, told.other, told.trips_dropped) == ("A", "B", [gone.trip_id])
    assert (told.served, told.cost_cents) == (-gone.load, -gone.cost_cents)
    assert told.other_plan.trips == told.this_plan.trips - 1


def test_moved_trips_tell_both_departures_in_local_time() -> None:
    trip = coach()
    (move,) = difference_view("A", "B", compare(PLAN, later(PLAN, trip.trip_id)), CLOCK).trips_moved
    assert (move.trip_id, move.what) == (trip.trip_id, ["time"])
    assert move.depart_at.isoformat(timespec="minutes") == CLOCK.iso(trip.depart_at)
    assert (move.other_depart_at - move.depart_at).total_seconds() == 1_800


def test_the_clock_is_the_campaigns() -> None:
    campaign = {"timezone": "Asia/Shanghai", "start": "2020-02-17", "end": "2020-02-20"}
    assert clock_of(DraftRow(settings={"campaign": campaign})) == CLOCK
    assert clock_of(DraftRow(settings={"campaign": {**campaign, "timezone": "UTC"}})) == replace(CLOCK, offset_s=0)

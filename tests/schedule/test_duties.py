"""Duties: vehicles go on where and when they stopped, and drivers go with them."""

from __future__ import annotations

from itertools import pairwise

from tests.builders.small_schedule import short_trips, two_stops
from tests.builders.small_world import FUNAN


def test_duties_of_a_vehicle_join_in_place_and_time() -> None:
    world, tables = short_trips(8, 12)
    rows = tables.duties
    assert {row.vehicle_id for row in rows} == {"NB#1"}
    assert [row.kind for row in rows] == ["deadhead", "trip", "deadhead", "turnaround"] * 2
    assert (rows[0].from_place, rows[-1].to_place) == ("depot:NB", "depot:NB")
    assert all(a.to_place == b.from_place and a.arrive_at <= b.depart_at for a, b in pairwise(rows))
    assert [row.seq for row in rows] == list(range(1, 9))
    assert [row.distance_m for row in rows[:4]] == [20_000, 20_000, 0, 0]
    turnarounds = [row.arrive_at - row.depart_at for row in rows if row.kind == "turnaround"]
    assert all(wait >= world.policy.rulesets[0].times.turnaround_s for wait in turnarounds)


def test_a_long_empty_run_is_cut_at_its_rests() -> None:
    _, tables = two_stops()
    trip_row = next(duty for duty in tables.duties if duty.kind == "trip")
    out = [duty for duty in tables.duties if duty.kind == "deadhead" and duty.seq < trip_row.seq]
    assert len(out) > 2
    assert sum(duty.distance_m for duty in out) == 690_000
    assert all(duty.distance_m > 0 for duty in out)
    assert (out[0].from_place, out[-1].to_place) == ("depot:NB", FUNAN)
    assert all(a.to_place == b.from_place and b.depart_at - a.arrive_at >= 1_200 for a, b in pairwise(out))


def test_both_drivers_of_a_crew_have_the_duties_of_the_vehicle() -> None:
    _, tables = two_stops()
    runs = [duty for duty in tables.duties if duty.kind != "turnaround"]
    for member in ("NB#1-1", "NB#1-2"):
        mine = [row for row in tables.driver_duties if row.driver_id == member]
        assert [(row.from_at, row.to_at) for row in mine] == [(duty.depart_at, duty.arrive_at) for duty in runs]
    assert len(tables.driver_duties) == 2 * len(runs)

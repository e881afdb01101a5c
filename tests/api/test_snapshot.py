from __future__ import annotations

import json
from dataclasses import replace

import pytest

from api.snapshot import draw_line, take_snapshot
from planner.domain.place import County
from planner.domain.plan import Activity, StopTime
from planner.errors import BadPlanFolder
from tests.api.fakes import small_plan
from tests.publish.builders import small_scenario

SNAPSHOT = take_snapshot(small_plan(), small_scenario(), {})


def test_key_figures_add_up() -> None:
    plan = small_plan()
    assert SNAPSHOT.served == sum(load.persons for load in plan.loads)
    assert SNAPSHOT.unserved == 37
    assert SNAPSHOT.cost_cents == sum(t.cost_cents for t in plan.trips) + 64_000_00 * len(plan.offers)
    assert SNAPSHOT.gap == 0.028
    assert {m.mode: (m.trips, m.services) for m in SNAPSHOT.modes} == {
        "coach": (60, 0), "train": (168, 14), "flight": (14, 14),
    }  # fmt: skip


def test_trips_stand_in_order_of_departure_and_halts_in_order_of_the_road() -> None:
    departures = [trip.depart_at for trip in SNAPSHOT.trips]
    assert departures == sorted(departures)
    assert all([halt.seq for halt in halts] == [1, 2] for halts in SNAPSHOT.halts.values())


def test_findings_about_a_worker_are_not_published() -> None:
    assert [finding["subject"] for finding in SNAPSHOT.findings] == ["FL1"]


def test_no_fact_of_a_snapshot_holds_an_identity() -> None:
    text = repr(SNAPSHOT)
    assert "测试甲" not in text
    assert "W0000" not in text


def test_a_rest_at_a_county_seat_is_placed_by_the_list_of_counties() -> None:
    plan, trip = small_plan(), small_plan().trips[0]
    rest = StopTime(trip.trip_id, 3, "adcode:320311", trip.arrive_at, trip.arrive_at, 0, 0, Activity.REST)
    plan = replace(plan, stop_times=(*plan.stop_times, rest))
    county = County("320311", "泉山区", "Quanshan", "3203", "32", 117.19, 34.24)
    places = {place.place_id: place for place in take_snapshot(plan, small_scenario(), {"320311": county}).places}
    assert (places["adcode:320311"].name, places["adcode:320311"].kind) == ("泉山区", "county")
    with pytest.raises(BadPlanFolder, match="adcode:320311"):
        take_snapshot(plan, small_scenario(), {})


def test_a_trip_without_a_drawn_way_joins_its_halts() -> None:
    drawn = take_snapshot(replace(small_plan(), shapes=()), small_scenario(), {}).drawings["T00000"]
    assert json.loads(drawn.geojson)["type"] == "LineString"
    assert len(json.loads(drawn.geojson)["coordinates"]) == 2


def test_a_line_knows_its_box_and_one_place_is_a_point() -> None:
    assert draw_line([(121.5, 29.8), (120.123456789, 30.0)]).box == (120.12346, 29.8, 121.5, 30.0)
    assert json.loads(draw_line([(1, 2)]).geojson) == {"type": "Point", "coordinates": [1, 2]}

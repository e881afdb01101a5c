from __future__ import annotations

import pytest

from planner.domain.rule import DriverRules
from planner.verify.driving import Drive
from planner.verify.rules.drivers import most_in
from tests.builders import add_row, drop_rows, edit_text, set_cells, set_plan_value
from tests.verify.judging import Change, Toy, broken_by, judge

CORRUPTIONS: dict[str, Change] = {
    "one driver on a long trip": lambda t: (
        set_cells(t.plan, "trips", {"trip_id": "D1"}, drivers="1", cost_cents="1144200"),
        set_plan_value(
            t.plan,
            "objective",
            [
                {"name": "unserved_tier_1", "value": 2, "unit": "persons"},
                {"name": "cost", "value": 5409600, "unit": "fen"},
            ],
        ),
    ),
    "more crews than drivers": lambda t: set_cells(t.scenario, "coaches", {"fleet_id": "NB"}, drivers="1"),
    "no driver": lambda t: (
        set_cells(t.plan, "trips", {"trip_id": "F1"}, drivers="0", cost_cents="265000"),
        set_plan_value(
            t.plan,
            "objective",
            [
                {"name": "unserved_tier_1", "value": 2, "unit": "persons"},
                {"name": "cost", "value": 5429600, "unit": "fen"},
            ],
        ),
    ),
    "three drivers": lambda t: (
        set_cells(t.plan, "trips", {"trip_id": "D1"}, drivers="3", cost_cents="1344200"),
        set_cells(t.scenario, "coaches", {"fleet_id": "NB"}, drivers="3"),
    ),
    "a second driver whom another trip pays": lambda t: (
        set_cells(t.plan, "trips", {"trip_id": "D1"}, drivers="1", cost_cents="1144200"),
        set_cells(t.plan, "trips", {"trip_id": "L1"}, drivers="2", cost_cents="230400"),
        edit_text(t.pack, "two_driver_m = 400000", "two_driver_m = 900000"),
    ),
    "too long without rest": lambda t: edit_text(t.pack, "continuous_day_s = 14400", "continuous_day_s = 14399"),
    "rests too short": lambda t: edit_text(t.pack, "rest_s = 1200", "rest_s = 1201"),
    "too much within a day": lambda t: edit_text(t.pack, "driving_24h_s = 28800", "driving_24h_s = 17579"),
    "too much within a week": lambda t: edit_text(t.pack, "driving_7d_s = 158400", "driving_7d_s = 30000"),
    "driving in the night stop": lambda t: edit_text(
        t.pack, "stop_from_s = 7200, stop_to_s = 18000", "stop_from_s = 7200, stop_to_s = 21660"
    ),
    "night driving without rest": lambda t: (
        edit_text(t.pack, "night_to_s = 21600", "night_to_s = 31000"),
        edit_text(t.pack, 'night_speed_share = "0.8"', 'night_speed_share = "1"'),
    ),
}


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_driving_beyond_the_limits_is_caught(toy: Toy, change: Change) -> None:
    assert broken_by(toy, change) - {"objective"} == {"drivers"}


def test_a_trip_all_on_motorway_needs_two_drivers_later(toy: Toy) -> None:
    set_cells(toy.plan, "trips", {"trip_id": "F1"}, distance_m="280000")
    edit_text(toy.pack, "two_driver_m = 400000", "two_driver_m = 200000")
    assert broken_by(toy) == {"drivers"}
    set_cells(toy.plan, "paths", {"trip_id": "F1"}, motorway_m="140000")
    assert broken_by(toy) == set()


def test_short_runs_may_be_driven_in_the_night_stop(toy: Toy) -> None:
    edit_text(toy.pack, "stop_from_s = 7200, stop_to_s = 18000", "stop_from_s = 28000, stop_to_s = 37000")
    found = {violation.subject for violation in judge(toy) if violation.rule == "drivers"}
    assert "L1" not in found
    assert {"D1", "NB#1 duty 1", "GZ#1 duty 1"} <= found


def test_the_most_driving_in_a_window_is_found_wherever_it_begins() -> None:
    rules = DriverRules()
    drives = [Drive("x", 0, 10, 0, rules), Drive("x", 50, 70, 0, rules), Drive("x", 75, 90, 0, rules)]
    assert most_in(drives, 40) == 35
    assert most_in(drives, 15) == 15
    assert most_in(drives, 1000) == 45


TRIP = {"driver_id": "DR1", "activity": "F1"}
NAMED: dict[str, Change] = {
    "a driver who is not named": lambda t: set_cells(t.plan, "driver_duties", {"driver_id": "DR1"}, driver_id="DR2"),
    "a driver of another fleet": lambda t: set_cells(t.scenario, "drivers", {"driver_id": "DR1"}, fleet_id="NB"),
    "a driver off the white list": lambda t: set_cells(
        t.scenario, "drivers", {"driver_id": "DR1"}, whitelisted="false"
    ),
    "a driver with a red code": lambda t: set_cells(t.scenario, "drivers", {"driver_id": "DR1"}, health_code="red"),
    "a driver not yet available": lambda t: set_cells(
        t.scenario, "drivers", {"driver_id": "DR1"}, available_from="2020-02-24T09:01+08:00"
    ),
    "a driver no longer available": lambda t: set_cells(
        t.scenario, "drivers", {"driver_id": "DR1"}, available_to="2020-02-24"
    ),
    "nobody at the wheel": lambda t: (
        drop_rows(t.plan, "driver_duties", **TRIP),
        set_cells(t.plan, "driver_duties", {"seq": "3"}, seq="2"),
        set_cells(t.plan, "driver_duties", {"seq": "4"}, seq="3"),
    ),
    "a duty that the vehicle does not do": lambda t: set_cells(
        t.plan, "driver_duties", TRIP, to_at="2020-02-24T17:29+08:00"
    ),
    "two duties at once": lambda t: add_row(
        t.plan, "driver_duties", driver_id="DR1", vehicle_id="GZ#1", seq="5", activity="rest", to="depot:GZ",
        from_at="2020-02-25T15:44+08:00", to_at="2020-02-25T16:00+08:00", **{"from": "depot:GZ"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", NAMED.values(), ids=NAMED.keys())
def test_fleets_that_name_their_drivers_are_driven_by_them_alone(strict: Toy, change: Change) -> None:
    assert broken_by(strict, change) == {"drivers"}


def test_the_white_list_binds_where_the_rules_ask(toy: Toy) -> None:
    set_cells(toy.scenario, "drivers", {"driver_id": "DR1"}, whitelisted="false")
    assert broken_by(toy) == set()


def test_named_drivers_count_instead_of_the_number_of_the_fleet(toy: Toy) -> None:
    set_cells(toy.scenario, "coaches", {"fleet_id": "GZ"}, drivers="0")
    assert broken_by(toy) == set()

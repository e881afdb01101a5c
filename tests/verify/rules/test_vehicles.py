from __future__ import annotations

import pytest

from tests.builders import drop_rows, edit_text, set_cells
from tests.verify.judging import Change, Toy, broken_by, judge

CORRUPTIONS: dict[str, Change] = {
    "duties that begin elsewhere": lambda t: set_cells(
        t.plan, "duties", {"vehicle_id": "NB#1", "seq": "1"}, **{"from": "NGB"}
    ),
    "duties that end elsewhere": lambda t: set_cells(
        t.plan, "duties", {"vehicle_id": "GZ#1", "seq": "4"}, to="adcode:522301"
    ),
    "a night at another fleet's depot": lambda t: (
        set_cells(t.plan, "duties", {"vehicle_id": "NB#1", "seq": "1"}, to="depot:GZ"),
        set_cells(t.plan, "duties", {"vehicle_id": "NB#1", "seq": "2"}, **{"from": "depot:GZ"}),
    ),
    "a jump between two places": lambda t: set_cells(
        t.plan, "duties", {"vehicle_id": "NB#1", "seq": "2"}, to="adcode:330522"
    ),
    "two duties at once": lambda t: set_cells(
        t.plan, "duties", {"vehicle_id": "NB#1", "seq": "6"}, depart_at="2020-02-24T16:54+08:00"
    ),
    "a departure before the doors close": lambda t: set_cells(
        t.plan, "duties", {"vehicle_id": "NB#1", "seq": "5"}, depart_at="2020-02-24T16:09+08:00"
    ),
    "an arrival after boarding has begun": lambda t: set_cells(
        t.plan, "duties", {"vehicle_id": "NB#1", "seq": "7"}, arrive_at="2020-02-25T08:21+08:00"
    ),
    "a trip that no vehicle runs": lambda t: drop_rows(t.plan, "duties", vehicle_id="GZ#1"),
    "a vehicle that the fleet lacks": lambda t: set_cells(t.scenario, "coaches", {"fleet_id": "GZ"}, count="0"),
    "a fleet that is not available yet": lambda t: set_cells(
        t.scenario, "coaches", {"fleet_id": "NB"}, available_from="2020-02-24"
    ),
    "a fleet that is not available any more": lambda t: set_cells(
        t.scenario, "coaches", {"fleet_id": "GZ"}, available_to="2020-02-24"
    ),
    "more loaded trips than allowed": lambda t: set_cells(t.scenario, "coaches", {"fleet_id": "NB"}, max_trips="1"),
    "a short disinfection": lambda t: set_cells(
        t.plan, "duties", {"vehicle_id": "NB#1", "seq": "6"}, arrive_at="2020-02-24T17:39+08:00"
    ),
    "a longer disinfection asked for": lambda t: edit_text(t.pack, "turnaround_s = 2400", "turnaround_s = 2701"),
    "registered at neither end": lambda t: set_cells(
        t.scenario, "coaches", {"fleet_id": "GZ"}, registration_adcode="330203"
    ),
    "a duty that says other metres": lambda t: (
        set_cells(t.plan, "duties", {"vehicle_id": "NB#1", "seq": "8"}, distance_m="46001"),
    ),
    "an empty run shorter than the way": lambda t: (
        set_cells(t.plan, "duties", {"vehicle_id": "GZ#1", "seq": "3"}, distance_m="0"),
        set_cells(t.plan, "duties", {"vehicle_id": "GZ#1", "seq": "4"}, distance_m="200000"),
    ),
    "an empty run too fast": lambda t: (
        set_cells(t.plan, "duties", {"vehicle_id": "GZ#1", "seq": "1"}, depart_at="2020-02-24T10:00+08:00"),
    ),
}


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_vehicles_in_two_places_are_caught(toy: Toy, change: Change) -> None:
    assert broken_by(toy, change) - {"drivers"} == {"vehicles"}


def test_an_emergency_order_frees_from_registration(toy: Toy) -> None:
    set_cells(toy.scenario, "coaches", {"fleet_id": "GZ"}, registration_adcode="330203")
    set_cells(toy.plan, "trips", {"trip_id": "F1"}, emergency_order="true")
    assert broken_by(toy) == set()


def test_a_vehicle_without_disinfection_between_loads_is_caught(toy: Toy) -> None:
    drop_rows(toy.plan, "duties", vehicle_id="NB#1", seq="6")
    for seq in ("7", "8", "9"):
        set_cells(toy.plan, "duties", {"vehicle_id": "NB#1", "seq": seq}, seq=str(int(seq) - 1))
    assert broken_by(toy) == {"vehicles"}


def test_disinfection_may_follow_the_last_halt_at_once(toy: Toy) -> None:
    at = {"vehicle_id": "NB#1"}
    set_cells(toy.plan, "duties", {**at, "seq": "5"}, seq="x")
    set_cells(
        toy.plan, "duties", {**at, "seq": "6"}, seq="5", to="S1",
        depart_at="2020-02-24T16:10+08:00", arrive_at="2020-02-24T16:50+08:00", **{"from": "S1"},
    )  # fmt: skip
    set_cells(
        toy.plan, "duties", {**at, "seq": "x"}, seq="6",
        depart_at="2020-02-24T16:50+08:00", arrive_at="2020-02-24T17:35+08:00",
    )  # fmt: skip
    assert broken_by(toy) == set()


def _isolate(toy: Toy) -> None:
    """F1 is the closed loop, its driver isolates for a day."""
    asked = 'closed_loop_from = "high"\ncrew_isolation_days = 1'
    edit_text(toy.scenario / "scenario.toml", 'closed_loop_from = "medium"', asked)
    set_cells(toy.plan, "trips", {"trip_id": "D1"}, closed_loop="false")
    set_cells(toy.plan, "trips", {"trip_id": "F1"}, closed_loop="true")
    set_cells(toy.plan, "reservations", {"kind": "crew_bed"}, trip_id="F1")


LOOPS: dict[str, Change] = {
    "a closed loop that does not say so": lambda t: set_cells(t.plan, "trips", {"trip_id": "D1"}, closed_loop="false"),
    "a lower level": lambda t: edit_text(t.scenario / "scenario.toml", 'loop_from = "medium"', 'loop_from = "low"'),
    "a vehicle that leaves while its crew isolates": lambda t: edit_text(
        t.scenario / "scenario.toml", 'loop_from = "medium"', 'loop_from = "medium"\ncrew_isolation_days = 1'
    ),
}


@pytest.mark.parametrize("change", LOOPS.values(), ids=LOOPS.keys())
def test_closed_loops_that_are_open_are_caught(lodged: Toy, change: Change) -> None:
    assert broken_by(lodged, change) == {"vehicles"}


def test_a_crew_that_isolates_keeps_its_vehicle_home(lodged: Toy) -> None:
    _isolate(lodged)
    assert broken_by(lodged) == set()


def test_a_closed_loop_is_the_only_trip_of_its_outing(lodged: Toy) -> None:
    _isolate(lodged)
    set_cells(lodged.plan, "trips", {"trip_id": "F1"}, closed_loop="false")
    set_cells(lodged.plan, "trips", {"trip_id": "L1"}, closed_loop="true")
    set_cells(lodged.plan, "reservations", {"kind": "crew_bed"}, trip_id="L1", date="2020-02-25", amount="1")
    assert broken_by(lodged) == set()
    away, vehicle = "adcode:330206", {"vehicle_id": "NB#1"}
    set_cells(lodged.plan, "duties", {**vehicle, "seq": "5"}, to=away, arrive_at="2020-02-24T16:30+08:00")
    set_cells(lodged.plan, "duties", {**vehicle, "seq": "6"}, to=away, **{"from": away})
    set_cells(lodged.plan, "duties", {**vehicle, "seq": "7"}, **{"from": away})
    found = [v for v in judge(lodged) if v.rule == "vehicles" and v.unit == "trips"]
    assert [(v.subject, v.value) for v in found] == [("L1", "2")]

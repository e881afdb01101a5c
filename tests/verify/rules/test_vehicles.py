from __future__ import annotations

import pytest

from tests.builders import drop_rows, edit_text, set_cells
from tests.verify.judging import Change, Toy, broken_by

CORRUPTIONS: dict[str, Change] = {
    "duties that begin elsewhere": lambda t: set_cells(
        t.plan, "duties", {"vehicle_id": "NB#1", "seq": "1"}, **{"from": "NGB"}
    ),
    "duties that end elsewhere": lambda t: set_cells(
        t.plan, "duties", {"vehicle_id": "GZ#1", "seq": "4"}, to="adcode:522301"
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

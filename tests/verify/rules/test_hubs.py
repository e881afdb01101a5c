from __future__ import annotations

import pytest

from tests.builders import add_row, drop_rows, set_cells
from tests.verify.judging import Change, Toy, broken_by, judge


def _at(trip: str, place: str) -> dict[str, str]:
    return {"trip_id": trip, "place_id": place}


def _quarter(day: str, begin: str, end: str) -> dict[str, str]:
    return {"date": day, "from_at": f"{day}T{begin}+08:00", "to_at": f"{day}T{end}+08:00"}


CORRUPTIONS: dict[str, Change] = {
    "more than a quarter-hour lets through": lambda t: set_cells(
        t.scenario, "stops", {"stop_id": "GYB"}, people_per_hour="31"
    ),
    "an arrival without a reservation": lambda t: drop_rows(t.plan, "reservations", **_at("F1", "GYB")),
    "fewer reserved than board": lambda t: set_cells(t.plan, "reservations", _at("L1", "NGB"), amount="11"),
    "fewer reserved than board the train in two quarters": lambda t: drop_rows(
        t.plan, "reservations", **_at("SV1#1", "GYB"), amount="5"
    ),
    "a quarter before the coach comes": lambda t: set_cells(
        t.plan, "reservations", _at("F1", "GYB"), **_quarter("2020-02-24", "17:15", "17:30")
    ),
    "a quarter after the coach has left": lambda t: set_cells(
        t.plan, "reservations", _at("L1", "NGB"), **_quarter("2020-02-25", "09:00", "09:15")
    ),
    "a quarter before the train comes": lambda t: set_cells(
        t.plan, "reservations", _at("SV1#1", "NGB"), **_quarter("2020-02-25", "07:45", "08:00")
    ),
    "a coach that leaves before the queue has ended": lambda t: set_cells(
        t.plan, "reservations", _at("SV1#1", "NGB"), **_quarter("2020-02-25", "08:45", "09:00")
    ),
    "no clock quarter": lambda t: set_cells(
        t.plan, "reservations", _at("F1", "GYB"), **_quarter("2020-02-24", "17:31", "17:46")
    ),
    "half an hour": lambda t: set_cells(
        t.plan, "reservations", _at("F1", "GYB"), **_quarter("2020-02-24", "17:30", "18:00")
    ),
    "the date of another day": lambda t: set_cells(t.plan, "reservations", _at("F1", "GYB"), date="2020-02-25"),
    "a hub where nobody of the trip passes": lambda t: set_cells(
        t.plan, "reservations", _at("F1", "GYB"), place_id="NGB"
    ),
    "a gate without a passage": lambda t: drop_rows(t.plan, "reservations", **_at("L1", "GT1")),
    "fewer passages than people": lambda t: set_cells(t.plan, "reservations", _at("D1", "GT1"), amount="10"),
    "a passage long before": lambda t: set_cells(
        t.plan, "reservations", _at("D1", "GT1"), **_quarter("2020-02-24", "14:30", "14:45")
    ),
    "a gate that lets fewer through": lambda t: set_cells(
        t.scenario, "stops", {"stop_id": "GT1"}, people_per_hour="43"
    ),
    "a gate that lets fewer through in a day": lambda t: set_cells(
        t.scenario, "capacities", {"kind": "gate", "date": "2020-02-24"}, amount="10"
    ),
    "a gate that lets fewer through in some hours": lambda t: set_cells(
        t.scenario, "capacities", {"kind": "gate", "date": "2020-02-25"}, amount="4"
    ),
    "a passage of a trip from inside": lambda t: set_cells(
        t.scenario, "stops", {"stop_id": "GT1"}, catchment_adcodes="330200"
    ),
    "a gate that holds another county": lambda t: set_cells(
        t.scenario, "stops", {"stop_id": "GT1"}, catchment_adcodes="330212"
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_crowded_hubs_and_gates_are_caught(toy: Toy, change: Change) -> None:
    assert broken_by(toy, change) == {"hubs"}


def test_a_hub_without_a_limit_asks_for_nothing_and_takes_no_reservation(toy: Toy) -> None:
    set_cells(toy.scenario, "stops", {"stop_id": "GYB"}, people_per_hour="")
    assert {v.subject for v in judge(toy)} == {"F1 GYB", "SV1#1 GYB"}
    drop_rows(toy.plan, "reservations", place_id="GYB")
    assert broken_by(toy) == set()


def test_people_who_alight_may_queue_for_many_quarters(toy: Toy) -> None:
    set_cells(toy.plan, "reservations", _at("SV1#1", "NGB"), amount="6")
    late = _quarter("2020-02-25", "08:30", "08:45")
    add_row(toy.plan, "reservations", kind="hub", amount="6", **_at("SV1#1", "NGB"), **late)
    assert broken_by(toy) == set()


def test_either_gate_of_a_county_serves(toy: Toy) -> None:
    add_row(
        toy.scenario, "stops", stop_id="GT2", kind="gate", name="x", lon="121.7", lat="29.8", adcode="330206",
        people_per_hour="80", catchment_adcodes="330206",
    )  # fmt: skip
    assert broken_by(toy) == set()
    set_cells(toy.plan, "reservations", _at("L1", "GT1"), place_id="GT2")
    assert broken_by(toy) == set()


def test_a_gate_without_limits_is_passed_freely(toy: Toy) -> None:
    set_cells(toy.scenario, "stops", {"stop_id": "GT1"}, people_per_hour="")
    drop_rows(toy.scenario, "capacities", kind="gate")
    drop_rows(toy.plan, "reservations", kind="gate")
    assert broken_by(toy) == set()


def test_each_drop_behind_a_gate_uses_its_own_passages(toy: Toy) -> None:
    set_cells(toy.scenario, "stops", {"stop_id": "GT1"}, catchment_adcodes="330206;330212")
    assert [(v.subject, v.value, v.limit) for v in judge(toy)] == [("L1 GT1", "0", "7")]
    early = _quarter("2020-02-25", "08:15", "08:30")
    add_row(toy.plan, "reservations", kind="gate", amount="7", **_at("L1", "GT1"), **early)
    assert broken_by(toy) == set()
    set_cells(toy.plan, "reservations", {**_at("L1", "GT1"), "amount": "5"}, **_quarter("2020-02-25", "08:30", "08:45"))
    assert [(v.rule, v.subject, v.value) for v in judge(toy)] == [("hubs", "L1 GT1", "0")]

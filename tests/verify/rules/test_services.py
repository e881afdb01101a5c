from __future__ import annotations

import pytest

from tests.builders import drop_rows, set_cells, set_plan_value
from tests.verify.judging import Change, Toy, broken_by

CORRUPTIONS: dict[str, Change] = {
    "too few passengers": lambda t: set_cells(t.scenario, "services", {"service_id": "SV1"}, min_load="13"),
    "ordered too late": lambda t: set_cells(
        t.scenario, "services", {"service_id": "SV1"}, commit_by="2020-02-20T07:59+08:00"
    ),
    "a carriage that is not offered": lambda t: (
        set_cells(t.plan, "trips", {"trip_id": "SV1#1"}, trip_id="SV1#3", unit_no="3"),
        set_cells(t.plan, "stop_times", {"trip_id": "SV1#1"}, trip_id="SV1#3"),
        set_cells(t.plan, "loads", {"trip_id": "SV1#1"}, trip_id="SV1#3"),
        set_cells(t.plan, "manifest", {"trip_id": "SV1#1"}, trip_id="SV1#3"),
        set_cells(t.plan, "reservations", {"trip_id": "SV1#1"}, trip_id="SV1#3"),
        set_cells(t.plan, "escort_duties", {"activity": "SV1#1"}, activity="SV1#3"),
    ),
    "a trip that is not named after its carriage": lambda t: (
        set_cells(t.plan, "trips", {"trip_id": "SV1#1"}, trip_id="SV1-1"),
        set_cells(t.plan, "stop_times", {"trip_id": "SV1#1"}, trip_id="SV1-1"),
        set_cells(t.plan, "loads", {"trip_id": "SV1#1"}, trip_id="SV1-1"),
        set_cells(t.plan, "manifest", {"trip_id": "SV1#1"}, trip_id="SV1-1"),
        set_cells(t.plan, "reservations", {"trip_id": "SV1#1"}, trip_id="SV1-1"),
        set_cells(t.plan, "escort_duties", {"activity": "SV1#1"}, activity="SV1-1"),
    ),
    "more persons in the offer": lambda t: (
        set_cells(t.plan, "offers", {"service_id": "SV1"}, persons="13", cost_cents="3760000"),
        set_plan_value(
            t.plan,
            "objective",
            [
                {"name": "unserved_tier_1", "value": 2, "unit": "persons"},
                {"name": "cost", "value": 5529600, "unit": "fen"},
            ],
        ),
    ),
    "an opened service without trips": lambda t: (
        set_cells(t.plan, "offers", {"service_id": "SV2"}, opened="true", units="1", cost_cents="9000000"),
        set_plan_value(
            t.plan,
            "objective",
            [
                {"name": "unserved_tier_1", "value": 2, "unit": "persons"},
                {"name": "cost", "value": 14509600, "unit": "fen"},
            ],
        ),
    ),
    "an offer without a row": lambda t: drop_rows(t.plan, "offers", service_id="SV2"),
    "another departure": lambda t: (
        set_cells(t.scenario, "services", {"service_id": "SV1"}, depart_at="2020-02-24T20:05+08:00"),
    ),
    "another arrival": lambda t: set_cells(
        t.scenario, "services", {"service_id": "SV1"}, arrive_at="2020-02-25T07:55+08:00"
    ),
    "another station": lambda t: set_cells(t.scenario, "services", {"service_id": "SV1"}, from_stop_id="KWE"),
    "drivers on a train": lambda t: set_cells(t.plan, "trips", {"trip_id": "SV1#1"}, drivers="1"),
}


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_offers_taken_otherwise_than_offered_are_caught(toy: Toy, change: Change) -> None:
    assert broken_by(toy, change) - {"objective"} == {"services"}

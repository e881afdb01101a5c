from __future__ import annotations

import pytest

from tests.builders import add_row, drop_rows, edit_text, set_cells
from tests.verify.judging import Change, Toy, broken_by, judge

CORRUPTIONS: dict[str, Change] = {
    "a home door elsewhere": lambda t: (
        set_cells(t.plan, "cohorts", {"cohort_id": "C2"}, pickup_stop_id="adcode:341226"),
        set_cells(t.scenario, "workers", {"worker_id": "W07"}, pickup_stop_id="", origin_adcode="341226"),
        set_cells(t.scenario, "workers", {"worker_id": "W08"}, pickup_stop_id="", origin_adcode="341226"),
        set_cells(t.scenario, "workers", {"worker_id": "W09"}, pickup_stop_id="", origin_adcode="341226"),
        set_cells(t.scenario, "workers", {"worker_id": "W10"}, pickup_stop_id="", origin_adcode="341226"),
        set_cells(t.scenario, "workers", {"worker_id": "W11"}, pickup_stop_id="", origin_adcode="341226"),
    ),
    "a walk-in from outside the catchment": lambda t: set_cells(
        t.scenario, "stops", {"stop_id": "GYB"}, catchment_adcodes="520102"
    ),
    "a factory door elsewhere": lambda t: (
        set_cells(t.plan, "stop_times", {"trip_id": "L1", "seq": "3"}, stop_id="S1B"),
        set_cells(t.plan, "trips", {"trip_id": "L1"}, to_stop_id="S1B"),
        add_row(t.scenario, "stops", stop_id="S1B", kind="gate", name="x", lon="121.85", lat="29.91", adcode="330206"),
        set_cells(t.plan, "duties", {"vehicle_id": "NB#1", "seq": "8"}, to="S1B"),
        set_cells(t.plan, "duties", {"vehicle_id": "NB#1", "seq": "9"}, **{"from": "S1B"}),
    ),
    "too little time to board the train": lambda t: edit_text(t.pack, "rail_board_s = 2700", "rail_board_s = 9001"),
    "too little time to leave the train": lambda t: edit_text(t.pack, "rail_alight_s = 1800", "rail_alight_s = 2701"),
    "too long a wait": lambda t: edit_text(t.pack, "max_hub_wait_s = 28800", "max_hub_wait_s = 8999"),
    "a wait that is not recorded": lambda t: drop_rows(t.plan, "dwells", part_id="C4/1", place_id="NGB"),
    "a recorded wait that does not happen": lambda t: add_row(
        t.plan,
        "dwells",
        cohort_id="C1",
        part_id="C1/1",
        place_id="GYB",
        from_at="2020-02-24T17:30+08:00",
        to_at="2020-02-24T20:00+08:00",
        persons="6",
        purpose="hub_wait",
    ),
    "a recorded wait of other people": lambda t: set_cells(t.plan, "dwells", {"part_id": "H1/1"}, persons="3"),
    "a feeder called direct": lambda t: set_cells(t.plan, "trips", {"trip_id": "F1"}, leg_role="direct"),
    "no line-haul allowed": lambda t: edit_text(t.pack, "max_linehaul_legs = 1", "max_linehaul_legs = 0"),
    "a train called a feeder": lambda t: set_cells(t.plan, "trips", {"trip_id": "SV1#1"}, leg_role="feeder"),
    "a short stand at a pick-up": lambda t: set_cells(
        t.plan, "stop_times", {"trip_id": "L1", "seq": "1"}, arrive_at="2020-02-25T08:31+08:00"
    ),
    "a short stand at a drop": lambda t: (
        set_cells(t.plan, "stop_times", {"trip_id": "L1", "seq": "3"}, depart_at="2020-02-25T10:09+08:00"),
    ),
    "a departure that its halts deny": lambda t: (
        set_cells(t.plan, "trips", {"trip_id": "F1"}, depart_at="2020-02-24T13:29+08:00"),
        set_cells(t.plan, "duties", {"vehicle_id": "GZ#1", "seq": "2"}, depart_at="2020-02-24T13:29+08:00"),
    ),
    "an arrival before the departure": lambda t: edit_text(t.pack, "pickup_dwell_s = 900", "pickup_dwell_s = 1201"),
    "a path too short": lambda t: set_cells(t.plan, "paths", {"trip_id": "F1", "seq": "1"}, distance_m="139000"),
    "a path of fewer seconds": lambda t: set_cells(t.plan, "paths", {"trip_id": "F1", "seq": "1"}, drive_s="7100"),
    "a path with a hole": lambda t: set_cells(
        t.plan, "paths", {"trip_id": "D1", "seq": "3"}, leave_at="2020-02-24T10:14+08:00"
    ),
    "a path that ends early": lambda t: set_cells(
        t.plan, "paths", {"trip_id": "F1", "seq": "2"}, leave_at="2020-02-24T17:29+08:00"
    ),
    "a path that avoids the pick-up": lambda t: set_cells(
        t.plan, "paths", {"trip_id": "D1", "seq": "2"}, adcode="341227"
    ),
    "no path": lambda t: drop_rows(t.plan, "paths", trip_id="L1"),
    "more motorway than road": lambda t: set_cells(t.plan, "paths", {"trip_id": "D1", "seq": "1"}, motorway_m="42001"),
    "no slow driving at night": lambda t: (
        edit_text(t.pack, "night_from_s = 79200, night_to_s = 21600", "night_from_s = 43200, night_to_s = 64800"),
        edit_text(t.pack, "continuous_night_s = 7200", "continuous_night_s = 99999"),
    ),
}


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_broken_journeys_are_caught(toy: Toy, change: Change) -> None:
    assert broken_by(toy, change) - {"drivers", "escorts"} == {"continuity"}


def test_a_site_within_a_hundred_metres_of_the_last_stop_is_reached(toy: Toy) -> None:
    point = {"lon": "121.8305", "lat": "29.9005", "adcode": "330206"}
    add_row(toy.scenario, "stops", stop_id="S1B", kind="gate", name="测试门", **point)
    set_cells(toy.plan, "stop_times", {"trip_id": "L1", "seq": "3"}, stop_id="S1B")
    set_cells(toy.plan, "trips", {"trip_id": "L1"}, to_stop_id="S1B")
    set_cells(toy.plan, "duties", {"vehicle_id": "NB#1", "seq": "8"}, to="S1B")
    set_cells(toy.plan, "duties", {"vehicle_id": "NB#1", "seq": "9"}, **{"from": "S1B"})
    set_cells(toy.plan, "escort_duties", {"activity": "L1"}, to="S1B")
    assert broken_by(toy) == set()


TRANSFERS: dict[str, Change] = {
    "less than the least transfer": lambda t: edit_text(
        t.scenario / "scenario.toml", "transfer_min_s = 900", "transfer_min_s = 901"
    ),
    "handling and transfer together": lambda t: edit_text(t.pack, "rail_alight_s = 1800", "rail_alight_s = 1801"),
    "a coach that leaves earlier": lambda t: (
        set_cells(t.scenario, "services", {"service_id": "SV1"}, arrive_at="2020-02-25T08:01+08:00"),
        set_cells(t.plan, "stop_times", {"trip_id": "SV1#1", "seq": "2"}, arrive_at="2020-02-25T08:01+08:00",
                  depart_at="2020-02-25T08:01+08:00"),
        set_cells(t.plan, "trips", {"trip_id": "SV1#1"}, arrive_at="2020-02-25T08:01+08:00"),
        set_cells(t.plan, "escort_duties", {"activity": "SV1#1"}, to_at="2020-02-25T08:01+08:00"),
        set_cells(t.plan, "dwells", {"place_id": "NGB"}, from_at="2020-02-25T08:01+08:00"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", TRANSFERS.values(), ids=TRANSFERS.keys())
def test_transfers_below_the_least_are_caught(strict: Toy, change: Change) -> None:
    assert broken_by(strict, change) == {"continuity"}


def _to_quarantine(toy: Toy) -> None:
    """The people of C1 are set down at the quarantine site beside their factory."""
    set_cells(toy.scenario, "stops", {"stop_id": "QS1"}, lon="121.8305", lat="29.9095")
    set_cells(toy.plan, "stop_times", {"trip_id": "D1", "seq": "5"}, stop_id="QS1")
    set_cells(toy.plan, "trips", {"trip_id": "D1"}, to_stop_id="QS1")
    set_cells(toy.plan, "duties", {"trip_id": "D1"}, to="QS1")
    set_cells(toy.plan, "duties", {"vehicle_id": "NB#1", "seq": "5"}, **{"from": "QS1"})
    set_cells(toy.plan, "escort_duties", {"activity": "D1"}, to="QS1")
    set_cells(toy.plan, "escort_duties", {"escort_id": "M1", "seq": "3"}, **{"from": "QS1"})
    set_cells(toy.plan, "dwells", {"purpose": "quarantine"}, place_id="QS1")
    set_cells(toy.plan, "reservations", {"kind": "quarantine"}, place_id="QS1")
    add_row(toy.scenario, "capacities", kind="quarantine", place_id="QS1", date="2020-02-25", amount="6")


def test_a_part_that_owes_quarantine_may_end_where_it_is_spent(lodged: Toy) -> None:
    _to_quarantine(lodged)
    assert {v.subject for v in judge(lodged)} == {"C2/1"}
    assert {v.rule for v in judge(lodged)} == {"continuity"}
    set_cells(lodged.scenario, "stops", {"stop_id": "QS1"}, catchment_adcodes="330212")
    assert {v.subject for v in judge(lodged)} == {"C1/1", "C2/1"}


def test_a_part_that_owes_none_ends_at_its_factory(toy: Toy) -> None:
    _to_quarantine(toy)
    assert {v.subject for v in judge(toy) if v.rule == "continuity"} == {"C1/1", "C2/1"}

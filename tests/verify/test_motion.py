from __future__ import annotations

import pytest

from planner.verify.motion import too_fast
from tests.builders import set_cells
from tests.verify.judging import Toy, broken_by, judge


@pytest.mark.parametrize(
    ("distance_m", "seconds", "verdict"), [(120_000, 3_600, False), (126_000, 3_600, True), (0, 0, False)]
)
def test_a_coach_drives_no_faster_than_it_can(distance_m: int, seconds: int, verdict: bool) -> None:
    assert too_fast(distance_m, seconds) is verdict


def test_a_trip_shorter_than_the_way_between_its_halts_is_caught(toy: Toy) -> None:
    set_cells(toy.plan, "trips", {"trip_id": "SV1#1"}, distance_m="1400000")
    assert broken_by(toy) == {"continuity"}


def test_a_trip_faster_than_a_coach_is_caught(toy: Toy) -> None:
    set_cells(toy.plan, "trips", {"trip_id": "F1"}, distance_m="500000", drive_s="14400")
    set_cells(toy.plan, "paths", {"trip_id": "F1"}, distance_m="250000")
    assert {v.unit for v in judge(toy) if v.rule == "continuity"} == {"km/h", "m, s"}


def test_a_halt_reached_faster_than_a_coach_can_is_caught(toy: Toy) -> None:
    set_cells(toy.plan, "stop_times", {"trip_id": "D1", "seq": "2"}, arrive_at="2020-02-24T06:20+08:00")
    assert "D1 seq 2" in {v.subject for v in judge(toy) if v.rule == "continuity"}


def test_a_rest_off_the_road_is_no_detour(toy: Toy) -> None:
    set_cells(toy.plan, "stop_times", {"trip_id": "D1", "seq": "3"}, stop_id="adcode:330702")
    assert broken_by(toy) == set()

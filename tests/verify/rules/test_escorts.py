from __future__ import annotations

import pytest

from tests.builders import add_row, drop_rows, edit_text, set_cells
from tests.verify.judging import Change, Toy, broken_by, judge

DAY = "2020-02-24T"
CORRUPTIONS: dict[str, Change] = {
    "a coach without its medic": lambda t: (
        set_cells(t.plan, "trips", {"trip_id": "F1"}, escort_ids=""),
        drop_rows(t.plan, "escort_duties", escort_id="M2"),
    ),
    "a second medic for a thirteenth person": lambda t: edit_text(
        t.scenario / "scenario.toml", "persons_per = 12", "persons_per = 11"
    ),
    "a liaison where a medic is asked for": lambda t: set_cells(
        t.scenario, "escorts", {"escort_id": "M2"}, kind="liaison"
    ),
    "an opened train without its liaison": lambda t: (
        set_cells(t.plan, "trips", {"trip_id": "SV1#1"}, escort_ids=""),
        drop_rows(t.plan, "escort_duties", escort_id="LI"),
    ),
    "an escort who is listed and not aboard": lambda t: drop_rows(t.plan, "escort_duties", escort_id="M2"),
    "an escort who is aboard and not listed": lambda t: set_cells(t.plan, "trips", {"trip_id": "F1"}, escort_ids=""),
    "an escort not available yet": lambda t: set_cells(
        t.scenario, "escorts", {"escort_id": "M1"}, available_from="2020-02-23T08:01+08:00"
    ),
    "an escort who is home too late": lambda t: set_cells(
        t.scenario, "escorts", {"escort_id": "LI"}, available_to="2020-02-25T19:59+08:00"
    ),
    "an escort who starts elsewhere": lambda t: set_cells(
        t.scenario, "escorts", {"escort_id": "M1"}, base_adcode="330212"
    ),
    "an escort who stays away": lambda t: drop_rows(t.plan, "escort_duties", escort_id="M2", seq="3"),
    "an escort who jumps": lambda t: set_cells(t.plan, "escort_duties", {"escort_id": "M1", "seq": "3"}, to="GYB"),
    "an escort in two places": lambda t: set_cells(
        t.plan, "escort_duties", {"escort_id": "M1", "seq": "3"}, from_at=f"{DAY}15:54+08:00"
    ),
    "travel faster than a train": lambda t: set_cells(
        t.plan, "escort_duties", {"escort_id": "M1", "seq": "1"}, from_at="2020-02-23T16:00+08:00"
    ),
    "an escort who gets off early": lambda t: set_cells(
        t.plan, "escort_duties", {"activity": "D1"}, to_at=f"{DAY}15:54+08:00"
    ),
    "an escort who gets on later": lambda t: set_cells(t.plan, "escort_duties", {"activity": "D1"}, **{"from": "P2"}),
}


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_missing_and_impossible_escorts_are_caught(strict: Toy, change: Change) -> None:
    assert broken_by(strict, change) == {"escorts"}


def test_the_little_world_keeps_the_rules_when_they_are_on(strict: Toy) -> None:
    assert judge(strict) == ()


def test_a_service_is_escorted_as_a_whole(strict: Toy) -> None:
    edit_text(strict.scenario / "scenario.toml", "ride_over_s = 36000 }", "persons_per = 12 }")
    assert broken_by(strict) == set()
    edit_text(strict.scenario / "scenario.toml", 'mode = "train", persons_per = 12', 'mode = "train", persons_per = 11')
    assert [(v.rule, v.subject, v.value, v.limit) for v in judge(strict)] == [("escorts", "service SV1", "1", "2")]


def test_short_rides_and_low_levels_go_without(strict: Toy) -> None:
    set_cells(strict.plan, "trips", {"trip_id": "F1"}, escort_ids="")
    drop_rows(strict.plan, "escort_duties", escort_id="M2")
    edit_text(strict.scenario / "scenario.toml", "persons_per = 12 }", 'persons_per = 12, level_from = "medium" }')
    assert broken_by(strict) == set()
    edit_text(strict.scenario / "scenario.toml", 'level_from = "medium"', "ride_over_s = 14400")
    assert broken_by(strict) == set()
    edit_text(strict.scenario / "scenario.toml", "ride_over_s = 14400", "ride_over_s = 14399")
    assert broken_by(strict) == {"escorts"}


def test_duties_may_join_within_a_hundred_metres(strict: Toy) -> None:
    point = {"lon": "121.8305", "lat": "29.9005", "adcode": "330206"}
    add_row(strict.scenario, "stops", stop_id="S1B", kind="pickup", name="x", **point)
    set_cells(strict.plan, "escort_duties", {"escort_id": "M1", "seq": "3"}, **{"from": "S1B"})
    assert broken_by(strict) == set()

from __future__ import annotations

import json

import pytest

from planner.verify import verify_bounds
from tests.builders import edit_text, set_cells, set_plan_value
from tests.builders.edit import read_rows, write_rows
from tests.verify.judging import Change, Toy, broken_by, judge

CORRUPTIONS: dict[str, Change] = {
    "a withdrawn worker": lambda t: set_cells(t.scenario, "workers", {"worker_id": "W01"}, stage="withdrawn"),
    "a yellow code": lambda t: (
        set_cells(t.scenario, "workers", {"worker_id": "W17"}, health_code="yellow"),
        set_cells(t.scenario, "workers", {"worker_id": "W18"}, health_code="yellow"),
        set_cells(t.scenario, "workers", {"worker_id": "W19"}, health_code="yellow"),
        set_cells(t.plan, "cohorts", {"cohort_id": "C4"}, health_class="yellow"),
    ),
    "a firm on the negative list": lambda t: set_cells(
        t.scenario, "enterprises", {"enterprise_id": "E1"}, negative_listed="true"
    ),
    "a firm off the white list": lambda t: set_cells(
        t.scenario, "enterprises", {"enterprise_id": "E2"}, whitelisted="false"
    ),
    "a firm that resumes later": lambda t: set_cells(
        t.scenario, "enterprises", {"enterprise_id": "E2"}, resume_from="2020-02-26"
    ),
    "a firm that resumes an hour later": lambda t: set_cells(
        t.scenario, "enterprises", {"enterprise_id": "E1"}, resume_from="2020-02-25T10:01"
    ),
}


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_people_and_firms_that_may_not_travel_are_caught(toy: Toy, change: Change) -> None:
    assert broken_by(toy, change) == {"eligibility"}


def test_a_code_that_fell_after_listing_is_caught_with_its_cohort(toy: Toy) -> None:
    set_cells(toy.scenario, "workers", {"worker_id": "W05"}, health_code="red")
    assert broken_by(toy) == {"coverage", "eligibility"}


def test_a_yellow_light_closes_nothing_here(toy: Toy) -> None:
    set_cells(toy.scenario, "enterprises", {"enterprise_id": "E2"}, light="yellow")
    assert broken_by(toy) == set()


FALSE_REASONS = {"WITHDRAWN": "W21", "LIGHT_RED": "W20", "NOT_WHITELISTED": "W21", "NOT_RESUMED": "W20"}


@pytest.mark.parametrize(("reason", "worker_id"), FALSE_REASONS.items())
def test_a_reason_that_never_held_is_caught(toy: Toy, reason: str, worker_id: str) -> None:
    set_cells(toy.plan, "unserved", {"worker_id": worker_id}, reason=reason)
    assert [(v.rule, v.subject, v.value) for v in judge(toy)] == [("eligibility", worker_id, reason)]


def test_a_green_code_is_no_reason_to_stay(toy: Toy) -> None:
    set_cells(toy.plan, "unserved", {"worker_id": "W20"}, reason="CODE_NOT_GREEN")
    assert broken_by(toy) == {"eligibility"}
    set_cells(toy.scenario, "workers", {"worker_id": "W20"}, health_code="yellow")
    assert broken_by(toy) == set()


def test_anonymous_workers_of_a_banned_area_are_caught(toy: Toy) -> None:
    edit_text(toy.scenario / "scenario.toml", "max_pickups = 2", 'max_pickups = 2\nbanned_origins = ["520115"]')
    assert [(v.rule, v.subject, v.unit) for v in judge(toy)] == [("eligibility", "H1/1", "origin")]


def test_papers_are_judged_by_the_level_of_the_origin_at_boarding(toy: Toy) -> None:
    edit_text(toy.scenario / "scenario.toml", "max_pickups = 2", 'max_pickups = 2\nproof_from = "medium"')
    set_cells(toy.scenario, "workers", {"worker_id": "W17"}, origin_proof="false")
    assert broken_by(toy) == set()
    set_cells(toy.scenario, "workers", {"worker_id": "W01"}, origin_proof="false")
    assert [(v.rule, v.subject, v.unit) for v in judge(toy)] == [("eligibility", "W01", "14-day proof")]
    set_cells(toy.scenario, "zones", {"adcode": "341225"}, valid_to="2020-02-23")
    set_cells(toy.plan, "trips", {"trip_id": "D1"}, level="low")
    assert broken_by(toy) == set()


def test_a_code_is_too_old_from_the_second_on(toy: Toy) -> None:
    edit_text(toy.scenario / "scenario.toml", "max_pickups = 2", "max_pickups = 2\ncode_max_age_s = 448_199")
    assert {(v.rule, v.unit) for v in judge(toy)} == {("eligibility", "age of the code")}
    assert {v.subject for v in judge(toy)} == {f"W{n:02d}" for n in range(12, 20)}


def _barred(toy: Toy) -> set[str]:
    """Subjects of this rule; a light that closes leaves no intake either."""
    assert broken_by(toy) == {"eligibility", "intake"}
    return {v.subject for v in judge(toy) if v.rule == "eligibility"}


def test_a_red_light_closes_a_firm(toy: Toy) -> None:
    set_cells(toy.scenario, "enterprises", {"enterprise_id": "E2"}, light="red")
    assert _barred(toy) == {"C4/1", "H1/1"}


def test_the_light_of_the_day_of_arrival_counts(toy: Toy) -> None:
    visits = "enterprise_id,date,missing_items,resolved\n" + "".join(f"E1,2020-02-2{d},1,false\n" for d in (1, 2, 4))
    (toy.scenario / "inspections.csv").write_text(visits, encoding="utf-8")
    assert _barred(toy) == {"C1/1", "C2/1", "C3/1"}
    set_cells(toy.scenario, "inspections", {"date": "2020-02-24"}, date="2020-02-25")
    assert _barred(toy) == {"C3/1"}


def test_a_reason_that_held_for_a_part_of_the_window_is_taken(toy: Toy) -> None:
    set_cells(toy.plan, "unserved", {"worker_id": "W20"}, reason="NOT_RESUMED")
    set_cells(toy.scenario, "enterprises", {"enterprise_id": "E1"}, resume_from="2020-02-23")
    assert broken_by(toy) == set()


def test_a_reason_of_another_room_is_not_judged_here(toy: Toy) -> None:
    set_cells(toy.plan, "unserved", {"worker_id": "W20"}, reason="NO_SEAT")
    assert broken_by(toy) == set()


def empty_proof(name: str) -> dict[str, object]:
    """A bound.json that speaks of nobody and proves nought."""
    return {
        "groups": {"cohorts": [], "persons": [], "tier": []}, "trips": None,
        "direct": {"group": [], "cents": [], "share": []}, "services": {"id": [], "terms": []}, "rides": [[], [], []],
        "tiers": [], "dual_scale": 1,
        "levels": [{"name": name, "value": 0, "caps": {}, "cover_duals": [], "shared_duals": []}],
    }  # fmt: skip


def _with_bound(toy: Toy, value: int) -> list[tuple[str, str, str]]:
    (toy.plan / "bound.json").write_text(json.dumps(empty_proof("unserved_tier_1")), encoding="utf-8")
    set_plan_value(toy.plan, "bounds", [{"name": "unserved_tier_1", "value": value}])
    return [(v.rule, v.value, v.limit) for v in verify_bounds(toy.scenario, toy.plan)]


def test_persons_who_may_never_travel_are_counted_by_tier(toy: Toy) -> None:
    assert _with_bound(toy, 2) == []
    assert _with_bound(toy, 3) == [("bounds", "3", "2")]
    set_cells(toy.scenario, "workers", {"worker_id": "W20"}, stage="accepted")
    assert _with_bound(toy, 2) == [("bounds", "2", "1")]


def test_a_code_that_a_later_rule_set_admits_within_the_window_is_not_refused_for_good(toy: Toy) -> None:
    set_cells(toy.scenario, "workers", {"worker_id": "W21"}, due_at="2020-02-28T12:00+08:00")
    set_cells(toy.scenario, "enterprises", {"enterprise_id": "E1"}, stock_out_on="")
    assert _with_bound(toy, 2) == [("bounds", "2", "1")]
    set_cells(toy.scenario, "workers", {"worker_id": "W21"}, due_at="2020-02-27T23:59+08:00")
    assert _with_bound(toy, 2) == []


def test_a_promise_that_is_over_before_the_window_begins_keeps_people_in_every_plan(toy: Toy) -> None:
    edit_text(toy.scenario / "scenario.toml", "max_pickups = 2", "max_pickups = 2\npromise_s = 3600")
    rows = read_rows(toy.scenario, "workers")
    asked = {"W03": "2020-02-22T06:00+08:00", "W04": "2020-02-22T07:30+08:00"}
    cells = [{**row, "requested_at": asked.get(row["worker_id"], "")} for row in rows]
    write_rows(toy.scenario, "workers", cells)
    assert _with_bound(toy, 4) == [("bounds", "4", "3")]


def test_who_resumes_on_the_day_of_the_stock_out_takes_nobody_in_any_plan(toy: Toy) -> None:
    set_cells(toy.scenario, "enterprises", {"enterprise_id": "E1"}, resume_from="2020-02-26", stock_out_on="2020-02-26")
    cells = [{**row, "due_at": ""} for row in read_rows(toy.scenario, "workers")]
    write_rows(toy.scenario, "workers", cells)
    barred = sum(row["enterprise_id"] == "E1" for row in cells)
    assert _with_bound(toy, barred) == []
    assert _with_bound(toy, barred + 1) == [("bounds", str(barred + 1), str(barred))]

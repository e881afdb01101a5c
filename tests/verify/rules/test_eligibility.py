from __future__ import annotations

import json

import pytest

from planner.verify import verify_bounds
from tests.builders import edit_text, set_cells, set_plan_value
from tests.verify.judging import Change, Toy, broken_by

CORRUPTIONS: dict[str, Change] = {
    "a withdrawn worker": lambda t: set_cells(t.scenario, "workers", {"worker_id": "W01"}, stage="withdrawn"),
    "a yellow code": lambda t: (
        set_cells(t.scenario, "workers", {"worker_id": "W17"}, health_code="yellow"),
        set_cells(t.scenario, "workers", {"worker_id": "W18"}, health_code="yellow"),
        set_cells(t.scenario, "workers", {"worker_id": "W19"}, health_code="yellow"),
        set_cells(t.plan, "cohorts", {"cohort_id": "C4"}, health_class="yellow"),
    ),
    "a red light": lambda t: set_cells(t.scenario, "enterprises", {"enterprise_id": "E2"}, light="red"),
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


def test_persons_who_may_never_travel_are_counted_by_tier(toy: Toy) -> None:
    level = {"name": "unserved_tier_1", "value": 0, "rows": [], "columns": [], "duals": []}
    (toy.plan / "bound.json").write_text(json.dumps({"levels": [level]}), encoding="utf-8")
    set_plan_value(toy.plan, "bounds", [{"name": "unserved_tier_1", "value": 1}])
    assert verify_bounds(toy.scenario, toy.plan) == ()
    set_cells(toy.scenario, "workers", {"worker_id": "W20"}, stage="accepted")
    assert [(v.rule, v.value, v.limit) for v in verify_bounds(toy.scenario, toy.plan)] == [("bounds", "1", "0")]


def test_a_code_that_a_later_rule_set_admits_is_not_refused_for_good(toy: Toy) -> None:
    level = {"name": "unserved_tier_1", "value": 0, "rows": [], "columns": [], "duals": []}
    (toy.plan / "bound.json").write_text(json.dumps({"levels": [level]}), encoding="utf-8")
    set_plan_value(toy.plan, "bounds", [{"name": "unserved_tier_1", "value": 2}])
    assert [(v.value, v.limit) for v in verify_bounds(toy.scenario, toy.plan)] == [("2", "1")]
    edit_text(toy.scenario / "scenario.toml", 'end = "2020-02-29"', 'end = "2020-02-27"')
    assert verify_bounds(toy.scenario, toy.plan) == ()

"""The funnel: who is refused before any seat is given, and why."""

from __future__ import annotations

import pytest

from planner.demand.eligibility import Refusal, closed_firms, enterprise_refusal, worker_refusal
from planner.domain.demand import Stage
from tests.builders.small_world import firm, moment, rules, small_world, worker

STRICT = rules(
    banned_codes=("red", "yellow"), lights_closed=("red",), negative_list_closed=True, white_list_required=True
)
END = moment(10)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"light": "red"}, "LIGHT_RED"),
        ({"negative_listed": True}, "NEGATIVE_LISTED"),
        ({"whitelisted": False}, "NOT_WHITELISTED"),
        ({"resume_from": END}, "NOT_RESUMED"),
    ],
)
def test_a_closed_firm_is_refused_with_its_name_and_a_release(facts: dict[str, object], reason: str) -> None:
    refusal = enterprise_refusal(firm("E9", **facts), STRICT, END)
    assert refusal is not None
    assert (refusal.reason, refusal.blocking_id) == (reason, "E9")
    assert refusal.release


@pytest.mark.parametrize(
    "facts", [{"light": "red"}, {"light": "yellow"}, {"negative_listed": True}, {"whitelisted": False}]
)
def test_a_rule_set_without_the_rule_refuses_nobody(facts: dict[str, object]) -> None:
    assert enterprise_refusal(firm(**facts), rules(), END) is None


def test_a_yellow_light_is_open_where_only_red_closes() -> None:
    assert enterprise_refusal(firm(light="yellow"), STRICT, END) is None


def test_a_firm_that_resumes_within_the_campaign_is_open() -> None:
    assert enterprise_refusal(firm(resume_from=END - 1), STRICT, END) is None


def test_closed_firms_are_listed_by_the_rules_at_the_start() -> None:
    firms = (firm("E1", light="red"), firm("E2", negative_listed=True), firm("E3"))
    small = small_world(rules(lights_closed=("red",), negative_list_closed=False), firms=firms)
    assert {name: no.reason for name, no in closed_firms(small.scenario, small.policy).items()} == {"E1": "LIGHT_RED"}


@pytest.mark.parametrize("code", ["red", "yellow"])
def test_a_banned_code_refuses_the_worker(code: str) -> None:
    refusal = worker_refusal(worker("W1", health_code=code), STRICT, {})
    assert refusal == Refusal("CODE_NOT_GREEN", f"health code is {code}", "W1", "a green code")


def test_a_green_code_at_an_open_firm_travels() -> None:
    assert worker_refusal(worker("W1"), STRICT, {}) is None


def test_the_first_refusal_of_the_funnel_is_told() -> None:
    closed = {"E1": Refusal("LIGHT_RED", "light is red", "E1", "resolve the inspection items")}
    gone = worker("W1", stage=Stage.WITHDRAWN, health_code="red")
    assert worker_refusal(gone, STRICT, closed).reason == "WITHDRAWN"
    assert worker_refusal(worker("W1", health_code="red"), STRICT, closed).reason == "CODE_NOT_GREEN"
    assert worker_refusal(worker("W1"), STRICT, closed) == closed["E1"]

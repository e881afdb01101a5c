"""The funnel: who is refused before any seat is given, why, and what window the others keep."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.demand.eligibility import Funnel, Refusal, Verdict
from planner.demand.spans import Span
from planner.domain.demand import Enterprise, Inspection, Stage, Worker
from planner.domain.lights import LightBook
from planner.domain.place import Level, Zone
from planner.domain.rule import LightRules, RuleSet
from planner.reference import reasons
from planner.units import DAY_S
from tests.builders.small_world import CLOCK, DAYS, FIRST_DAY, firm, moment, rules, small_world, worker

DUE, LAST = moment(8), moment(DAYS) - 1
STRICT = rules(
    banned_codes=("red", "yellow"), lights_closed=("red",), negative_list_closed=True, white_list_required=True,
    stages=("accepted",), code_max_age_s=9 * DAY_S, banned_origins=("42",), proof_from=Level.HIGH,
    certificate_from=Level.HIGH, test_from=Level.HIGH, test_max_age_s=DAY_S,
)  # fmt: skip
HIGH = Zone("3412", Level.HIGH, moment(-9), None)


def judged(
    person: Worker, *rulesets: RuleSet, firm_: Enterprise | None = None, due: int = DUE, **tables: object
) -> Verdict:
    """Verdict on a worker of E1."""
    firms = (firm_ or firm("E1"), firm("E2"), firm("E3"))
    small = small_world(*rulesets, firms=firms, **tables)
    return Funnel(small.scenario, small.policy).worker(person, due)


def later(day: int, **facts: object) -> RuleSet:
    """A rule set in force from a day of the campaign."""
    return replace(rules(**facts), version="test@later", effective_from=moment(day))


PASSED = worker(
    "W1", health_code_at=moment(0), origin_proof=True, health_certificate=True, test_result="negative",
    test_at=moment(0),
)  # fmt: skip

REFUSED: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "WITHDRAWN": ({"stage": Stage.WITHDRAWN}, {}),
    "STAGE_NOT_REACHED": ({"stage": Stage.REGISTERED}, {}),
    "CODE_NOT_GREEN": ({"health_code": "yellow"}, {}),
    "CODE_EXPIRED": ({"health_code_at": None}, {}),
    "BANNED_ORIGIN": ({"origin_adcode": "420106"}, {}),
    "PROOF_MISSING": ({"origin_proof": False}, {}),
    "CERTIFICATE_MISSING": ({"health_certificate": None}, {}),
    "TEST_MISSING": ({"test_result": "pending"}, {}),
    "TEST_EXPIRED": ({"test_at": moment(-5)}, {}),
    "LIGHT_RED": ({}, {"light": "red"}),
    "NEGATIVE_LISTED": ({}, {"negative_listed": True}),
    "NOT_WHITELISTED": ({}, {"whitelisted": False}),
    "NOT_RESUMED": ({}, {"resume_from": DUE + 1}),
}
"""Reason → facts of a worker and of the enterprise that give it."""


@pytest.mark.parametrize("reason", REFUSED)
def test_each_reason_is_given_with_what_blocks_and_the_rule_set(reason: str) -> None:
    person, company = REFUSED[reason]
    found = judged(replace(PASSED, **person), STRICT, firm_=firm("E1", **company), zones=(HIGH,)).refusal
    assert found is not None
    assert (found.reason, found.rule, found.rule_version) == (reason, "eligibility", "test@2020-02-11")
    assert found.blocking_id == ("E1" if company else "W1")


def test_every_reason_of_the_funnel_in_the_catalogue_is_given() -> None:
    assert set(REFUSED) == {code for code, reason in reasons().items() if reason.stage == "eligibility"}


def test_of_two_alike_each_is_told_of_itself() -> None:
    small = small_world(STRICT)
    funnel = Funnel(small.scenario, small.policy)
    people = [replace(PASSED, worker_id=name, health_code="red") for name in ("W1", "W2")]
    assert [funnel.worker(person, DUE).refusal.blocking_id for person in people] == ["W1", "W2"]


def test_those_with_everything_in_order_keep_their_window() -> None:
    assert judged(worker("W1"), rules()) == Verdict((Span(moment(0), DUE, moment(0), DUE),))
    assert judged(replace(PASSED, health_code_at=moment(0)), STRICT).refusal is None


def test_a_rule_set_without_the_rule_refuses_nobody() -> None:
    closed = firm("E1", light="red", negative_listed=True, whitelisted=False)
    assert judged(worker("W1", health_code="red"), rules(), firm_=closed).refusal is None


def test_the_first_thing_in_the_order_of_the_funnel_is_told() -> None:
    gone = worker("W1", stage=Stage.WITHDRAWN, health_code="red")
    red = firm("E1", light="red")
    assert judged(gone, STRICT, firm_=red).refusal.reason == "WITHDRAWN"
    assert judged(replace(PASSED, health_code="red"), STRICT, firm_=red).refusal.reason == "CODE_NOT_GREEN"


def test_a_code_that_grows_too_old_ends_boarding() -> None:
    (span,) = judged(worker("W1", health_code_at=moment(1)), rules(code_max_age_s=2 * DAY_S)).spans
    assert (span.board_from, span.board_by, span.arrive_by) == (moment(0), moment(3), DUE)


def test_a_demand_that_a_later_rule_set_drops_begins_the_window() -> None:
    (span,) = judged(worker("W1", health_code="yellow"), rules(banned_codes=("yellow",)), later(3)).spans
    assert (span.board_from, span.board_by) == (moment(3), DUE)


def test_a_demand_that_a_later_rule_set_makes_ends_boarding() -> None:
    (span,) = judged(worker("W1"), rules(), later(3, proof_from=Level.LOW)).spans
    assert (span.board_by, span.arrive_by) == (moment(3) - 1, DUE)


def test_the_level_of_the_origin_at_boarding_counts() -> None:
    zones = (Zone("341225", Level.HIGH, moment(2), moment(4)),)
    spans = judged(worker("W1"), rules(proof_from=Level.HIGH), zones=zones).spans
    assert [(span.board_from, span.board_by) for span in spans] == [(moment(0), moment(2) - 1), (moment(4), DUE)]


def test_who_may_travel_at_no_moment_is_refused_by_the_rule_set_of_the_first() -> None:
    found = judged(worker("W1", health_code="red"), rules(banned_codes=("red",)), later(3, banned_codes=("red",)))
    assert found.refusal == Refusal(
        "CODE_NOT_GREEN", "health code is red", "W1", "eligibility", "test@2020-02-11"
    )


RED_TILL_FOUR = (Inspection("E1", moment(1), 2, False), Inspection("E1", moment(4), 0, True))
ONE_YELLOW = LightRules(red_after=1)


def test_a_light_that_turns_green_begins_arrival_and_one_that_turns_red_ends_it() -> None:
    ruleset = rules(lights=ONE_YELLOW, lights_closed=("red",))
    first, second = judged(worker("W1"), ruleset, inspections=RED_TILL_FOUR).spans
    assert (first.arrive_from, first.arrive_by) == (moment(0), moment(1) - 1)
    assert (second.board_from, second.arrive_from, second.arrive_by) == (moment(0), moment(4), DUE)


def test_a_light_that_stays_red_until_after_the_window_refuses() -> None:
    ruleset = rules(lights=ONE_YELLOW, lights_closed=("red",))
    found = judged(worker("W1", ready_at=moment(2)), ruleset, due=moment(3), inspections=RED_TILL_FOUR)
    assert (found.refusal.reason, found.refusal.blocking_id) == ("LIGHT_RED", "E1")


def test_a_firm_that_resumes_within_the_window_begins_arrival() -> None:
    (span,) = judged(worker("W1"), rules(), firm_=firm("E1", resume_from=moment(5))).spans
    assert (span.board_from, span.arrive_from) == (moment(0), moment(5))


def test_a_promise_ends_boarding_or_is_missed() -> None:
    promised = rules(promise_s=DAY_S)
    assert judged(worker("W1", requested_at=moment(1)), promised).spans[0].board_by == moment(2)
    missed = judged(worker("W1", requested_at=moment(-2)), promised).refusal
    assert (missed.reason, missed.rule) == ("PROMISE_MISSED", "windows")
    arrival = rules(promise_s=DAY_S, promise_to="arrival")
    assert judged(worker("W1", requested_at=moment(1)), arrival).spans[0].arrive_by == moment(2)


def test_an_empty_window_is_no_matter_of_the_funnel() -> None:
    assert judged(worker("W1", ready_at=DUE + 1, stage=Stage.WITHDRAWN), STRICT) == Verdict()


def test_closed_firms_are_those_that_no_day_of_the_campaign_opens() -> None:
    firms = (firm("E1", light="red"), firm("E2", negative_listed=True), firm("E3", light="red"))
    mended = (Inspection("E3", moment(5), 0, True),)
    small = small_world(rules(lights_closed=("red",)), firms=firms, inspections=mended)
    closed = Funnel(small.scenario, small.policy).closed_firms()
    assert {name: no.reason for name, no in closed.items()} == {"E1": "LIGHT_RED"}


def test_heat_is_refused_by_origin_and_firm_alone() -> None:
    small = small_world(STRICT, firms=(firm("E1"), firm("E2", light="red"), firm("E3")))
    funnel = Funnel(small.scenario, small.policy)
    assert funnel.heat("341225", "E1", moment(0), DUE).refusal is None
    assert funnel.heat("341225", "E2", moment(0), DUE).refusal.reason == "LIGHT_RED"
    assert funnel.heat("420106", "E1", moment(0), DUE).refusal.reason == "BANNED_ORIGIN"


def test_the_open_days_of_a_light_are_those_that_arrivals_fall_in() -> None:
    book = LightBook([firm("E1")], RED_TILL_FOUR, CLOCK)
    ruleset = rules(lights=ONE_YELLOW, lights_closed=("red",))
    assert book.open_days("E1", ruleset) == ((None, FIRST_DAY + 1), (FIRST_DAY + 4, None))
    assert book.open_since("E1", FIRST_DAY + 6, ruleset) == FIRST_DAY + 4
    assert book.open_since("E1", FIRST_DAY, ruleset) is None

"""Each paper alone: who lacks it, who has it, and how long it holds."""

from __future__ import annotations

import pytest

from planner.demand.papers import Papers
from planner.domain.demand import Stage
from planner.domain.place import Level
from planner.units import DAY_S
from tests.builders.small_world import FUNAN, moment, rules, worker

AT = moment(3)
STRICT = rules(
    stages=("accepted",), banned_codes=("red",), code_max_age_s=2 * DAY_S, banned_origins=("42",),
    proof_from=Level.MEDIUM, certificate_from=Level.HIGH, test_from=Level.HIGH, test_max_age_s=DAY_S,
)  # fmt: skip
GOOD = {
    "health_code_at": moment(2), "origin_proof": True, "health_certificate": True, "test_result": "negative",
    "test_at": moment(2, 12),
}  # fmt: skip


def papers(**facts: object) -> Papers:
    """Papers of a worker with everything in order, but for the facts."""
    made = worker("W1", **{**GOOD, **facts})
    return Papers(made.origin_adcode, made)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"stage": Stage.WITHDRAWN}, "WITHDRAWN"),
        ({"stage": Stage.INTERVIEWED}, "STAGE_NOT_REACHED"),
        ({"health_code": "red"}, "CODE_NOT_GREEN"),
        ({"health_code_at": moment(0)}, "CODE_EXPIRED"),
        ({"health_code_at": None}, "CODE_EXPIRED"),
        ({"origin_adcode": "420106"}, "BANNED_ORIGIN"),
        ({"origin_proof": None}, "PROOF_MISSING"),
        ({"health_certificate": False}, "CERTIFICATE_MISSING"),
        ({"test_result": None}, "TEST_MISSING"),
        ({"test_result": "positive"}, "TEST_MISSING"),
        ({"test_at": moment(1)}, "TEST_EXPIRED"),
        ({"test_at": None}, "TEST_EXPIRED"),
    ],
)
def test_what_is_missing_bars_and_says_so(facts: dict[str, object], reason: str) -> None:
    barred = papers(**facts).bar(STRICT, Level.HIGH, AT)
    assert barred is not None
    assert (barred.reason, bool(barred.detail)) == (reason, True)


def test_papers_in_order_pass() -> None:
    assert papers().bar(STRICT, Level.HIGH, AT) is None


def test_what_is_asked_depends_on_the_level_of_the_origin() -> None:
    bare = papers(origin_proof=None, health_certificate=None, test_result=None)
    assert bare.bar(STRICT, Level.LOW, AT) is None
    medium, high = bare.bar(STRICT, Level.MEDIUM, AT), papers(test_result=None).bar(STRICT, Level.HIGH, AT)
    assert (medium.reason, high.reason) == ("PROOF_MISSING", "TEST_MISSING")


def test_papers_hold_to_the_second_of_their_age() -> None:
    code = papers(health_code_at=AT - 2 * DAY_S)
    assert code.bar(STRICT, Level.LOW, AT) is None
    assert code.bar(STRICT, Level.LOW, AT + 1).reason == "CODE_EXPIRED"
    assert code.valid_until(STRICT, Level.LOW) == AT
    assert papers().valid_until(STRICT, Level.HIGH) == moment(3, 12), "the test is too old before the code"
    assert papers().valid_until(rules(), Level.HIGH) is None


def test_heat_is_barred_by_its_origin_alone() -> None:
    assert Papers(FUNAN.removeprefix("adcode:")).bar(STRICT, Level.HIGH, AT) is None
    assert Papers("420106").bar(STRICT, Level.LOW, AT).reason == "BANNED_ORIGIN"


def test_a_promise_ends_boarding_or_arrival() -> None:
    asked = papers(requested_at=moment(1))
    assert asked.promised_by(rules(promise_s=DAY_S)) == (moment(2), None)
    assert asked.promised_by(rules(promise_s=DAY_S, promise_to="arrival")) == (None, moment(2))
    assert papers().promised_by(rules(promise_s=DAY_S)) == asked.promised_by(rules()) == (None, None)

"""Nothing that breaks a rule is published."""

from __future__ import annotations

import pytest

from planner.commands.publish import SHOWN_VIOLATIONS, refuse_violations
from planner.domain.violation import Violation
from planner.errors import PlanRefused


def test_a_plan_without_violations_passes() -> None:
    refuse_violations(())


def test_a_violation_is_told_with_value_and_limit_and_exits_with_4() -> None:
    with pytest.raises(PlanRefused, match=r"capacity D1: one too many \(25 against 24 persons\)") as refused:
        refuse_violations((Violation("capacity", "D1", "25", "24", "persons", "one too many"),))
    assert refused.value.exit_code == 4


def test_of_many_violations_the_first_are_listed_and_the_rest_counted() -> None:
    many = tuple(Violation("capacity", f"D{n}", "25", "24", "persons", "one too many") for n in range(30))
    with pytest.raises(PlanRefused, match=f"and {30 - SHOWN_VIOLATIONS} more"):
        refuse_violations(many)

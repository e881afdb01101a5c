"""A rule has four parts (README, "Add a rule"); these tests name the one that was forgotten."""

from __future__ import annotations

import ast

import pytest

from planner.policy.fields import DRIVER_FIELDS, RULESET_FIELDS, TIME_FIELDS
from planner.verify.check import rules
from tests.architecture.source_tree import ROOT, modules

PLANNING = tuple(f"planner.{room}" for room in ("demand", "candidates", "optimise", "schedule", "carrying", "pipeline"))
PACK_FIELDS = [field.name for table in (RULESET_FIELDS, DRIVER_FIELDS, TIME_FIELDS) for field in table]
NOT_READ_BY_NAME = {"caps", "observation_rows"}
"""Read through ``RuleSet.usable_seats``, whose two rules have their own tests."""

CHECKED_ONLY: dict[str, str] = {
    "path_levels": "no shipped pack sets it; a plan whose path is stricter than its stops is refused",
    "max_linehaul_legs": "itineraries are built with one line-haul leg, and every shipped pack allows one",
    "max_journey_s": "no shipped pack sets it; a longer journey is refused",
}
"""Field that only the verifier looks at so far → why that is safe."""


def _reads(rooms: tuple[str, ...]) -> set[str]:
    """Names of attributes that a room looks at."""
    return {
        node.attr
        for module in modules()
        if module.inside(*rooms)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
    }


@pytest.mark.parametrize("rule_id", sorted({rule.rule_id for rule in rules()}))
def test_a_rule_of_the_verifier_has_its_own_tests(rule_id: str) -> None:
    path = ROOT / "tests" / "verify" / "rules" / f"test_{rule_id}.py"
    assert path.is_file(), f"step 3: write {path.relative_to(ROOT)}"
    assert "\ndef test_" in path.read_text(encoding="utf-8"), "step 3: break a plan and see it caught"


@pytest.mark.parametrize("rule_id", sorted({rule.rule_id for rule in rules()}))
def test_a_rule_says_what_it_demands(rule_id: str) -> None:
    for rule in rules():
        assert rule.rule_id != rule_id or len(rule.docstring) > 40, f"step 2: say what {rule_id} demands"


@pytest.mark.parametrize("name", [name for name in PACK_FIELDS if name not in NOT_READ_BY_NAME])
def test_a_field_of_the_rule_packs_is_kept_by_the_planner(name: str) -> None:
    kept = name in _reads(PLANNING)
    if name in CHECKED_ONLY:
        assert not kept, f"the planner keeps {name} now: take it out of CHECKED_ONLY"
    else:
        assert kept, f"step 1: no planning room looks at {name}"


@pytest.mark.parametrize("name", [name for name in PACK_FIELDS if name not in NOT_READ_BY_NAME])
def test_a_field_of_the_rule_packs_is_checked_by_the_verifier(name: str) -> None:
    assert name in _reads(("planner.verify",)), f"step 2: no rule of the verifier looks at {name}"

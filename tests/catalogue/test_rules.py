"""A rule has several parts (README, "Add a rule"); these tests name the one that was forgotten."""

from __future__ import annotations

import ast
from functools import cache
from importlib import import_module

import pytest

from planner.data_files import data_path
from planner.domain.constraints import CONSTRAINTS, Constraint
from planner.policy.fields import DRIVER_FIELDS, LIGHT_FIELDS, RULESET_FIELDS, TIME_FIELDS
from planner.verify.check import rules
from tests.architecture.source_tree import ROOT, modules
from tests.verify.corruptions.registry import CORRUPTIONS
from tests.verify.corruptions.test_corruptions import LEAST

BINDS = (
    "coverage", "continuity", "windows", "capacity", "load_cap", "observation", "stop_ban", "sealed", "mixing",
    "eligibility", "direct_only", "ride_time", "drivers", "vehicles", "escorts", "permits", "hubs", "tests", "beds",
    "intake", "services", "groups", "access", "modes",
)  # fmt: skip
"""What the model says binds every plan; the list of constraints may hold more, never less."""

ROOMS = ("demand", "candidates", "optimise", "schedule", "travel", "carrying", "pipeline", "objective", "domain")
PLANNING = tuple(f"planner.{room}" for room in ROOMS)
FIELDS = {
    f"{prefix}{field.name}": field.name
    for prefix, table in (("", RULESET_FIELDS), ("drivers.", DRIVER_FIELDS), ("times.", TIME_FIELDS),
                          ("lights.", LIGHT_FIELDS))
    for field in table
}  # fmt: skip
"""Path of a field in a rule set → the name it is read by."""

READ_IN_THE_RULE_SET = {"caps"}
"""Read by the planner through ``RuleSet.usable_seats`` alone."""

CHECKED_ONLY: dict[str, str] = {}
"""Field that only the verifier looks at so far → why that is safe."""

IDS = sorted({rule.rule_id for rule in rules()} | set(BINDS))


@cache
def _reads(rooms: tuple[str, ...]) -> frozenset[str]:
    """Names of attributes that a room looks at; the rule set's own methods are not a room."""
    return frozenset(
        node.attr
        for module in modules()
        if module.inside(*rooms) and module.name != "planner.domain.rule"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
    )


def _constraint(rule_id: str) -> Constraint:
    found = [constraint for constraint in CONSTRAINTS if constraint.rule_id == rule_id]
    assert len(found) == 1, f"step 2: name {rule_id} once in planner/domain/constraints.py"
    return found[0]


@pytest.mark.parametrize("rule_id", BINDS)
def test_what_binds_is_a_rule_of_the_verifier(rule_id: str) -> None:
    assert rule_id in {rule.rule_id for rule in rules()}, f"step 3: write planner/verify/rules/{rule_id}.py and list it"


@pytest.mark.parametrize("rule_id", IDS)
def test_a_rule_is_a_constraint_that_somebody_keeps(rule_id: str) -> None:
    constraint = _constraint(rule_id)
    assert constraint.zh and constraint.en and constraint.source
    assert constraint.kept_by, f"step 2: nobody keeps {rule_id}"
    for dotted in constraint.kept_by:
        module, _, name = dotted.partition(":")
        assert not module.startswith("planner.verify"), f"step 2: {dotted} is of the verifier"
        found: object = import_module(module)
        for part in name.split("."):
            assert hasattr(found, part), f"step 2: {dotted}, which keeps {rule_id}, is not there"
            found = getattr(found, part)


def test_constraints_are_rules_of_the_verifier() -> None:
    assert {constraint.rule_id for constraint in CONSTRAINTS} == {rule.rule_id for rule in rules()}


@pytest.mark.parametrize("rule_id", IDS)
def test_a_rule_of_the_verifier_has_its_own_tests(rule_id: str) -> None:
    path = ROOT / "tests" / "verify" / "rules" / f"test_{rule_id}.py"
    assert path.is_file(), f"step 4: write {path.relative_to(ROOT)}"
    assert "\ndef test_" in path.read_text(encoding="utf-8"), "step 4: break a plan and see it caught"


@pytest.mark.parametrize("rule_id", IDS)
def test_a_rule_has_corruptions(rule_id: str) -> None:
    assert CORRUPTIONS.get(rule_id), f"step 4: register corruptions of {rule_id} in tests/verify/corruptions/kinds"
    assert LEAST >= 20, "each rule is tried with at least 20 corrupted plans"


@pytest.mark.parametrize("rule_id", IDS)
def test_a_rule_says_what_it_demands(rule_id: str) -> None:
    for rule in rules():
        assert rule.rule_id != rule_id or len(rule.docstring) > 40, f"step 3: say what {rule_id} demands"


@pytest.mark.parametrize("rule_id", IDS)
def test_a_rule_stands_in_the_documentation(rule_id: str) -> None:
    page = data_path("policies", "README.md").read_text(encoding="utf-8")
    assert f"| `{rule_id}` |" in page, "step 5: run python -m planner.rulebook"


@pytest.mark.parametrize("path", sorted(FIELDS))
def test_a_field_of_the_rule_packs_belongs_to_a_rule(path: str) -> None:
    assert any(path in constraint.fields for constraint in CONSTRAINTS), f"step 2: which rule reads {path}?"
    page = data_path("README.md").read_text(encoding="utf-8")
    assert f"`{FIELDS[path]}`" in page, "step 5: run python -m planner.dictionary"


def test_constraints_name_fields_that_exist() -> None:
    unknown = {field for constraint in CONSTRAINTS for field in constraint.fields} - set(FIELDS)
    assert not unknown, f"step 1: no such field in planner/policy/fields.py: {unknown}"


@pytest.mark.parametrize("path", sorted(set(FIELDS) - READ_IN_THE_RULE_SET))
def test_a_field_of_the_rule_packs_is_kept_by_the_planner(path: str) -> None:
    name = FIELDS[path]
    kept = name in _reads(PLANNING)
    if name in CHECKED_ONLY:
        assert not kept, f"the planner keeps {name} now: take it out of CHECKED_ONLY"
    else:
        assert kept, f"step 2: no planning room looks at {name}"


@pytest.mark.parametrize("path", sorted(FIELDS))
def test_a_field_of_the_rule_packs_is_checked_by_the_verifier(path: str) -> None:
    assert FIELDS[path] in _reads(("planner.verify",)), f"step 3: no rule of the verifier looks at {FIELDS[path]}"

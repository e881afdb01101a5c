"""Every reason that planning gives stands in the catalogue, with the rule that forces it and a release."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from planner.reference import reasons
from planner.verify.check import rules
from tests.architecture.source_tree import modules

ROOMS = (
    "planner.demand", "planner.candidates", "planner.optimise", "planner.schedule", "planner.carrying",
    "planner.outcome", "planner.pipeline", "planner.explain.reasons",
)  # fmt: skip
MAKERS = frozenset({"Bar", "Refusal", "Shortage", "Failure", "cause", "Cause"})
CODE = re.compile(r"[A-Z]+(_[A-Z]+)+")


def _codes(tree: ast.AST) -> Iterator[str]:
    """Texts in the form of a code, and the texts that stand first, or second, where a reason is made."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
            yield node.value
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS:
            yield from (
                arg.value
                for arg in node.args[:1]
                if isinstance(arg, ast.Constant) and isinstance(arg.value, str) and arg.value
            )


EMITTED = {code: m.name for m in modules() if m.inside(*ROOMS) for code in _codes(m.tree)}
"""Reason → a module that gives it."""


def test_reasons_are_found_in_the_code() -> None:
    assert {"WITHDRAWN", "LIGHT_RED", "NO_VEHICLE", "NO_PERMIT", "ORIGIN_SEALED"} <= set(EMITTED)


@pytest.mark.parametrize("code", sorted(EMITTED))
def test_a_reason_given_stands_in_the_catalogue_with_a_release(code: str) -> None:
    assert code in reasons(), f"{EMITTED[code]} gives {code}: add it to data/reference/reasons.csv"
    assert reasons()[code].release_zh, code
    assert reasons()[code].release_en, code


def test_the_rule_of_a_reason_is_one_of_the_verifier() -> None:
    known = {rule.rule_id for rule in rules()}
    unknown = {code: row.rule for code, row in reasons().items() if row.rule and row.rule not in known}
    assert not unknown, unknown

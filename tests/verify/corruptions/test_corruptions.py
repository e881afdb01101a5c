"""Every hard rule names at least 20 different corrupted plans by its own id."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from planner.verify import rules
from tests.verify.corruptions.draft import Base, Draft
from tests.verify.corruptions.registry import CORRUPTIONS
from tests.verify.corruptions.run import tally_of

IDS = sorted({rule.rule_id for rule in rules()})
LEAST, MANY, DRAWS = 20, 200, 200


@pytest.mark.parametrize("rule_id", IDS)
def test_twenty_corrupted_plans_are_named_by_their_rule(rule_id: str, bases: tuple[Base, ...], tmp_path: Path) -> None:
    tally = tally_of(rule_id, bases, LEAST, tmp_path)
    assert not tally.missed, "\n".join(tally.missed)
    assert tally.plans == LEAST, f"only {tally.plans} different corrupted plans of {rule_id}"


@pytest.mark.slow
@pytest.mark.parametrize("rule_id", IDS)
def test_two_hundred_corrupted_plans_are_named_by_their_rule(
    rule_id: str, bases: tuple[Base, ...], tmp_path: Path
) -> None:
    tally = tally_of(rule_id, bases, MANY, tmp_path)
    assert not tally.missed, "\n".join(tally.missed)
    assert tally.plans > LEAST


@pytest.mark.parametrize("rule_id", IDS)
def test_every_kind_of_corruption_finds_a_plan_to_spoil(rule_id: str, bases: tuple[Base, ...]) -> None:
    spoilt = [
        any(kind(Draft(bases[n % len(bases)]), Random(f"{rule_id} {n}")) is not None for n in range(DRAWS))
        for kind in CORRUPTIONS[rule_id]
    ]
    assert all(spoilt), [kind.__name__ for kind, done in zip(CORRUPTIONS[rule_id], spoilt, strict=True) if not done]


def test_every_rule_has_corruptions_and_no_other_id_has() -> None:
    assert set(CORRUPTIONS) == set(IDS)

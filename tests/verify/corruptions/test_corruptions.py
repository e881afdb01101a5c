"""Every hard rule names at least 20 different corrupted plans by its own id."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.verify import rules
from tests.verify.corruptions.draft import Base
from tests.verify.corruptions.registry import CORRUPTIONS
from tests.verify.corruptions.run import tally_of

IDS = sorted({rule.rule_id for rule in rules()})
LEAST = 20

pytestmark = pytest.mark.xdist_group("corruptions")  # the valid plans are made once


@pytest.mark.parametrize("rule_id", IDS)
def test_twenty_corrupted_plans_are_named_by_their_rule(rule_id: str, bases: tuple[Base, ...], tmp_path: Path) -> None:
    tally = tally_of(rule_id, bases, LEAST, tmp_path)
    assert not tally.missed, "\n".join(tally.missed)
    assert tally.plans == LEAST, f"only {tally.plans} different corrupted plans of {rule_id}"
    assert set(tally.kinds) == {kind.__name__ for kind in CORRUPTIONS[rule_id]}, f"kinds seen: {dict(tally.kinds)}"


def test_corruptions_are_registered_for_rules_alone() -> None:
    assert set(CORRUPTIONS) <= set(IDS)

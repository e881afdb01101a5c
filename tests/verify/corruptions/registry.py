"""Which corruptions there are, by the rule that has to name them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.verify.corruptions.draft import Draft

Corruption = Callable[[Draft, Random], "str | None"]

CORRUPTIONS: dict[str, list[Corruption]] = {}
"""Rule id → its corruptions, in order of their modules."""


def corrupts(rule_id: str) -> Callable[[Corruption], Corruption]:
    """Register a corruption under the id of the rule that it breaks."""

    def register(corruption: Corruption) -> Corruption:
        CORRUPTIONS.setdefault(rule_id, []).append(corruption)
        return corruption

    return register

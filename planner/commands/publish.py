"""What every publication does first: nothing that breaks a rule leaves the house.

The command ``returnline publish`` itself stands in ``api.commands``, since it may also write into the database.
"""

from __future__ import annotations

from planner.domain.violation import Violation
from planner.errors import PlanRefused

SHOWN_VIOLATIONS = 20


def refuse_violations(violations: tuple[Violation, ...]) -> None:
    """Let nothing be published that breaks a rule.

    Raises
    ------
    PlanRefused
        There is at least one violation; the message lists the first of them.
    """
    if not violations:
        return
    lines = [f"  {v.rule} {v.subject}: {v.message} ({v.value} against {v.limit} {v.unit})" for v in violations]
    rest = [f"  … and {len(lines) - SHOWN_VIOLATIONS} more"] if len(lines) > SHOWN_VIOLATIONS else []
    shown = "\n".join([*lines[:SHOWN_VIOLATIONS], *rest])
    raise PlanRefused(f"{len(violations)} violation(s); nothing is published. Plan again or mend the plan.\n{shown}")

"""What the verifier found wrong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: measured value against limit, with unit.

    ``rule`` is the id shared with the optimiser's constraint (``model.md``, "Binds"); ``file`` integrity
    faults carry the id ``files``.
    """

    rule: str
    subject: str
    value: str
    limit: str
    unit: str
    message: str

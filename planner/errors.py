"""The one error tree. A message names the value, the limit and what to do."""

from __future__ import annotations

from dataclasses import dataclass


class ReturnLineError(Exception):
    """Base of every error that ReturnLine raises on purpose."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One bad cell, row or file of the input.

    Attributes
    ----------
    table : str
        Table or file, e.g. ``workers``.
    row : int or None
        Line of the table as a person counts it: the header is row 1. ``None``: the table itself.
    column : str or None
        Column as written in the file; ``None``: the whole row.
    value : str
        What stands there, shortened; identity columns are masked.
    code : str
        Stable reason, e.g. ``not_a_date``, ``duplicate``, ``unknown_reference``.
    reason : str
        Sentence for people: value, limit, what to do.
    """

    table: str
    row: int | None
    column: str | None
    value: str
    code: str
    reason: str


class BadInput(ReturnLineError):
    """The input cannot be used; carries every problem found, never only the first."""

    exit_code = 2

    def __init__(self, problems: list[CellProblem] | tuple[CellProblem, ...]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0] if self.problems else None
        where = f" First: {first.table} row {first.row} {first.column}: {first.reason}" if first else ""
        super().__init__(f"{len(self.problems)} problem(s) in the input.{where}")


class BadPolicy(ReturnLineError):
    """A rule pack is malformed, unknown, or none of its rule sets is in force; ``faults`` are all that were found."""

    exit_code = 2

    def __init__(self, *faults: str) -> None:
        self.faults = tuple(dict.fromkeys(faults))
        super().__init__(*self.faults)

    def __str__(self) -> str:
        return "\n".join(self.faults)


class BadPlanFolder(ReturnLineError):
    """A plan folder is incomplete or malformed."""

    exit_code = 2


class NoPlan(ReturnLineError):
    """No plan could be made; ``status`` and ``findings`` of the run say why."""

    exit_code = 3


class PlanRefused(ReturnLineError):
    """The verifier found violations; the plan cannot be published."""

    exit_code = 4


class TravelError(ReturnLineError):
    """A travel source cannot answer: unknown place, missing matrix entry, engine not reachable."""

    exit_code = 2


class EngineError(ReturnLineError):
    """Processes that were to share the work cannot be reached, are gone, or do not answer."""

    exit_code = 2


class BadUsage(ReturnLineError):
    """Wrong command-line usage."""

    exit_code = 64

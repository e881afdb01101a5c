"""Collects every problem of an input, and keeps identities out of the messages."""

from __future__ import annotations

import re

from planner.errors import BadInput, CellProblem
from planner.ingest.contracts.column import Column, Kind

SHOWN_CHARACTERS = 60
_LONG_NUMBER = re.compile(r"\d{11,}[0-9Xx]?")


def shown(column: Column | None, value: str) -> str:
    """A value as it may stand in a message: shortened, one line, identities masked.

    Numbers of eleven or more digits are masked in every column, since a shifted row puts a telephone or
    identity number where nobody expects one.

    Examples
    --------
    >>> shown(None, "10000001234")
    '*********34'
    """
    text = " ".join(value.split())
    if column is not None and column.private:
        return text[:1] + "*" * (len(text) - 1) if column.kind is Kind.TEXT else _masked(text)
    text = _LONG_NUMBER.sub(lambda match: _masked(match.group()), text)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


def _masked(text: str) -> str:
    return "*" * max(0, len(text) - 2) + text[-2:] if len(text) > 4 else "*" * len(text)


class Report:
    """Problems and warnings of one input, in the order found."""

    def __init__(self) -> None:
        self._problems: list[CellProblem] = []
        self._warnings: list[str] = []

    @property
    def problems(self) -> tuple[CellProblem, ...]:
        """Every problem so far."""
        return tuple(self._problems)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was read but deserves a look."""
        return tuple(self._warnings)

    def add(self, problem: CellProblem) -> None:
        """Record one problem."""
        self._problems.append(problem)

    def file(self, table: str, code: str, reason: str, value: str = "", column: str | None = None) -> None:
        """Record a problem of a whole file, sheet or key; ``value`` must hold no identity."""
        self.add(CellProblem(table, None, column, shown(None, value), code, reason))

    def row(self, table: str, line: int, code: str, reason: str) -> None:
        """Record a problem of a whole row."""
        self.add(CellProblem(table, line, None, "", code, reason))

    def warn(self, text: str) -> None:
        """Record a warning."""
        self._warnings.append(text)

    def raise_if_any(self) -> None:
        """Refuse the input when anything is wrong with it.

        Raises
        ------
        BadInput
            With every problem found.
        """
        if self._problems:
            raise BadInput(self._problems)

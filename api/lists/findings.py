"""What was found in a list: bad cells by sheet and cell, and the people of a list that has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from api.lists.headers import HeaderReading

State = Literal["asking", "refused", "accepted"]


@dataclass(frozen=True, slots=True)
class BadListCell:
    """One bad cell, row or column of the file; ``value`` is masked where it identifies somebody.

    ``row`` counts from 1 as the file shows it, 0 stands for the sheet; ``letters`` of the column, empty for a row.
    """

    sheet: str
    row: int
    letters: str
    header: str
    value: str
    code: str
    zh: str
    en: str

    @property
    def cell(self) -> str:
        """Address such as ``C7``."""
        return f"{self.letters}{self.row or ''}"

    def told(self) -> dict[str, Any]:
        """The finding as a report keeps it."""
        return {
            "sheet": self.sheet, "row": self.row, "column": self.letters, "cell": self.cell, "header": self.header,
            "value": self.value, "code": self.code, "reason_zh": self.zh, "reason_en": self.en,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """One worker as the list has it.

    Attributes
    ----------
    facts : mapping
        Columns of the workers table that planning reads, as its CSV writes them.
    withdrawn : bool or None
        Whether the list says that the worker does not travel; ``None``: it says nothing.
    """

    sheet: str
    row: int
    name: str
    national_id: str
    phone: str
    facts: Mapping[str, str]
    withdrawn: bool | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of looking at a file by itself.

    Attributes
    ----------
    wanted : tuple of str
        Columns that every worker needs and that neither the list nor the form gives.
    skipped : tuple of (str, str)
        Sheets that were not read, and why: ``hidden``, ``no_header`` or ``empty``.
    where : mapping
        Sheet → column → letters and header, of the columns that were read.
    lines : mapping
        Sheet → row of its header, counted from 1.
    """

    state: State
    headers: tuple[HeaderReading, ...]
    wanted: tuple[str, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    bad: tuple[BadListCell, ...] = ()
    people: tuple[Listed, ...] = ()
    where: Mapping[str, Mapping[str, tuple[str, str]]] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    rows: int = 0

"""The types that a column contract is written in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a cell holds, and so how it is read."""

    ID = "id"
    TEXT = "text"
    INTEGER = "integer"
    SHARE = "share"
    LON = "longitude"
    LAT = "latitude"
    BOOLEAN = "yes or no"
    CHOICE = "choice"
    MOMENT = "moment"
    DATE = "date"
    FROM = "date or moment, beginning"
    TO = "date or moment, end"
    CLOCK = "time of day"
    COUNTY = "county code"
    AREA = "area code"
    AREAS = "area codes, ;"
    IDS = "ids, ;"
    NATIONAL_ID = "identity number"
    PHONE = "telephone"


FORMATS = {
    Kind.ID: "text; no `;`, `#` or blank inside",
    Kind.TEXT: "text",
    Kind.INTEGER: "whole number",
    Kind.SHARE: "decimal 0–1",
    Kind.LON: "degrees, WGS-84",
    Kind.LAT: "degrees, WGS-84",
    Kind.BOOLEAN: "`true` or `false` (also 是, 否)",
    Kind.CHOICE: "one of the values",
    Kind.MOMENT: "`2020-02-24T14:00+08:00`; without offset: campaign time",
    Kind.DATE: "`2020-02-24`",
    Kind.FROM: "date (from its first second) or moment",
    Kind.TO: "date (to its last second) or moment",
    Kind.CLOCK: "`08:30`, local; `24:00` is the end of the day",
    Kind.COUNTY: "six digits, a county of February 2020",
    Kind.AREA: "2, 4 or 6 digits",
    Kind.AREAS: "2, 4 or 6 digits each, joined by `;`",
    Kind.IDS: "ids joined by `;`",
    Kind.NATIONAL_ID: "text, 18 characters for residents",
    Kind.PHONE: "text, digits",
}
"""How each kind is written, for the data dictionary."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value and its Chinese word; both are read."""

    value: str
    zh: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name : str
        Name in the files; binding.
    kind : Kind
        How a cell is read.
    zh : str
        Header in Chinese workbooks.
    meaning : str
        One sentence for the data dictionary.
    optional : bool
        The column may be absent; its cells may be empty.
    blank : bool
        The column must be there, its cells may be empty ("not given").
    aliases : tuple of str
        Other headers that mean this column and nothing else.
    unit : str
        Unit of a number.
    choices : tuple of Choice
        Allowed values.
    minimum, maximum : int or None
        Limits of a number, inclusive.
    reference : tuple of str
        Tables of which one must hold the id.
    field : str
        Field of the domain type where its name differs.
    private : bool
        Identity of a person: masked in every message.
    convert : callable or None
        Makes the domain value of a choice.
    """

    name: str
    kind: Kind
    zh: str
    meaning: str
    optional: bool = False
    blank: bool = False
    aliases: tuple[str, ...] = ()
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    reference: tuple[str, ...] = ()
    field: str = ""
    private: bool = False
    convert: Callable[[str], object] | None = None

    @property
    def may_be_empty(self) -> bool:
        """Whether an empty cell means "not given" rather than a mistake."""
        return self.optional or self.blank

    @property
    def target(self) -> str:
        """Field of the domain type that takes the value."""
        return self.field or self.name


@dataclass(frozen=True, slots=True)
class Table:
    """One table: a CSV file ``<name>.csv`` or a workbook sheet ``<name>`` or ``<zh>``.

    ``key`` names the columns that together must not repeat.
    """

    name: str
    zh: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Column of that name; ``KeyError`` if the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"table {self.name} has no column {name}")

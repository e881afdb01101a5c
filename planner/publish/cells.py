"""Text of one cell, both ways: values of the plan's types and what stands in a CSV file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from planner.domain.place import Level
from planner.domain.plan import Activity, LegRole
from planner.domain.service import Mode
from planner.publish.contracts import Column, Kind
from planner.units import MINUTE_S, LocalClock, day_number, day_text

SEPARATOR = ";"
_TO_MINUTES = len("2020-02-24T14:00")

Writer = Callable[[object], str]
Reader = Callable[[str], object]


class Moments(dict[object, str]):
    """Texts of moments: one moment stands in several tables, each is put into words once."""

    def __init__(self, clock: LocalClock) -> None:
        super().__init__({None: ""})
        self._clock = clock
        self._minutes: dict[int, tuple[str, str]] = {}

    def __missing__(self, value: object) -> str:
        minute, second = divmod(_whole(value), MINUTE_S)
        if minute not in self._minutes:
            whole = self._clock.iso(minute * MINUTE_S)
            self._minutes[minute] = whole[:_TO_MINUTES], whole[_TO_MINUTES:]
        front, back = self._minutes[minute]
        text = self[value] = f"{front}:{second:02d}{back}" if second else front + back
        return text


def cell_writer(column: Column, moments: Moments) -> Writer:
    """Function that turns a value of ``column`` into its text; ``None`` becomes the empty cell."""
    if column.kind is Kind.MOMENT:
        return moments.__getitem__
    if column.kind is Kind.INT:
        return lambda value: "" if value is None else str(_whole(value))
    return _WRITERS[column.kind]


def column_writer(column: Column, moments: Moments) -> Callable[[Sequence[object]], list[str]]:
    """Function that turns many values of ``column`` into their texts, as ``cell_writer`` does one by one."""
    write = cell_writer(column, moments)

    def written(values: Sequence[object]) -> list[str]:
        kinds = set(map(type, values))
        if column.kind is Kind.INT and kinds == {int}:
            return list(map(repr, values))
        if column.kind in _AS_THEY_ARE and kinds <= _TEXT_TYPES:
            return list(map(_plain if _NONE in kinds else str, values))
        return list(map(write, values))

    return written


def cell_reader(column: Column, clock: LocalClock | None) -> Reader:
    """Function that turns the text of a cell of ``column`` into its value.

    Without ``clock`` a moment must carry its offset.

    Raises
    ------
    ValueError
        By the function returned: the text is not of the column's kind, or empty where it must not be.
    """
    if column.kind is Kind.MOMENT:
        parse: Reader = _remembering_text(lambda text: _moment(text, clock))
    else:
        parse = _READERS[column.kind]
    if column.kind in (Kind.IDS, Kind.INTS) or (column.kind is Kind.TEXT and not column.optional):
        return parse
    if column.optional:
        return lambda text: parse(text) if text else None
    return parse


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{value!r} is not a whole number; round it where it is computed")
    return int(value)


def _moment(text: str, clock: LocalClock | None) -> int:
    parsed = datetime.fromisoformat(text)
    if parsed.tzinfo is not None:
        return int(parsed.timestamp())
    if clock is None:
        raise ValueError(f"{text!r} has no offset; write e.g. 2020-02-24T14:00+08:00")
    return clock.moment(text)


def _flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(f"{text!r} is neither true nor false")
    return text == "true"


def _joined(value: object) -> str:
    items = [str(item) for item in value] if isinstance(value, tuple) else []
    for item in items:
        if SEPARATOR in item or not item:
            raise ValueError(f"id {item!r} is empty or holds {SEPARATOR!r}, which separates ids in a cell")
    return SEPARATOR.join(items)


def _ids(text: str) -> tuple[str, ...]:
    return tuple(text.split(SEPARATOR)) if text else ()


def _ints(text: str) -> tuple[int, ...]:
    return tuple(int(item) for item in _ids(text))


def _level_text(value: object) -> str:
    return Level(_whole(value)).name.lower()


def _remembering_text(function: Reader) -> Reader:
    seen: dict[str, object] = {}

    def remembered(text: str) -> object:
        value = seen.get(text)
        if value is None:
            value = seen[text] = function(text)
        return value

    return remembered


def _plain(value: object) -> str:
    return "" if value is None else str(value)


_NONE = type(None)
_TEXT_TYPES: frozenset[type] = frozenset({str, Mode, LegRole, Activity, _NONE})
_AS_THEY_ARE = frozenset({Kind.TEXT, Kind.MODE, Kind.ROLE, Kind.ACTIVITY})
"""Kinds of which a text stands in its cell as it is."""
_WRITERS: dict[Kind, Writer] = {
    Kind.TEXT: _plain,
    Kind.DATE: lambda value: day_text(_whole(value)),
    Kind.FLAG: lambda value: "true" if value else "false",
    Kind.IDS: _joined,
    Kind.INTS: _joined,
    Kind.MODE: _plain,
    Kind.ROLE: _plain,
    Kind.LEVEL: _level_text,
    Kind.ACTIVITY: _plain,
}
_READERS: dict[Kind, Reader] = {
    Kind.TEXT: lambda text: text,
    Kind.INT: int,
    Kind.DATE: day_number,
    Kind.FLAG: _flag,
    Kind.IDS: _ids,
    Kind.INTS: _ints,
    Kind.MODE: Mode,
    Kind.ROLE: LegRole,
    Kind.LEVEL: Level.of,
    Kind.ACTIVITY: Activity,
}

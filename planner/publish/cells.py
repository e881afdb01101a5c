"""Text of one cell, both ways: values of the plan's types and what stands in a CSV file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from planner.domain.place import Level
from planner.domain.plan import Activity, LegRole
from planner.domain.service import Mode
from planner.publish.contracts import Column, Kind
from planner.units import LocalClock, day_number, day_text

SEPARATOR = ";"

Writer = Callable[[object], str]
Reader = Callable[[str], object]


def cell_writer(column: Column, clock: LocalClock) -> Writer:
    """Function that turns a value of ``column`` into its text; ``None`` becomes the empty cell."""
    if column.kind is Kind.MOMENT:
        return _remembering(lambda value: "" if value is None else clock.iso(_whole(value)))
    if column.kind is Kind.INT:
        return lambda value: "" if value is None else str(_whole(value))
    return _WRITERS[column.kind]


def column_writer(column: Column, clock: LocalClock) -> Callable[[Sequence[object]], list[str]]:
    """Function that turns many values of ``column`` into their texts, as ``cell_writer`` does one by one."""
    write = cell_writer(column, clock)

    def written(values: Sequence[object]) -> list[str]:
        kinds = set(map(type, values))
        plain = int if column.kind is Kind.INT else str if column.kind in _AS_THEY_ARE else None
        return list(map(str if kinds == {plain} else write, values))

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


def _remembering(function: Writer) -> Writer:
    seen: dict[object, str] = {}

    def remembered(value: object) -> str:
        text = seen.get(value)
        if text is None:
            text = seen[value] = function(value)
        return text

    return remembered


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

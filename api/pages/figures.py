"""Numbers as people read them: kilometres, yuan, local times."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from fastapi import Path

from planner.units import LocalClock, yuan_text

ORDINAL = Path(ge=1, le=10**12)


def count(value: int) -> str:
    """1234567 → ``1,234,567``."""
    return f"{value:,}"


def yuan(cents: int) -> str:
    """Whole yuan of an amount in fen.

    >>> yuan(123456789)
    '¥1,234,568'
    """
    return f"¥{yuan_text(100 * ((cents + 50) // 100)).removesuffix('.00')}"


def percent(ratio: float) -> str:
    """Ratio as a percentage.

    >>> percent(0.01234), percent(0)
    ('1.23 %', '0.00 %')
    """
    return f"{100 * ratio:.2f} %"


def kilometres(metres: int) -> str:
    """Kilometres, one decimal below 100.

    >>> kilometres(12_345), kilometres(1_234_567)
    ('12.3', '1,235')
    """
    return f"{metres / 1000:,.1f}" if metres < 100_000 else f"{metres / 1000:,.0f}"


def day(at: int, clock: LocalClock) -> str:
    """Local date."""
    return clock.date_text(at)


def moment(at: int, clock: LocalClock) -> str:
    """Local date and time to the minute, without the year."""
    return _local(at, clock).strftime("%m-%d %H:%M")


def full_moment(at: int, clock: LocalClock) -> str:
    """Local date and time to the minute."""
    return _local(at, clock).strftime("%Y-%m-%d %H:%M")


def hour(at: int, clock: LocalClock) -> str:
    """Local time to the minute."""
    return _local(at, clock).strftime("%H:%M")


def duration(seconds: int) -> str:
    """Hours and minutes.

    >>> duration(37_500)
    '10:25'
    """
    return f"{seconds // 3600}:{seconds % 3600 // 60:02d}"


def mean_load(modes: Sequence[Mapping[str, Any]]) -> float | None:
    """Persons per usable seat over all trips."""
    seats = sum(int(figure["usable_seats"]) for figure in modes)
    return sum(int(figure["load"]) for figure in modes) / seats if seats else None


def share(part: int, whole: int) -> int:
    """Tenths of a bar's length, 0–20, so that widths are classes and no inline style is needed."""
    return round(20 * part / whole) if whole else 0


def _local(at: int, clock: LocalClock) -> datetime:
    return datetime.fromtimestamp(at + clock.offset_s, UTC)


FILTERS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        count, yuan, percent, kilometres, day, moment, full_moment, hour, duration, mean_load, share,
    )
}  # fmt: skip

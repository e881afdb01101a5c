"""From the text of one cell to a value; ``ValueError`` for anything else."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache

from planner.units import DAY_S, LocalClock, day_number
from planner.verify.read.chinese import WORDS

Parser = Callable[[str], object]

_WITH_SECONDS = len("2020-02-24T14:00:30+08:00")
_SECONDS = {f":{second:02d}": second for second in range(60)}
_TRUE = frozenset({"true", "yes", "y", "1", "是", "有", "已"})
_FALSE = frozenset({"false", "no", "n", "0", "否", "无", "未"})


def text(cell: str) -> str:
    """An id that must be there."""
    if not cell:
        raise ValueError("the cell is empty")
    return sys.intern(cell)


def any_text(cell: str) -> str:
    """Words that may be missing."""
    return cell


def integer(cell: str) -> int:
    """A whole number in plain digits."""
    digits = cell if cell.isascii() else _plain(cell)
    if not digits.removeprefix("-").removeprefix("+").isdecimal():
        raise ValueError(f"{cell!r} is not a whole number")
    return int(digits)


def count(cell: str) -> int:
    """A whole number, 0 or more."""
    number = integer(cell)
    if number < 0:
        raise ValueError(f"{number} is negative; 0 or more is needed")
    return number


def counted(column: Sequence[str]) -> list[int] | None:
    """Values of a column in which every cell is a plain ``count`` of digits alone; ``None``: some is not."""
    together = "".join(column)
    return list(map(int, column)) if together.isascii() and together.isdecimal() and all(column) else None


def real(cell: str) -> float:
    """A decimal number such as a longitude."""
    number = float(_plain(cell))
    if not -1e9 < number < 1e9:
        raise ValueError(f"{cell!r} is not a finite number")
    return number


def share(cell: str) -> str:
    """Exact decimal between 0 and 1, kept as text."""
    plain = _plain(cell)
    if not 0 <= Fraction(plain) <= 1:
        raise ValueError(f"{cell!r} is not between 0 and 1")
    return plain


def flag(cell: str) -> bool:
    """true or false, also in Chinese."""
    word = _plain(cell).lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ValueError(f"{cell!r} is neither true nor false")


def ids(cell: str) -> tuple[str, ...]:
    """Ids joined by a semicolon."""
    return tuple(sys.intern(part) for raw in cell.replace("；", ";").split(";") if (part := raw.strip()))


def counts(cell: str) -> tuple[int, ...]:
    """Whole numbers joined by a semicolon."""
    return tuple(count(part) for part in ids(cell))


def county(cell: str) -> str:
    """Six digits of a county."""
    code = _plain(cell)
    if len(code) != 6 or not code.isdigit():
        raise ValueError(f"{cell!r} is not a county code of six digits")
    return sys.intern(code)


def area(cell: str) -> str:
    """2, 4 or 6 digits of an area."""
    code = _plain(cell)
    if len(code) not in (2, 4, 6) or not code.isdigit():
        raise ValueError(f"{cell!r} is not an area code of 2, 4 or 6 digits")
    return sys.intern(code)


def areas(cell: str) -> tuple[str, ...]:
    """Area codes joined by a semicolon."""
    return tuple(area(part) for part in ids(cell))


def day(cell: str) -> int:
    """Day number of a date."""
    return day_number(_plain(cell))


def time_of_day(cell: str) -> int:
    """Seconds since midnight of ``08:30`` or ``24:00``."""
    parts = [integer(part) for part in _plain(cell).split(":")]
    if len(parts) not in (2, 3) or not all(0 <= part < 60 for part in parts[1:]):
        raise ValueError(f"{cell!r} is not a time of day such as 08:30")
    seconds = parts[0] * 3600 + parts[1] * 60 + sum(parts[2:])
    if not 0 <= seconds <= DAY_S:
        raise ValueError(f"{cell!r} is not between 00:00 and 24:00")
    return seconds


def choice(*words: str) -> Parser:
    """Parser of a word out of a list."""
    known = {word: word for word in words} | {zh: word for zh, word in WORDS.items() if word in words}

    def parse(cell: str) -> object:
        word = known.get(cell) or known.get(_plain(cell).casefold())
        if word is None:
            raise ValueError(f"{cell!r} is not one of {', '.join(words)}")
        return word

    return parse


def optional(parse: Parser, default: object = None) -> Parser:
    """Parser that takes the empty cell for ``default``."""
    return lambda cell: parse(cell) if cell else default


def moment(clock: LocalClock) -> Parser:
    """Parser of a moment; a date alone is its first second."""
    return lambda cell: clock.span_start(_plain(cell))


def plan_moment(clock: LocalClock) -> Parser:
    """Parser of a moment of a plan, which has a time; remembers minutes, since few of a campaign's stand alone."""
    remembered = cache(clock.moment)

    def parse(cell: str) -> int:
        if len(cell) == _WITH_SECONDS and cell[10] == "T" and cell[13] == ":" and cell[19] in "+-":
            second = _SECONDS.get(cell[16:19])
            if second is not None:
                return remembered(cell[:16] + cell[19:]) + second
        return remembered(cell)

    return parse


def until(clock: LocalClock) -> Parser:
    """Parser of the end of a span; a date counts in full."""
    return lambda cell: clock.span_end(_plain(cell))


def _plain(cell: str) -> str:
    return cell if cell.isascii() else unicodedata.normalize("NFKC", cell)

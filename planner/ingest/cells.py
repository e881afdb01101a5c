"""Parsers of single cells, one per kind of column; pure functions of the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from planner.ingest.contracts.column import Column, Kind
from planner.ingest.gazetteer import Gazetteer
from planner.ingest.geo import LATITUDES, LONGITUDES
from planner.units import DAY_S, LocalClock, exact_share

LARGEST = 10**12
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(:\d{2})?")
_INTEGER = re.compile(r"[+-]?\d+")
_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
_EXPONENT = re.compile(r"\d+(\.\d+)?[eE]\+\d+")
_FLOAT = re.compile(r"\d+\.0*")
_PLAIN_ID = re.compile(r"[A-Za-z0-9_:.\-]{1,64}")
_RESIDENT = re.compile(r"\d{17}[0-9X]")
_OTHER_PAPER = re.compile(r"[A-Z0-9()\-]{6,20}")
_PHONE = re.compile(r"\+?\d[\d\- ]{4,18}\d")
_TRUE = frozenset({"true", "yes", "y", "1", "是", "有", "已"})
_FALSE = frozenset({"false", "no", "n", "0", "否", "无", "未"})
NUMBER_TYPED = (
    "typed as a number: Excel drops leading zeros and rounds after 15 digits; set the column to Text and type it again"
)


class BadCell(ValueError):
    """A cell that cannot be read; ``code`` is stable, the text is for people."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class CellContext:
    """What reading a cell needs beside its text."""

    clock: LocalClock
    gazetteer: Gazetteer


Parser = Callable[[str], object]


def parser(column: Column, context: CellContext) -> Parser:
    """Function that reads a non-empty, stripped cell of a column or raises ``BadCell``."""
    readers: dict[Kind, Parser] = {
        Kind.ID: read_id,
        Kind.TEXT: read_text,
        Kind.INTEGER: lambda text: read_integer(text, column.minimum, column.maximum),
        Kind.SHARE: read_share,
        Kind.LON: lambda text: read_degrees(text, *LONGITUDES),
        Kind.LAT: lambda text: read_degrees(text, *LATITUDES),
        Kind.BOOLEAN: read_boolean,
        Kind.CHOICE: lambda text: read_choice(text, column),
        Kind.MOMENT: lambda text: read_moment(text, context.clock),
        Kind.DATE: lambda text: context.clock.span_start(read_date(text)),
        Kind.FROM: lambda text: context.clock.span_start(read_date_or_moment(text)),
        Kind.TO: lambda text: context.clock.span_end(read_date_or_moment(text)),
        Kind.CLOCK: read_clock,
        Kind.COUNTY: lambda text: read_county(text, context.gazetteer),
        Kind.AREA: lambda text: read_area(text, context.gazetteer),
        Kind.AREAS: lambda text: tuple(read_area(part, context.gazetteer) for part in parts(text)),
        Kind.IDS: lambda text: tuple(read_id(part) for part in parts(text)),
        Kind.NATIONAL_ID: read_national_id,
        Kind.PHONE: read_phone,
    }
    return readers[column.kind]


def clean(text: str) -> str:
    """Cell without surrounding blanks of any script, byte-order marks and zero-width characters."""
    return text.strip(" \t\r\n\u00a0\u3000\u200b\u200c\u200d\ufeff")


def halfwidth(text: str) -> str:
    """Full-width digits and signs as plain ones, as Chinese keyboards type them."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def read_text(text: str) -> str:
    """Text without control characters and without signs of a wrong decoding."""
    if text.isprintable():
        if "\ufffd" in text:
            raise BadCell("bad_encoding", "holds the sign of a failed decoding (U+FFFD); save the file as UTF-8 again")
        return text
    for character in text:
        if unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"} and character not in "\n\r\t":
            raise BadCell("control_character", f"holds the unprintable character U+{ord(character):04X}; remove it")
    return text


def read_id(text: str) -> str:
    """An id: text without blanks, ``;``, ``#`` and other signs that join or number things."""
    if _PLAIN_ID.fullmatch(text):
        return text
    if _EXPONENT.fullmatch(text):
        raise BadCell("number_typed_id", NUMBER_TYPED)
    read_text(text)
    for sign in text:
        if sign in ";；#," or sign.isspace():
            raise BadCell(
                "bad_id", f"an id may not hold {sign!r}; ids are joined by ';' and vehicles are numbered by '#'"
            )
    if len(text) > 64:
        raise BadCell("bad_id", f"has {len(text)} characters; an id has at most 64")
    return text


def read_integer(text: str, minimum: int | None, maximum: int | None) -> int:
    """A whole number within the column's limits."""
    plain = halfwidth(text)
    if not _INTEGER.fullmatch(plain):
        raise BadCell("not_an_integer", "is not a whole number; write digits only, without unit or thousands sign")
    value = int(plain)
    if minimum is not None and value < minimum:
        code = "negative" if value < 0 else "too_small"
        raise BadCell(code, f"is below the least allowed value {minimum}")
    limit = LARGEST if maximum is None else maximum
    if value > limit:
        raise BadCell("too_large", f"is above the greatest allowed value {limit}")
    return value


def read_share(text: str) -> str:
    """A ratio 0–1, kept as the text of an exact decimal."""
    plain = halfwidth(text)
    if plain.endswith("%"):
        raise BadCell("not_a_share", "is a percentage; write it as a ratio, e.g. 0.5 for 50%")
    if not _DECIMAL.fullmatch(plain):
        raise BadCell("not_a_share", "is not a decimal number such as 0.5")
    try:
        exact_share(plain)
    except ValueError as error:
        raise BadCell("out_of_range", "is not between 0 and 1") from error
    return plain


def read_degrees(text: str, least: float, most: float) -> float:
    """Degrees; whether the pair is plausible is a matter of both columns."""
    plain = halfwidth(text)
    if not _DECIMAL.fullmatch(plain):
        raise BadCell("not_a_number", "is not decimal degrees such as 121.55; no degree sign, no minutes")
    value = float(plain)
    if abs(value) > 180:
        raise BadCell("out_of_range", f"is no degree figure (wanted {least:g} to {most:g}); project back to WGS-84")
    return value


def read_boolean(text: str) -> bool:
    """``true`` or ``false``, 是 or 否."""
    word = halfwidth(text).casefold()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise BadCell("not_a_boolean", "is neither true nor false (是 or 否)")


def read_choice(text: str, column: Column) -> object:
    """One of the allowed values, or its Chinese word."""
    word = halfwidth(text).casefold()
    for choice in column.choices:
        if word in (choice.value, choice.zh):
            return column.convert(choice.value) if column.convert else choice.value
    allowed = ", ".join(choice.value for choice in column.choices)
    raise BadCell("unknown_value", f"is not one of: {allowed}")


def read_date(text: str) -> str:
    """A calendar date, as checked text."""
    plain = halfwidth(text)
    if not _DATE.fullmatch(plain):
        raise BadCell("not_a_date", "is not a date; write it as 2020-02-24")
    _calendar(plain)
    return plain


def read_moment(text: str, clock: LocalClock) -> int:
    """A moment; without offset in campaign time."""
    plain = halfwidth(text)
    if _DATE.fullmatch(plain):
        raise BadCell("no_time_of_day", "is a date without a time; write it as 2020-02-24T14:00+08:00")
    if not _MOMENT.fullmatch(plain):
        raise BadCell("not_a_moment", "is not a moment; write it as 2020-02-24T14:00+08:00")
    _calendar(plain[:10])
    try:
        return clock.moment(plain)
    except (ValueError, OverflowError) as error:
        raise BadCell("not_a_moment", "has no such time of day; write it as 2020-02-24T14:00+08:00") from error


def read_date_or_moment(text: str) -> str:
    """A date or a moment, as checked text."""
    plain = halfwidth(text)
    if _DATE.fullmatch(plain):
        _calendar(plain)
        return plain
    if not _MOMENT.fullmatch(plain):
        raise BadCell("not_a_date", "is neither a date (2020-02-24) nor a moment (2020-02-24T14:00+08:00)")
    read_moment(plain, LocalClock(0))
    return plain


def _calendar(text: str) -> None:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadCell("not_a_date", "is not in the calendar; check month and day") from error
    if not 1990 <= day.year <= 2100:
        raise BadCell("not_a_date", f"has the year {day.year}; wanted 1990 to 2100")


def read_clock(text: str) -> int:
    """Seconds of the local day, 0 to 86 400."""
    match = _CLOCK.fullmatch(halfwidth(text))
    if match is None:
        raise BadCell("not_a_time", "is not a time of day; write it as 08:30")
    hours, minutes = int(match.group(1)), int(match.group(2))
    seconds = int((match.group(3) or ":0")[1:])
    total = hours * 3_600 + minutes * 60 + seconds
    if minutes > 59 or seconds > 59 or total > DAY_S:
        raise BadCell("not_a_time", "is not a time of the day between 00:00 and 24:00")
    return total


def _digits(text: str) -> str:
    plain = halfwidth(text)
    _refuse_number(plain)
    if not plain.isdecimal():
        raise BadCell("not_a_code", "is not an administrative code; write its digits, e.g. 341204")
    return plain


def read_county(text: str, gazetteer: Gazetteer) -> str:
    """A county code of February 2020."""
    code = _digits(text)
    if code in gazetteer.counties:
        return code
    if len(code) != 6:
        raise BadCell("not_a_county", f"has {len(code)} digits; a county code has 6")
    raise BadCell("unknown_county", gazetteer.advice(code))


def read_area(text: str, gazetteer: Gazetteer) -> str:
    """A province, prefecture or county code of 2, 4 or 6 digits that holds at least one county."""
    code = _digits(text)
    if len(code) not in (2, 4, 6):
        raise BadCell("not_an_area", f"has {len(code)} digits; an area code has 2, 4 or 6")
    if not gazetteer.holds(code):
        raise BadCell("unknown_area", f"no county of February 2020 lies in it; {gazetteer.advice(code)}")
    return code


def parts(text: str) -> tuple[str, ...]:
    """The members of a ``;`` list, none empty, none twice."""
    found = [clean(part) for part in text.replace("；", ";").split(";")]
    if found and not found[-1]:
        found.pop()
    if not all(found):
        raise BadCell("empty_part", "has an empty place between two ';'")
    for part in found:
        if found.count(part) > 1:
            raise BadCell("duplicate", f"names {part!r} twice")
    return tuple(found)


def read_national_id(text: str) -> str:
    """An identity number, upper case. Eighteen characters must be a resident's number; others only look like one."""
    plain = halfwidth(text).upper()
    if _RESIDENT.fullmatch(plain):
        return plain
    _refuse_number(plain)
    if len(plain) == 18:
        raise BadCell("bad_national_id", "has 18 characters but is not 17 digits and a digit or X")
    if not _OTHER_PAPER.fullmatch(plain):
        raise BadCell("bad_national_id", f"has {len(plain)} characters; wanted 18, or 6 to 20 of another document")
    return plain


def read_phone(text: str) -> str:
    """A telephone number."""
    plain = halfwidth(text)
    if _PHONE.fullmatch(plain):
        return plain
    _refuse_number(plain)
    raise BadCell("bad_phone", "is not a telephone number; write digits, e.g. 11 for a mobile telephone")


def _refuse_number(plain: str) -> None:
    """Refuse ``3.41E+17`` and ``341204.0``: a spreadsheet took an id for a number."""
    if _EXPONENT.fullmatch(plain) or _FLOAT.fullmatch(plain):
        raise BadCell("number_typed_id", NUMBER_TYPED)

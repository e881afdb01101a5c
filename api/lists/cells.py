"""Cells of a list as firms write them, brought into the form that ``planner.ingest`` reads; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from api.lists.origins import county_of
from planner.ingest.cells import BadCell, halfwidth, read_national_id, read_phone, read_text
from planner.ingest.checks import check_digits
from planner.ingest.columns import Column, Kind

MOST_CHARACTERS = {"name": 60, "needs": 200}
LONGEST = 300
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|")
_TIMES = frozenset({Kind.FROM, Kind.TO, Kind.MOMENT})
_DAY = re.compile(
    r"(?P<y>\d{4})(?:(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})|年(?P<m2>\d{1,2})月(?P<d2>\d{1,2})[日号]?)"
    r"(?:[T\s]*(?P<rest>\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:Z|[+-]\d{2}:\d{2})?))?"
)
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WITHOUT_YEAR = re.compile(r"\d{1,2}(?:月\d{1,2}[日号]?|[/.-]\d{1,2})")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_CODES = {"绿": "green", "绿色": "green", "黄": "yellow", "黄色": "yellow", "红": "red", "红色": "red"}
_SIX_DIGITS = re.compile(r"\d{6}")
_NUMBER = re.compile(r"[\d.]+(?:[eE]\+?\d+)?")


@dataclass(frozen=True, slots=True)
class Places:
    """What names of one enterprise's list can mean: its own ids and names, its sites, stops of the campaign.

    ``sites`` and ``stops`` map ids and names to ids; a name that two of them bear is left out.
    """

    own_names: frozenset[str]
    sites: Mapping[str, str]
    stops: Mapping[str, str]


Tidy = Callable[[str, bool], str]
"""From the text of a filled cell, and whether it was a number in a workbook."""


def tidy(column: Column, places: Places) -> Tidy:
    """Function that brings a cell of a column into the planner's form or raises ``BadCell``."""
    special: dict[str, Tidy] = {
        "enterprise_id": lambda text, _: _own_enterprise(text, places),
        "site_id": lambda text, _: _known_place(text, places.sites, "is no site of this enterprise in the campaign"),
        "pickup_stop_id": lambda text, _: _known_place(text, places.stops, "is no stop of the campaign"),
        "origin_adcode": _origin,
        "national_id": _national_id,
        "phone": _phone,
        "name": lambda text, _: _name(text),
        "health_code": lambda text, _: _CODES.get(halfwidth(text), text),
    }
    found = special.get(column.name)
    if found is None:
        found = _moment if column.kind in _TIMES else _plain
    return lambda text, number: found(_bounded(text, column.name), number)


def _bounded(text: str, name: str) -> str:
    most = MOST_CHARACTERS.get(name, LONGEST)
    if len(text) > most:
        raise BadCell("too_long", f"has {len(text):,} characters; at most {most} are taken")
    return text


def _plain(text: str, _number: bool) -> str:
    if text.startswith(_FORMULA):
        raise BadCell("formula", "begins like a formula; write plain text")
    return text


def _name(text: str) -> str:
    read_text(_plain(text, False))
    if not any(sign.isalpha() for sign in text):
        raise BadCell("bad_name", "is no name; check whether the columns are shifted")
    return " ".join(text.split())


def _own_enterprise(text: str, places: Places) -> str:
    if halfwidth(text).strip() not in places.own_names:
        raise BadCell("foreign_enterprise", "is not the enterprise that this list is for; send each firm's list apart")
    return text


def _known_place(text: str, known: Mapping[str, str], reason: str) -> str:
    found = known.get(text) or known.get(halfwidth(text))
    if found is None:
        listed = ", ".join(sorted(set(known.values()))[:5])
        raise BadCell("unknown_reference", f"{reason}{f'; known: {listed}' if listed else ''}")
    return found


def _origin(text: str, number: bool) -> str:
    plain = halfwidth(text)
    if _SIX_DIGITS.fullmatch(plain):
        return plain
    if number or _NUMBER.fullmatch(plain):
        raise BadCell("not_a_county", "is no code of six digits; write the county's name or its code")
    return county_of(text)


def _national_id(text: str, number: bool) -> str:
    if number:
        raise BadCell(
            "number_rounded",
            "is typed as a number, and Excel has lost its last digits for good; set the column to Text, type it again",
        )
    found = read_national_id(text)
    if found.isdecimal() and len(found) not in (8, 10, 18):
        raise BadCell("bad_national_id", f"has {len(found)} digits; a resident's number has 18 characters")
    if len(found) == 18:
        try:
            date(int(found[6:10]), int(found[10:12]), int(found[12:14]))
        except ValueError as error:
            raise BadCell("bad_national_id", "holds a day of birth that is not in the calendar") from error
    return found


def wrong_residents(numbers: Sequence[str]) -> list[BadCell | None]:
    """What is wrong with the check digits of identity numbers of 18 characters, of all of them at once."""
    if not numbers:
        return []
    return [
        None if number[17] == digit else _wrong_check_digit(number)
        for number, digit in zip(numbers, check_digits(numbers), strict=True)
    ]


def _wrong_check_digit(number: str) -> BadCell:
    if number.endswith("000"):
        return BadCell("number_rounded", "ends in 000 with a wrong check digit: Excel has rounded it; type it as text")
    return BadCell("bad_check_digit", "has a wrong check digit (GB 11643); a digit was mistyped")


def _phone(text: str, number: bool) -> str:
    plain = halfwidth(text)
    found = re.sub(r"[\s-]", "", read_phone(plain))
    digits = found.removeprefix("+")
    if len(digits) == 13 and digits.startswith("861"):
        return digits[2:]
    if found.startswith("+"):
        return found
    if digits.startswith("1") and len(digits) == 11:
        return digits
    if number:
        raise BadCell("number_typed_id", "is typed as a number and is no mobile; Excel drops leading zeros: use Text")
    if digits.startswith("0") and 10 <= len(digits) <= 12:
        return digits
    reason = f"has {len(digits)} digits; wanted 11 of a mobile, 0 and area code, or + and country code"
    raise BadCell("bad_phone", reason)


def _moment(text: str, number: bool) -> str:
    plain = halfwidth(text).strip()
    match = _DAY.fullmatch(plain)
    if match is not None:
        day = f"{match['y']}-{int(match['m'] or match['m2']):02d}-{int(match['d'] or match['d2']):02d}"
        return f"{day}T{_clock(match['rest'])}" if match["rest"] else day
    compact = _COMPACT_DAY.fullmatch(plain)
    if compact is not None:
        return "-".join(compact.groups())
    if _SERIAL.fullmatch(plain) or number:
        raise BadCell("serial_date", "is a bare number; format the column as a date in Excel, or write 2020-02-24")
    if _WITHOUT_YEAR.fullmatch(plain):
        raise BadCell("no_year", "has no year; write it as 2020-02-24")
    return text


def _clock(text: str) -> str:
    """A time of day with two digits of the hour."""
    hour, rest = text.replace("：", ":").split(":", 1)
    return f"{int(hour):02d}:{rest}"

"""What a client of OGC API – Features may ask for: a box, a time, a page."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.answers import invalid
from api.paging import CURSOR_LENGTH_MAX, FEATURES_MAX, PAGE_ROWS
from planner.units import LocalClock

Box = tuple[float, float, float, float]
"""Min lon, min lat, max lon, max lat; WGS-84 degrees."""
Span = tuple[int | None, int | None]
"""First and last moment, both inclusive; ``None``: open."""

NUMBER = r"-?\d{1,6}(\.\d{1,12})?"
BBOX = rf"^{NUMBER}(,{NUMBER}){{3}}((,{NUMBER}){{2}})?$"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
OPEN = ("", "..")


class ItemsQuery(BaseModel):
    """Which features of a collection."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    bbox: Annotated[str, StringConstraints(pattern=BBOX, max_length=160)] | None = Field(
        default=None,
        description="Four numbers, or six with heights that are ignored: min lon, min lat, max lon, max lat in CRS84. "
        "A min lon greater than max lon spans the antimeridian.",
        examples=["121.0,29.5,122.0,30.5"],
    )
    when: Annotated[str, StringConstraints(max_length=80)] | None = Field(
        default=None,
        alias="datetime",
        description="A moment (RFC 3339), a local date, or an interval of them `a/b`; `..` leaves an end open.",
        examples=["2020-02-24T00:00:00+08:00/.."],
    )
    limit: int = Field(
        default=PAGE_ROWS, ge=1, description=f"Features of the page at most; more than {FEATURES_MAX} count as that."
    )
    cursor: str | None = Field(default=None, max_length=CURSOR_LENGTH_MAX, description="From the link `next`.")
    lang: Literal["zh", "en"] | None = Field(default=None, description="Language of error texts.")


def boxes_of(text: str | None) -> tuple[Box, ...] | None:
    """Boxes of a ``bbox`` parameter: one, or two where it spans the antimeridian; ``None``: everywhere.

    Raises
    ------
    Problem
        A corner lies off the globe, or south lies north of north.
    """
    if text is None:
        return None
    numbers = [float(part) for part in text.split(",")]
    west, south, east, north = numbers if len(numbers) == 4 else (*numbers[:2], *numbers[3:5])
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise invalid("bbox", f"{text}: needs longitudes within ±180 and -90 ≤ min lat ≤ max lat ≤ 90")
    if west <= east:
        return ((west, south, east, north),)
    return (west, south, 180.0, north), (-180.0, south, east, north)


def span_of(text: str | None, clock: LocalClock) -> Span | None:
    """Moments of a ``datetime`` parameter; ``None``: any time.

    Raises
    ------
    Problem
        It is neither a moment nor an interval, or ends before it begins.
    """
    if text is None:
        return None
    begin, slash, end = text.partition("/")
    try:
        if not slash:
            return _first(begin, clock), _last(begin, clock)
        first = None if begin in OPEN else _first(begin, clock)
        last = None if end in OPEN else _last(end, clock)
    except (ValueError, OverflowError):
        raise invalid("datetime", f"{text}: is no moment with offset, local date, or interval of them") from None
    if first is not None and last is not None and first > last:
        raise invalid("datetime", f"{text}: ends before it begins")
    return first, last


def _first(text: str, clock: LocalClock) -> int:
    if _DATE.fullmatch(text):
        date.fromisoformat(text)
        return clock.span_start(text)
    return _moment(text)


def _last(text: str, clock: LocalClock) -> int:
    if _DATE.fullmatch(text):
        date.fromisoformat(text)
        return clock.span_end(text) - 1
    return _moment(text)


def _moment(text: str) -> int:
    # A plus sign that was not percent-encoded arrives as a space.
    parsed = datetime.fromisoformat(text.replace(" ", "+"))
    if parsed.tzinfo is None or not _DATE.match(text):
        raise ValueError(text)
    return int(parsed.timestamp())

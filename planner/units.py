"""Conversions between what people read and the integers that the planner computes with.

Inside the planner a moment is an ``int``: seconds since 1970-01-01T00:00Z. A duration is
``int`` seconds, a length ``int`` metres, money ``int`` fen (1/100 yuan). Nothing else converts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from math import asin, cos, radians, sin, sqrt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MINUTE_S = 60
HOUR_S = 3_600
DAY_S = 86_400
EARTH_RADIUS_M = 6_371_008.8
"""Mean Earth radius (IUGG R1), metres."""


@dataclass(frozen=True, slots=True)
class LocalClock:
    """Local calendar of a campaign: one fixed offset from UTC.

    Parameters
    ----------
    offset_s : int
        Seconds east of Greenwich, e.g. 28 800 for ``Asia/Shanghai``.

    Examples
    --------
    >>> clock = LocalClock(28_800)
    >>> clock.moment("2020-02-24T14:00")
    1582524000
    >>> clock.iso(1582524000)
    '2020-02-24T14:00+08:00'
    """

    offset_s: int

    @classmethod
    def of(cls, zone_name: str, start: date, end: date) -> LocalClock:
        """Clock of an IANA zone whose offset is constant over ``start``..``end``.

        Raises
        ------
        ValueError
            The zone is unknown, or its offset changes within the horizon.
        """
        try:
            zone = ZoneInfo(zone_name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"unknown time zone {zone_name!r}") from error
        days = (end - start).days + 2
        offsets = {datetime(start.year, start.month, start.day, tzinfo=zone) + timedelta(days=i) for i in range(days)}
        seconds = {int((moment.utcoffset() or timedelta()).total_seconds()) for moment in offsets}
        if len(seconds) != 1:
            raise ValueError(f"time zone {zone_name!r} changes its offset between {start} and {end}")
        return cls(seconds.pop())

    def day(self, at: int) -> int:
        """Local day number (days since 1970-01-01) of moment ``at``."""
        return (at + self.offset_s) // DAY_S

    def second_of_day(self, at: int) -> int:
        """Seconds since local midnight at moment ``at``."""
        return (at + self.offset_s) % DAY_S

    def midnight(self, day: int) -> int:
        """Moment at which local day number ``day`` begins."""
        return day * DAY_S - self.offset_s

    def moment(self, text: str) -> int:
        """Parse an ISO 8601 moment; without an offset it is local time.

        Raises
        ------
        ValueError
            The text is not an ISO 8601 date and time, or is a date alone.
        """
        if "T" not in text and " " not in text.strip():
            raise ValueError(f"{text!r} has a date but no time")
        parsed = datetime.fromisoformat(text.strip())
        if parsed.tzinfo is None:
            parsed = parsed.replace(tzinfo=timezone(timedelta(seconds=self.offset_s)))
        return int(parsed.timestamp())

    def span_start(self, text: str) -> int:
        """First moment of a date (local midnight), or the moment itself."""
        return self.moment(text) if _has_time(text) else self.midnight(day_number(text))

    def span_end(self, text: str) -> int:
        """First moment after a date (next local midnight), or the moment itself."""
        return self.moment(text) if _has_time(text) else self.midnight(day_number(text) + 1)

    def iso(self, at: int) -> str:
        """ISO 8601 text with offset; seconds only where they are not zero."""
        day, second = divmod(at + self.offset_s, DAY_S)
        hour, minute, rest = second // HOUR_S, second // MINUTE_S % 60, second % MINUTE_S
        seconds = f":{rest:02d}" if at % MINUTE_S else ""
        return f"{day_text(day)}T{hour:02d}:{minute:02d}{seconds}{_offset_text(self.offset_s)}"

    def date_text(self, at: int) -> str:
        """``YYYY-MM-DD`` of the local day that holds ``at``."""
        return day_text(self.day(at))


def _has_time(text: str) -> bool:
    return "T" in text or " " in text.strip()


def day_number(text: str) -> int:
    """Days since 1970-01-01 of a ``YYYY-MM-DD`` text.

    Raises
    ------
    ValueError
        Not a calendar date.
    """
    return (date.fromisoformat(text.strip()) - date(1970, 1, 1)).days


@cache
def _offset_text(offset_s: int) -> str:
    """``+08:00`` of an offset from UTC."""
    return datetime.fromtimestamp(0, timezone(timedelta(seconds=offset_s))).isoformat()[19:]


@lru_cache(maxsize=4096)
def day_text(day: int) -> str:
    """``YYYY-MM-DD`` of a day number."""
    return (date(1970, 1, 1) + timedelta(days=day)).isoformat()


def utc_iso(at: int) -> str:
    """UTC text of a moment, for receipts and logs."""
    return datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")


def exact_share(text: str) -> Fraction:
    """A ratio such as ``"0.5"`` as an exact fraction, never through a float.

    Raises
    ------
    ValueError
        Not a decimal number between 0 and 1.
    """
    try:
        share = Fraction(Decimal(text))
    except ArithmeticError as error:
        raise ValueError(f"{text!r} is not a decimal number") from error
    if not 0 <= share <= 1:
        raise ValueError(f"{text!r} is not between 0 and 1")
    return share


def yuan_text(cents: int) -> str:
    """Fen as yuan for people, e.g. ``12,345.60``."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def level_text(value: int, unit: str) -> tuple[str, str]:
    """Value and unit of an objective level for people: yuan, person-hours, per cent, persons.

    >>> level_text(123_456_700, "fen"), level_text(5_400, "person-seconds"), level_text(250, "permille")
    (('1,234,567.00', 'yuan'), ('1.5', 'person-hours'), ('25.0', '%'))
    """
    match unit:
        case "fen":
            return yuan_text(value), "yuan"
        case "person-seconds":
            return f"{value / HOUR_S:,.1f}", "person-hours"
        case "permille":
            return f"{value / 10:.1f}", "%"
        case "persons_ppm":
            return f"{value / 1_000_000:,.3f}", "persons"
        case _:
            return f"{value:,}", unit


def great_circle_m(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Great-circle distance in metres between two WGS-84 points (haversine)."""
    phi_a, phi_b = radians(lat_a), radians(lat_b)
    half = sin((phi_b - phi_a) / 2) ** 2 + cos(phi_a) * cos(phi_b) * sin(radians(lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, half)))

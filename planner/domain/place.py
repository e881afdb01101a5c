"""Where: counties, stops, sites, links and what is in force there and when."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

SEAT_PREFIX = "adcode:"
"""A place id ``adcode:NNNNNN`` is the seat of that county."""


class Level(IntEnum):
    """Zone level; a larger value is stricter (就高)."""

    LOW = 0
    MEDIUM = 1
    HIGH = 2
    SEALED = 3

    @classmethod
    def of(cls, text: str) -> Level:
        """Level of its lower-case name; ``ValueError`` for any other text."""
        try:
            return cls[text.upper()]
        except KeyError as error:
            raise ValueError(f"{text!r} is not low, medium, high or sealed") from error


class StopKind(StrEnum):
    """What a stop is for."""

    PICKUP = "pickup"
    RAIL_STATION = "rail_station"
    AIRPORT = "airport"
    TEST_SITE = "test_site"
    QUARANTINE_SITE = "quarantine_site"
    LODGING = "lodging"
    GATE = "gate"
    CHECKPOINT = "checkpoint"
    RETENTION_STATION = "retention_station"
    REST_PLACE = "rest_place"
    PERMIT_OFFICE = "permit_office"


@dataclass(frozen=True, slots=True)
class Place:
    """Anything that a vehicle can stand at: a stop, a site, a depot or a county seat.

    ``place_id`` is a stop_id, a site_id, ``depot:<fleet_id>`` or ``adcode:NNNNNN``. WGS-84 degrees.
    """

    place_id: str
    lon: float
    lat: float
    adcode: str


@dataclass(frozen=True, slots=True)
class County:
    """A county of February 2020 with its seat (WGS-84 degrees)."""

    adcode: str
    name: str
    name_en: str
    prefecture: str
    province: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Stop:
    """A hub, pick-up or service point. ``opens_s``/``closes_s`` are seconds of the local day."""

    stop_id: str
    kind: StopKind
    name: str
    lon: float
    lat: float
    adcode: str
    opens_s: int | None = None
    closes_s: int | None = None
    people_per_hour: int | None = None
    catchment_adcodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """A factory door."""

    site_id: str
    enterprise_id: str
    name: str
    lon: float
    lat: float
    adcode: str
    opens_s: int
    closes_s: int
    intake_per_day: int | None = None
    isolation_beds: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A bridge, ferry or tunnel that joins two counties which share no land border."""

    from_adcode: str
    to_adcode: str
    kind: str
    distance_m: int
    drive_s: int
    opens_s: int | None = None
    closes_s: int | None = None


@dataclass(frozen=True, slots=True)
class Zone:
    """Level in force in an area (2-, 4- or 6-digit prefix) during ``[from_at, until_at)``."""

    adcode: str
    level: Level
    from_at: int
    until_at: int | None


@dataclass(frozen=True, slots=True)
class ZoneArea:
    """A sub-county area with its own level; ``wkt`` holds its polygons, WGS-84.

    ``place_ids``: places of the campaign that it holds; ``planner.travel.ground.with_places`` finds them.
    """

    area_id: str
    adcode: str
    level: Level
    from_at: int
    until_at: int | None
    wkt: str
    place_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModeBan:
    """A mode that may not leave, enter or stop in an area while the ban holds."""

    adcode: str
    mode: str
    from_at: int
    until_at: int | None


@dataclass(frozen=True, slots=True)
class IntakeWindow:
    """Share of arrivals that the resumption map (复工图) admits in an area."""

    adcode: str
    industry: str | None
    from_at: int
    until_at: int | None
    share: str


def within(adcode: str, prefix: str) -> bool:
    """Whether county ``adcode`` lies in the area of a 2-, 4- or 6-digit code.

    >>> within("330206", "3302"), within("330206", "330200"), within("330206", "34")
    (True, True, False)
    """
    return adcode.startswith(area_prefix(prefix))


def area_prefix(code: str) -> str:
    """Significant digits of an area code: ``330200`` → ``3302``, ``330000`` → ``33``."""
    if len(code) == 6 and code.endswith("0000"):
        return code[:2]
    if len(code) == 6 and code.endswith("00"):
        return code[:4]
    return code


def prefecture_of(adcode: str) -> str:
    """Four digits that name the city; municipalities (11, 12, 31, 50) are one city each."""
    return adcode[:2] if adcode[:2] in {"11", "12", "31", "50"} else adcode[:4]

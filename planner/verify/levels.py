"""Zone levels by place and moment, straight from the rows of ``zones``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from shapely import Point, from_wkt
from shapely.geometry.base import BaseGeometry

from planner.domain.place import Level, Place, Zone, ZoneArea

Span = tuple[int, int, Level]
"""First second, first second after, level."""
FOR_EVER = 2**62
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
"""Beijing, Tianjin, Shanghai and Chongqing: one city each."""


def prefix_of(code: str) -> str:
    """Digits of an area code that say something: ``330200`` → ``3302``, ``42`` → ``42``."""
    while len(code) > 2 and code.endswith("00"):
        code = code[:-2]
    return code


def _span(row: Zone | ZoneArea) -> Span:
    return row.from_at, FOR_EVER if row.until_at is None else row.until_at, row.level


@dataclass(frozen=True, slots=True)
class LevelBook:
    """Which level holds where and when; no row means low, the strictest of several wins.

    Counties are answered by ``zones`` alone; places also by the sub-county areas that contain them, their edge
    included, and where a rule set says ``prefecture`` by all that is said of any county of their city.

    ``areas`` holds the county or city that an area names, its shape, and its span.
    """

    zones: tuple[Zone, ...]
    areas: tuple[tuple[str, BaseGeometry, Span], ...]
    _counties: dict[str, tuple[Span, ...]] = field(default_factory=dict, repr=False, compare=False)
    _places: dict[str, tuple[Span, ...]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, zones: Sequence[Zone], areas: Sequence[ZoneArea]) -> LevelBook:
        """Book of the rows of a scenario."""
        return cls(tuple(zones), tuple((area.adcode, from_wkt(area.wkt), _span(area)) for area in areas))

    def county_spans(self, adcode: str) -> tuple[Span, ...]:
        """All spans of a county."""
        spans = self._counties.get(adcode)
        if spans is None:
            spans = tuple(_span(zone) for zone in self.zones if adcode.startswith(prefix_of(zone.adcode)))
            self._counties[adcode] = spans
        return spans

    def place_spans(self, place: Place) -> tuple[Span, ...]:
        """All spans of a place: its county's and those of the areas around it."""
        spans = self._places.get(place.place_id)
        if spans is None:
            point = Point(place.lon, place.lat)
            around = tuple(span for _, polygon, span in self.areas if polygon.covers(point))
            spans = self._places[place.place_id] = self.county_spans(place.adcode) + around
        return spans

    def city_spans(self, adcode: str) -> tuple[Span, ...]:
        """All spans of any county of the city that a county belongs to, and of areas in it."""
        city = adcode[:2] if adcode[:2] in MUNICIPALITIES else adcode[:4]
        spans = self._counties.get(city)
        if spans is None:
            codes = [(prefix_of(zone.adcode), _span(zone)) for zone in self.zones]
            named = [span for code, span in codes if code.startswith(city) or city.startswith(code)]
            spans = tuple(named + [span for code, _, span in self.areas if code.startswith(city)])
            self._counties[city] = spans
        return spans

    def stop_spans(self, place: Place, level_area: str) -> tuple[Span, ...]:
        """All spans that count for a stop: the place's, or with ``prefecture`` its city's besides."""
        own = self.place_spans(place)
        return own + self.city_spans(place.adcode) if level_area == "prefecture" else own

    def at(self, place: Place, moment: int, level_area: str = "county") -> Level:
        """Level that counts for a stop at a moment."""
        return strictest(self.stop_spans(place, level_area), moment, moment)


def strictest(spans: Iterable[Span], first: int, last: int) -> Level:
    """Highest level that holds at any moment of ``[first, last]``."""
    found = Level.LOW
    for begin, end, level in spans:
        if level > found and begin <= last and first < end:
            found = level
    return found

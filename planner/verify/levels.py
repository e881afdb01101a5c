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

    Counties are answered by ``zones`` alone; places also by the sub-county areas that contain them.
    """

    zones: tuple[Zone, ...]
    areas: tuple[tuple[BaseGeometry, Span], ...]
    _counties: dict[str, tuple[Span, ...]] = field(default_factory=dict, repr=False, compare=False)
    _places: dict[str, tuple[Span, ...]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, zones: Sequence[Zone], areas: Sequence[ZoneArea]) -> LevelBook:
        """Book of the rows of a scenario."""
        return cls(tuple(zones), tuple((from_wkt(area.wkt), _span(area)) for area in areas))

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
            around = tuple(span for polygon, span in self.areas if polygon.covers(point))
            spans = self._places[place.place_id] = self.county_spans(place.adcode) + around
        return spans

    def at(self, place: Place, moment: int) -> Level:
        """Level of a place at a moment."""
        return strictest(self.place_spans(place), moment, moment)


def strictest(spans: Iterable[Span], first: int, last: int) -> Level:
    """Highest level that holds at any moment of ``[first, last]``."""
    found = [level for begin, end, level in spans if begin <= last and first < end]
    return max(found, default=Level.LOW)

"""Zone levels in force: which county, city or place stands at which level, when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from planner.domain.place import Level, Zone, ZoneArea, area_prefix, prefecture_of

if TYPE_CHECKING:
    from planner.domain.scenario import Scenario

AREA_PREFIX = "area:"
"""``area:<area_id>`` stands for a sub-county area among the codes of sealed ground."""
PREFECTURE = "prefecture"
"""``RuleSet.level_area`` of packs in which the strictest level of the city counts for a stop."""


class ZoneBook:
    """Zone rows indexed by area; absent means low, overlaps take the strictest level.

    Counties are answered by ``zones`` alone, places also by the sub-county areas that hold them
    (``ZoneArea.place_ids``).

    Examples
    --------
    >>> book = ZoneBook([Zone("42", Level.SEALED, 0, None)])
    >>> book.level("420106", 5).name, book.level("330206", 5).name
    ('SEALED', 'LOW')
    """

    def __init__(self, zones: Iterable[Zone], areas: Iterable[ZoneArea] = ()) -> None:
        self._by_prefix: dict[str, list[Zone]] = {}
        self._by_place: dict[str, list[ZoneArea]] = {}
        self._areas = tuple(areas)
        self._by_city: dict[str, list[Zone | ZoneArea]] = {}
        self._by_county: dict[str, list[Zone]] = {}
        self._of_place: dict[tuple[str, str, str], list[Zone | ZoneArea]] = {}
        for zone in zones:
            self._by_prefix.setdefault(area_prefix(zone.adcode), []).append(zone)
        for area in self._areas:
            for place_id in area.place_ids:
                self._by_place.setdefault(place_id, []).append(area)

    @classmethod
    def of(cls, scenario: Scenario) -> ZoneBook:
        """Book of a scenario's rows."""
        return cls(scenario.zones, scenario.zone_areas)

    def _rows(self, adcode: str) -> list[Zone]:
        """Rows of a county and of what it lies in; remembered, since few counties are asked about again and again."""
        rows = self._by_county.get(adcode)
        if rows is None:
            rows = [zone for digits in (2, 4, 6) for zone in self._by_prefix.get(adcode[:digits], ())]
            self._by_county[adcode] = rows
        return rows

    def _city_rows(self, adcode: str) -> list[Zone | ZoneArea]:
        """Rows of every county of a prefecture: those above it, of it, and within it."""
        city = prefecture_of(adcode)
        if city not in self._by_city:
            rows: list[Zone | ZoneArea] = []
            for prefix, zones in self._by_prefix.items():
                if prefix.startswith(city) or city.startswith(prefix):
                    rows += zones
            rows += [area for area in self._areas if area.adcode.startswith(city)]
            self._by_city[city] = rows
        return self._by_city[city]

    def level(self, adcode: str, at: int) -> Level:
        """Level of a county at a moment."""
        return self.strictest(adcode, at, at + 1)

    def strictest(self, adcode: str, from_at: int, until_at: int) -> Level:
        """Strictest level of a county at any moment of ``[from_at, until_at)``."""
        return _strictest(self._rows(adcode), from_at, until_at)

    def place_level(self, place_id: str, adcode: str, at: int, level_area: str = "county") -> Level:
        """Level that counts for a place at a moment; see ``strictest_of_place``."""
        return self.strictest_of_place(place_id, adcode, at, at + 1, level_area)

    def strictest_of_place(
        self, place_id: str, adcode: str, from_at: int, until_at: int, level_area: str = "county"
    ) -> Level:
        """Strictest level of a place in county ``adcode`` at any moment of ``[from_at, until_at)``.

        That of its county and of the areas that hold the place; where ``level_area`` is ``prefecture``, of every
        row for a county, or an area in one, of its city besides.
        """
        return _strictest(self._rows_of_place(place_id, adcode, level_area), from_at, until_at)

    def always_low(self, place_id: str, adcode: str, level_area: str = "county") -> bool:
        """Whether no row ever raises the level of a place; see ``strictest_of_place``."""
        return not self._rows_of_place(place_id, adcode, level_area)

    def _rows_of_place(self, place_id: str, adcode: str, level_area: str) -> list[Zone | ZoneArea]:
        key = (place_id, adcode, level_area)
        rows = self._of_place.get(key)
        if rows is None:
            rows = [*self._rows(adcode), *self._by_place.get(place_id, ())]
            if level_area == PREFECTURE:
                rows += self._city_rows(adcode)
            self._of_place[key] = rows
        return rows

    def edges(self) -> tuple[int, ...]:
        """Moments at which a level may begin or end, ascending."""
        rows: list[Zone | ZoneArea] = [zone for zones in self._by_prefix.values() for zone in zones]
        rows += self._areas
        found = {row.from_at for row in rows} | {row.until_at for row in rows if row.until_at is not None}
        return tuple(sorted(found))

    def sealed(self, adcodes: Sequence[str], from_at: int, until_at: int) -> frozenset[str]:
        """Counties of ``adcodes`` that are sealed at any moment of ``[from_at, until_at)``."""
        shut = {
            prefix
            for prefix, rows in self._by_prefix.items()
            if any(zone.level is Level.SEALED and _holds(zone, from_at, until_at) for zone in rows)
        }
        return frozenset(code for code in adcodes if not shut.isdisjoint((code[:2], code[:4], code[:6])))

    def sealed_areas(self, from_at: int, until_at: int) -> frozenset[str]:
        """Sub-county areas sealed at any moment of ``[from_at, until_at)``, as ``area:<area_id>``."""
        return frozenset(
            AREA_PREFIX + area.area_id
            for area in self._areas
            if area.level is Level.SEALED and _holds(area, from_at, until_at)
        )


def _holds(row: Zone | ZoneArea, from_at: int, until_at: int) -> bool:
    return row.from_at < until_at and (row.until_at is None or row.until_at > from_at)


def _strictest(rows: Iterable[Zone | ZoneArea], from_at: int, until_at: int) -> Level:
    level = Level.LOW
    for row in rows:
        if row.level > level and _holds(row, from_at, until_at):
            level = row.level
    return level

"""Zone levels in force: which county stands at which level, when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from planner.domain.place import Level, Zone, area_prefix


class ZoneBook:
    """Zone rows indexed by area; absent means low, overlaps take the strictest level.

    Examples
    --------
    >>> book = ZoneBook([Zone("42", Level.SEALED, 0, None)])
    >>> book.level("420106", 5).name, book.level("330206", 5).name
    ('SEALED', 'LOW')
    """

    def __init__(self, zones: Iterable[Zone]) -> None:
        self._by_prefix: dict[str, list[Zone]] = {}
        for zone in zones:
            self._by_prefix.setdefault(area_prefix(zone.adcode), []).append(zone)

    def _rows(self, adcode: str) -> list[Zone]:
        rows: list[Zone] = []
        for digits in (2, 4, 6):
            rows += self._by_prefix.get(adcode[:digits], ())
        return rows

    def level(self, adcode: str, at: int) -> Level:
        """Level of a county at a moment."""
        return self.strictest(adcode, at, at + 1)

    def strictest(self, adcode: str, from_at: int, until_at: int) -> Level:
        """Strictest level of a county at any moment of ``[from_at, until_at)``."""
        level = Level.LOW
        for zone in self._rows(adcode):
            if zone.from_at < until_at and (zone.until_at is None or zone.until_at > from_at):
                level = max(level, zone.level)
        return level

    def sealed(self, adcodes: Sequence[str], from_at: int, until_at: int) -> frozenset[str]:
        """Counties of ``adcodes`` that are sealed at any moment of ``[from_at, until_at)``."""
        if not any(zone.level is Level.SEALED for rows in self._by_prefix.values() for zone in rows):
            return frozenset()
        return frozenset(code for code in adcodes if self.strictest(code, from_at, until_at) is Level.SEALED)

"""Stations, airports and gates by the clock: how many persons may pass in each quarter-hour.

Boardings plus alightings of a clock quarter-hour are at most a quarter of ``people_per_hour``, rounded down. All times
are local seconds, so that quarters begin at multiples of ``QUARTER_S``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from planner.domain.place import Stop, StopKind

QUARTER_S = 900
HUB = "hub"
"""Kind of reservations of quarter-hours at stations and airports."""
HUB_KINDS = frozenset({StopKind.RAIL_STATION, StopKind.AIRPORT})


@dataclass(frozen=True, slots=True)
class Passage:
    """Persons who pass a place in the quarter-hour that begins at ``from_s``."""

    place_id: str
    from_s: int
    persons: int

    @property
    def until_s(self) -> int:
        """End of the quarter-hour."""
        return self.from_s + QUARTER_S


def per_quarter(stops: Iterable[Stop], kinds: frozenset[StopKind] = HUB_KINDS) -> dict[str, int]:
    """Persons that each stop of these kinds lets pass in a quarter-hour; stops without a limit are left out."""
    return {s.stop_id: s.people_per_hour // 4 for s in stops if s.kind in kinds and s.people_per_hour is not None}


def quarters(from_s: int, until_s: int) -> range:
    """Beginnings of the quarter-hours that share more than a moment with ``[from_s, until_s]``."""
    return range(from_s // QUARTER_S * QUARTER_S, max(until_s, from_s + 1), QUARTER_S)


class QuarterBook:
    """Persons that places can still let pass, by quarter-hour.

    Parameters
    ----------
    limits : mapping
        Place to persons per quarter-hour; places that are absent have no limit.
    """

    def __init__(self, limits: Mapping[str, int]) -> None:
        self.limits = dict(limits)
        self._taken: dict[tuple[str, int], int] = {}

    def copy(self) -> QuarterBook:
        """The same book, to be filled further apart from this one."""
        other = QuarterBook(self.limits)
        other._taken = dict(self._taken)
        return other

    def left(self, place_id: str, from_s: int) -> int:
        """Persons who may still pass in the quarter-hour that begins then."""
        return self.limits[place_id] - self._taken.get((place_id, from_s), 0)

    def room(self, place_id: str, from_s: int, until_s: int) -> int:
        """Persons who may still pass in the quarter-hours of a span."""
        return sum(self.left(place_id, quarter) for quarter in quarters(from_s, until_s))

    def spread(
        self, place_id: str, persons: int, from_s: int, until_s: int, before: Iterable[Passage] = ()
    ) -> tuple[Passage, ...] | None:
        """Quarter-hours of a span for so many persons, the earliest first; ``None`` when they do not fit.

        Parameters
        ----------
        before : iterable of Passage
            What the same trip is about to take; counted as taken.
        """
        mine: dict[int, int] = {}
        for passage in before:
            if passage.place_id == place_id:
                mine[passage.from_s] = mine.get(passage.from_s, 0) + passage.persons
        found = []
        for quarter in quarters(from_s, until_s):
            taken = min(persons, self.left(place_id, quarter) - mine.get(quarter, 0))
            if taken > 0:
                found.append(Passage(place_id, quarter, taken))
                persons -= taken
            if not persons:
                return tuple(found)
        return None if persons else ()

    def take(self, passages: Iterable[Passage]) -> None:
        """Enter passages that ``spread`` returned."""
        for passage in passages:
            key = (passage.place_id, passage.from_s)
            self._taken[key] = self._taken.get(key, 0) + passage.persons

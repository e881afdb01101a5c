"""What a trip takes of scarce things, and what every book of them can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from planner.schedule.timetable import TimedTrip


@dataclass(frozen=True, slots=True)
class Claim:
    """A share of something scarce that one trip takes; local seconds. It becomes a row of reservations.csv.

    ``holder`` names the escort that a claim of an escort is for. ``listed`` is false for what a book only counts:
    arrivals at a site, and beds, which are listed by part.
    """

    kind: str
    place_id: str
    day: int
    amount: int
    from_s: int | None = None
    to_s: int | None = None
    holder: str | None = None
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Shortage:
    """Nothing is left of what a trip needs: a code of ``reasons.csv`` and the place, office or person that blocks.

    Attributes
    ----------
    by_day : bool
        Other hours of the same day of departure and arrival are short as well.
    wanting : tuple of int
        Shipments (indexes) that want the scarce thing, when fewer of their persons could still go; else empty.
    room : int
        Persons of ``wanting`` that there is still room for.
    """

    reason: str
    blocking_id: str
    by_day: bool = False
    wanting: tuple[int, ...] = ()
    room: int = 0


class Book(Protocol):
    """Keeps account of one scarce thing over a whole rotation."""

    def find(self, timed: TimedTrip) -> tuple[Claim, ...] | Shortage:
        """What the trip would take; empty when it needs nothing of the kind. Changes nothing."""
        ...

    def take(self, timed: TimedTrip, claims: tuple[Claim, ...]) -> None:
        """Enter claims that ``find`` returned for this trip."""
        ...

"""What a trip takes of scarce things, and what every book of them can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from planner.schedule.timetable import TimedTrip


@dataclass(frozen=True, slots=True)
class Claim:
    """A share of something scarce that one trip takes; local seconds. It becomes a row of reservations.csv.

    ``holder`` names the escort that a claim of an escort is for.
    """

    kind: str
    place_id: str
    day: int
    amount: int
    from_s: int | None = None
    to_s: int | None = None
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class Shortage:
    """Nothing is left of what a trip needs: a code of ``reasons.csv`` and the place, office or person that blocks."""

    reason: str
    blocking_id: str


class Book(Protocol):
    """Keeps account of one scarce thing over a whole rotation."""

    def find(self, timed: TimedTrip) -> tuple[Claim, ...] | Shortage:
        """What the trip would take; empty when it needs nothing of the kind. Changes nothing."""
        ...

    def take(self, timed: TimedTrip, claims: tuple[Claim, ...]) -> None:
        """Enter claims that ``find`` returned for this trip."""
        ...

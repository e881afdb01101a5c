"""Escorts of coach trips, after those of services."""

from __future__ import annotations

from planner.schedule.books.claims import Claim, Shortage
from planner.schedule.escorting import Escorting, Going
from planner.schedule.timetable import TimedTrip
from planner.schedule.world import World
from planner.units import DAY_S

ESCORT = "escort"


class EscortBook:
    """Escorts and the duties they already have; services took theirs first."""

    def __init__(self, world: World) -> None:
        self._roster = world.linehaul.roster.copy()

    def find(self, timed: TimedTrip) -> tuple[Claim, ...] | Shortage:
        """The escorts that the trip's load, length and level ask for."""
        needed = timed.escorts
        if not needed:
            return ()
        found = self._roster.find(needed, going_of(timed))
        if isinstance(found, str):
            return Shortage("NO_ESCORT", found)
        return tuple(
            Claim(ESCORT, spell.kind, spell.leave_s // DAY_S, 1, spell.leave_s, spell.home_s, spell.escort_id)
            for spell in found
        )

    def take(self, timed: TimedTrip, claims: tuple[Claim, ...]) -> None:
        """Enter the duties that ``find`` returned."""
        self._roster.take(escortings_of(timed, claims))


def going_of(timed: TimedTrip) -> Going:
    """What the escorts of a coach trip go along with."""
    return Going(timed.stops[0], timed.stops[-1], timed.boarding_s, timed.run.depart_s, timed.run.arrive_s)


def escortings_of(timed: TimedTrip, claims: tuple[Claim, ...]) -> tuple[Escorting, ...]:
    """The duties behind the claims of a trip."""
    going = going_of(timed)
    return tuple(
        Escorting(claim.holder, claim.place_id, claim.from_s or 0, claim.to_s or 0, going)
        for claim in claims
        if claim.holder is not None
    )

"""Accessible seats: how many of those who need one a single coach could take."""

from __future__ import annotations

from planner.schedule.books.claims import Claim, Shortage
from planner.schedule.timetable import TimedTrip
from planner.schedule.world import World


class AccessBook:
    """Refuses loads with more people in need of accessible seats than any registered coach has.

    Which coach then comes is decided by the fleets that a trip allows (``TimedTrip.fleets``).
    """

    def __init__(self, world: World) -> None:
        self._world = world

    def find(self, timed: TimedTrip) -> tuple[Claim, ...] | Shortage:
        """Nothing is taken; a shortage with the room of the best coach."""
        needy = timed.needy(self._world)
        if not needy:
            return ()
        fleets = self._world.scenario.fleets
        most = max((fleets[number].accessible_seats for number in timed.registered(self._world)), default=0)
        persons = sum(load.persons for load in timed.routed.loads if load.shipment in needy)
        return () if persons <= most else Shortage("NEEDS_NOT_MET", timed.stops[0], wanting=needy, room=most)

    def take(self, timed: TimedTrip, claims: tuple[Claim, ...]) -> None:
        """Nothing to enter."""

"""Accessible seats: how many of those who need one a single coach could take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.domain.routing import RoutedTrip
from planner.schedule.books.claims import Claim, Shortage
from planner.schedule.cutting import cut
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


def split_for_access(world: World, trips: Sequence[RoutedTrip]) -> Iterator[RoutedTrip]:
    """Trips with more people in need of accessible seats than any coach has, cut into several."""
    most = max((fleet.accessible_seats for fleet in world.scenario.fleets), default=0)
    for routed in trips:
        rest: RoutedTrip | None = routed
        while rest is not None:
            needy = {load.shipment: load.persons for load in rest.loads if world.shipments[load.shipment].accessible}
            going, staying = cut(rest, world.shipments, tuple(needy), most)
            if sum(needy.values()) <= most or going is None:
                yield rest
                break
            yield going
            rest = staying if staying.loads else None

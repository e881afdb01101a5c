"""Who sits together, looked at when the moment of boarding is known."""

from __future__ import annotations

from planner.domain.plan import LegRole
from planner.schedule.books.claims import Claim, Shortage
from planner.schedule.timetable import TimedTrip
from planner.schedule.world import World


class MixingBook:
    """Refuses departures by which people of both sides of a level would share a coach.

    Last miles need no look: shipments over a service have one class from the first boarding on.
    """

    def __init__(self, world: World) -> None:
        self._world = world

    def find(self, timed: TimedTrip) -> tuple[Claim, ...] | Shortage:
        """Nothing is taken; a shortage when classes would mix."""
        limit = timed.rules.unmixed_from
        if limit is None or timed.routed.role is LegRole.LAST_MILE:
            return ()
        leaves = {stop: leave_s for stop, _, leave_s in timed.stands()}
        sides = set()
        for load in timed.routed.loads:
            shipment = self._world.shipments[load.shipment]
            origin = self._world.cohorts[shipment.cohort].origin_adcode
            at = leaves[shipment.from_place] - self._world.offset_s
            sides.add(self._world.zones.level(origin, at) >= limit)
        return () if len(sides) < 2 else Shortage("MIXING_LIMIT", timed.stops[0])

    def take(self, timed: TimedTrip, claims: tuple[Claim, ...]) -> None:
        """Nothing to enter."""

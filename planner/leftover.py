"""What those lack for whom no coach was even routed: asked of the yards as they stand when everybody else rides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from planner.candidates.open_ways import OpenWays
from planner.candidates.shipments import add_direct_rides
from planner.carrying import Carried
from planner.domain.plan import LegRole
from planner.domain.routing import RoutedTrip, TripLoad
from planner.explain.reasons import Cause, cause
from planner.schedule.rotations import departures_of, fleet_order
from planner.schedule.timetable import TimedTrip
from planner.schedule.yards import lacks_driver, offered

DEPARTURES_ASKED = 6
"""Departures of a direct coach for which vehicles and drivers are looked for."""
MOST_ASKED = 500
"""Different wishes (places and window) that are asked about; beyond them a fleet is told to be used up."""
NO_DRIVER = "{} has vehicles but no driver left"


class Leftover:
    """Reasons for those without a seat and without a failed trip; like wishes have one answer."""

    def __init__(self, ways: OpenWays, carried: Carried, cohorts: Sequence[int]) -> None:
        wishes: dict[tuple[str, str, int, int, int | None], int] = {}
        self._wish = {
            number: wishes.setdefault((c.pickup_id, c.site_id, c.ready_at, c.due_at, c.board_by), len(wishes))
            for number in cohorts
            for c in (ways.cohorts[number],)
        }
        first = {wish: number for number, wish in reversed(self._wish.items())}
        asked = [(first[wish], 1, False) for wish in range(len(wishes))][:MOST_ASKED]
        work = add_direct_rides(carried.work, ways.prices, ways.cohorts, ways.arrays, asked)
        self._before = len(carried.work.shipments)
        self._world = replace(carried.world, shipments=work.shipments)
        self._yards, self._known = carried.yards, dict[int, Cause]()

    def cause(self, cohort: int) -> Cause:
        """Why one more person of a cohort (index) cannot travel by direct coach."""
        wish = self._wish[cohort]
        if self._before + wish >= len(self._world.shipments):
            return cause("NO_VEHICLE", "no coach is left")
        if wish not in self._known:
            self._known[wish] = self._asked(self._before + wish)
        return self._known[wish]

    def _asked(self, index: int) -> Cause:
        """Whether there is a departure, a vehicle, and a driver."""
        shipment, fleets = self._world.shipments[index], self._world.scenario.fleets
        if not fleets:
            return cause("NO_VEHICLE", "there is no fleet")
        routed = RoutedTrip(
            LegRole.DIRECT, None, 0, (shipment.from_place,), (shipment.to_place,), (TripLoad(index, 1),)
        )
        departures = list(islice(departures_of(self._world, routed, set()), DEPARTURES_ASKED))
        if not departures:
            detail = f"no departure from {shipment.from_place} keeps windows, opening hours and rules"
            return cause("WINDOW_TOO_SHORT", detail, shipment.from_place)
        return self._short_of(routed, departures)

    def _short_of(self, routed: RoutedTrip, departures: Sequence[TimedTrip]) -> Cause:
        fleets = self._world.scenario.fleets
        pairs = [(timed, number) for timed in departures for number in fleet_order(self._world, routed, timed)]
        if not pairs:
            return cause("NO_VEHICLE", f"no fleet may run a coach from {routed.pickups[0]}", routed.pickups[0])
        if any(offered(self._world, self._yards[number], number, timed) for timed, number in pairs):
            return cause("NOT_PLANNED_IN_TIME", f"a coach from {routed.pickups[0]} could still run", routed.pickups[0])
        for timed, number in pairs:
            if lacks_driver(self._world, self._yards[number], number, timed):
                return cause("NO_DRIVER", NO_DRIVER.format(fleets[number].fleet_id), fleets[number].fleet_id)
        nearest = fleets[pairs[0][1]].fleet_id
        return cause("NO_VEHICLE", f"every coach of {nearest} that could come is in use", nearest)

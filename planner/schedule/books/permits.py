"""Passes for coach trips: one per trip that leaves its city, from the office of the destination."""

from __future__ import annotations

from planner.domain.place import Stop, StopKind, within
from planner.schedule.books.claims import Claim, Shortage
from planner.schedule.timetable import TimedTrip
from planner.schedule.world import World
from planner.units import DAY_S


class PermitBook:
    """Permits left by office and day. An office without capacity rows issues as many as are asked for."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._offices = [stop for stop in world.scenario.stops if stop.kind is StopKind.PERMIT_OFFICE]
        self._left: dict[str, dict[int, int]] = {}
        for row in world.scenario.capacities:
            if row.kind == "permit":
                days = self._left.setdefault(row.place_id, {})
                days[row.day] = days.get(row.day, 0) + row.amount
        for permit in world.scenario.taken.of_kind("permit"):
            if permit.place_id in self._left:
                days = self._left[permit.place_id]
                days[permit.day] = days.get(permit.day, 0) - permit.amount
        self._as_of_day = world.scenario.campaign.clock.day(world.scenario.campaign.as_of)

    def office(self, timed: TimedTrip) -> str:
        """Office whose catchment holds the last stop, or an empty text."""
        adcode = self._world.places[timed.stops[-1]].adcode
        found: Stop | None = next(
            (stop for stop in self._offices if any(within(adcode, area) for area in stop.catchment_adcodes)), None
        )
        return found.stop_id if found else ""

    def find(self, timed: TimedTrip) -> tuple[Claim, ...] | Shortage:
        """A permit of the latest day that can still issue one; none is needed within the city."""
        if not timed.rules.permit_required or timed.scope == "in_city":
            return ()
        office, departure = self.office(timed), timed.run.depart_s // DAY_S
        if not office:
            return Shortage("NO_PERMIT", timed.stops[-1], by_day=True)
        if office not in self._left:
            return (Claim("permit", office, departure, 1),)
        days = [day for day, left in self._left[office].items() if left > 0 and self._as_of_day <= day <= departure]
        return (Claim("permit", office, max(days), 1),) if days else Shortage("NO_PERMIT", office, by_day=True)

    def take(self, timed: TimedTrip, claims: tuple[Claim, ...]) -> None:  # noqa: ARG002
        """Use one permit that ``find`` returned."""
        for claim in claims:
            if claim.place_id in self._left:
                self._left[claim.place_id][claim.day] -= claim.amount

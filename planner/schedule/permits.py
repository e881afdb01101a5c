"""Passes for coach trips: one per trip that leaves its city, from the office of the destination."""

from __future__ import annotations

from planner.domain.place import Stop, StopKind, within
from planner.schedule.timetable import TimedTrip
from planner.schedule.world import World
from planner.units import DAY_S

NO_PERMIT_NEEDED = ("", -1)


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
        self._as_of_day = world.scenario.campaign.clock.day(world.scenario.campaign.as_of)

    def office(self, timed: TimedTrip) -> str:
        """Office whose catchment holds the last stop, or an empty text."""
        adcode = self._world.places[timed.stops[-1]].adcode
        found: Stop | None = next(
            (stop for stop in self._offices if any(within(adcode, area) for area in stop.catchment_adcodes)), None
        )
        return found.stop_id if found else ""

    def find(self, timed: TimedTrip) -> tuple[str, int] | None:
        """An (office, day) that can still issue a permit, ``NO_PERMIT_NEEDED``, or ``None``: none is to be had."""
        if not timed.rules.permit_required or timed.scope == "in_city":
            return NO_PERMIT_NEEDED
        office, departure = self.office(timed), timed.run.depart_s // DAY_S
        if not office:
            return None
        if office not in self._left:
            return office, departure
        days = [day for day, left in self._left[office].items() if left > 0 and self._as_of_day <= day <= departure]
        return (office, max(days)) if days else None

    def take(self, permit: tuple[str, int]) -> None:
        """Use one permit that ``find`` returned."""
        office, day = permit
        if office in self._left:
            self._left[office][day] -= 1

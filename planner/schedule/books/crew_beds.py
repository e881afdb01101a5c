"""Beds for crews after a closed loop: each driver stays for whole days, away from others."""

from __future__ import annotations

from collections import Counter

from planner.domain.place import StopKind
from planner.schedule.books.claims import Claim, Shortage
from planner.schedule.timetable import TimedTrip
from planner.schedule.world import World
from planner.units import DAY_S

KINDS = (StopKind.LODGING, StopKind.QUARANTINE_SITE)


class CrewBedBook:
    """Crew beds left by place and day; a place without rows has none."""

    def __init__(self, world: World) -> None:
        self._world = world
        places = {stop.stop_id for stop in world.scenario.stops if stop.kind in KINDS}
        self._left: dict[str, Counter[int]] = {}
        for row in world.scenario.capacities:
            if row.kind == "crew_bed" and row.place_id in places:
                self._left.setdefault(row.place_id, Counter())[row.day] += row.amount
        for bed in world.scenario.taken.of_kind("crew_bed"):
            if bed.place_id in self._left:
                self._left[bed.place_id][bed.day] -= bed.amount

    def find(self, timed: TimedTrip) -> tuple[Claim, ...] | Shortage:
        """Beds for the crew of a closed loop at one place, the nearest to the last stop that has them on all days."""
        isolated = timed.rules.crew_isolation_days if timed.closed_loop else 0
        if not isolated:
            return ()
        first = timed.run.arrive_s // DAY_S
        near = self._near(timed)
        for place_id in near:
            left = self._left[place_id]
            if all(left[day] >= timed.crew for day in range(first, first + isolated)):
                return tuple(Claim("crew_bed", place_id, day, timed.crew) for day in range(first, first + isolated))
        return Shortage("NO_CREW_BED", near[0] if near else timed.stops[-1], by_day=True)

    def take(self, timed: TimedTrip, claims: tuple[Claim, ...]) -> None:  # noqa: ARG002
        """Take the beds."""
        for claim in claims:
            self._left[claim.place_id][claim.day] -= claim.amount

    def _near(self, timed: TimedTrip) -> list[str]:
        """Places with crew beds, by their distance from the last stop."""
        rows, matrix = self._world.rows, self._world.ground.matrices[timed.epoch]
        here = rows[timed.stops[-1]]
        return sorted(self._left, key=lambda place_id: (int(matrix.distance_m[here, rows[place_id]]), place_id))

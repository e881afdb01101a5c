"""Tests on arrival: how many a test site can make on a day."""

from __future__ import annotations

from collections import Counter

from planner.schedule.books.claims import Claim, Shortage
from planner.schedule.labs import LabHalt
from planner.schedule.timetable import TimedTrip
from planner.schedule.world import World
from planner.units import DAY_S


class LabBook:
    """Tests left by test site and day. A site without capacity rows tests all who come, others only on those days."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._left: Counter[tuple[str, int]] = Counter()
        self._limited = {row.place_id for row in world.scenario.capacities if row.kind == "test"}
        for row in world.scenario.capacities:
            if row.kind == "test":
                self._left[row.place_id, row.day] += row.amount
        for test in world.scenario.taken.of_kind("test"):
            self._left[test.place_id, test.day] -= test.amount

    def find(self, timed: TimedTrip) -> tuple[Claim, ...] | Shortage:
        """The tests of a trip at each test site, or the first that cannot be made."""
        if timed.untested:
            site_id = self._world.cohorts[self._world.shipments[timed.untested[0]].cohort].site_id
            return Shortage("NO_TEST_SLOT", site_id, by_day=True, wanting=timed.untested)
        arrives = {stop: arrive for stop, arrive, _ in timed.stands()}
        aboard = {load.shipment: load.persons for load in timed.routed.loads}
        claims = []
        for lab in timed.labs:
            day = arrives[lab.place] // DAY_S
            persons = sum(aboard[shipment] for shipment in lab.shipments)
            if self._full(lab, day, persons):
                room = max(0, self._left[lab.place, day])
                return Shortage("NO_TEST_SLOT", lab.place, by_day=True, wanting=lab.shipments, room=room)
            claims.append(Claim("test", lab.place, day, persons))
        return tuple(claims)

    def take(self, timed: TimedTrip, claims: tuple[Claim, ...]) -> None:  # noqa: ARG002
        """Use the tests."""
        for claim in claims:
            self._left[claim.place_id, claim.day] -= claim.amount

    def _full(self, lab: LabHalt, day: int, persons: int) -> bool:
        return lab.place in self._limited and persons > self._left[lab.place, day]

"""Persons on foot at stations and airports: boardings and alightings of coaches by quarter-hour."""

from __future__ import annotations

from planner.domain.hubs import HUB, Passage
from planner.schedule.books.claims import Claim, Shortage
from planner.schedule.timetable import TimedTrip
from planner.schedule.world import World
from planner.units import DAY_S


class HubBook:
    """Quarter-hours of hubs that services have left. A coach takes those that its halt overlaps, several if need be."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._quarters = world.linehaul.quarters.copy()

    def find(self, timed: TimedTrip) -> tuple[Claim, ...] | Shortage:
        """Quarter-hours for all who board or alight at a hub with a limit."""
        found: list[Passage] = []
        for stop, from_s, until_s in timed.stands():
            if stop not in self._quarters.limits:
                continue
            passages = self._quarters.spread(stop, self._persons(timed, stop), from_s, until_s, found)
            if passages is None:
                return Shortage("HUB_FULL", stop)
            found += passages
        return tuple(claim_of(HUB, passage) for passage in found)

    def take(self, timed: TimedTrip, claims: tuple[Claim, ...]) -> None:  # noqa: ARG002
        """Use the quarter-hours that ``find`` returned."""
        self._quarters.take(passage_of(claim) for claim in claims)

    def _persons(self, timed: TimedTrip, stop: str) -> int:
        """Persons who board or alight at a stop."""
        shipments = self._world.shipments
        return sum(
            load.persons
            for load in timed.routed.loads
            for place in (shipments[load.shipment].from_place, shipments[load.shipment].to_place)
            if place == stop
        )


def claim_of(kind: str, passage: Passage) -> Claim:
    """A passage as a claim on its quarter-hour."""
    day = passage.from_s // DAY_S
    return Claim(kind, passage.place_id, day, passage.persons, passage.from_s, passage.until_s)


def passage_of(claim: Claim) -> Passage:
    """The passage that a claim was made of."""
    return Passage(claim.place_id, claim.from_s or 0, claim.amount)

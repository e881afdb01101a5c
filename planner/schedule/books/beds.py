"""Quarantine after arrival: beds of sites and of places of quarantine, for as many days as the origin asks."""

from __future__ import annotations

from collections import Counter, defaultdict

from planner.domain.plan import LegRole
from planner.domain.routing import Shipment
from planner.domain.rule import ArrivalAction
from planner.schedule.books.claims import Claim, Shortage
from planner.schedule.labs import arrival_rule
from planner.schedule.timetable import TimedTrip
from planner.schedule.world import World
from planner.units import DAY_S


def quarantine_days(world: World, timed: TimedTrip, shipment: Shipment) -> int:
    """Days of quarantine after this trip: exact where it is the first of the journey, else the most there may be."""
    if not shipment.quarantine_days or shipment.role is LegRole.FEEDER:
        return 0
    if shipment.role is LegRole.LAST_MILE:
        return shipment.quarantine_days
    leaves = {stop: leave for stop, _, leave in timed.stands()}
    rule = arrival_rule(world, shipment, leaves[shipment.from_place], timed.rules)
    return rule.days if rule.action is ArrivalAction.QUARANTINE else 0


class BedBook:
    """Beds taken by place and day. They are listed by part, once it is known who came together."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._rows: Counter[tuple[str, int]] = Counter()
        self._with_rows = {(row.place_id, row.day) for row in world.scenario.capacities if row.kind == "quarantine"}
        for row in world.scenario.capacities:
            if row.kind == "quarantine":
                self._rows[row.place_id, row.day] += row.amount
        self._own = {site.site_id: site.isolation_beds or 0 for site in world.scenario.sites}
        self._taken: Counter[tuple[str, int]] = Counter()
        for bed in world.scenario.taken.of_kind("quarantine"):
            self._taken[bed.place_id, bed.day] += bed.amount

    def find(self, timed: TimedTrip) -> tuple[Claim, ...] | Shortage:
        """A bed for each person and day of quarantine, or the first place that has too few."""
        stays: dict[str, dict[int, int]] = defaultdict(dict)
        for load in timed.routed.loads:
            shipment = self._world.shipments[load.shipment]
            if days := quarantine_days(self._world, timed, shipment):
                stays[shipment.quarantine_at][load.shipment] = days
        claims: list[Claim] = []
        for place_id, days_of in stays.items():
            found = self._beds(timed, place_id, days_of)
            if isinstance(found, Shortage):
                return found
            claims += found
        return tuple(claims)

    def take(self, timed: TimedTrip, claims: tuple[Claim, ...]) -> None:  # noqa: ARG002
        """Take the beds."""
        for claim in claims:
            self._taken[claim.place_id, claim.day] += claim.amount

    def _beds(self, timed: TimedTrip, place_id: str, days_of: dict[int, int]) -> list[Claim] | Shortage:
        """Beds of one place for shipments with their days."""
        arrives = {stop: arrive for stop, arrive, _ in timed.stands()}
        wanted: Counter[int] = Counter()
        for load in timed.routed.loads:
            if load.shipment in days_of:
                first = arrives[self._world.shipments[load.shipment].to_place] // DAY_S
                wanted.update(dict.fromkeys(range(first, first + days_of[load.shipment]), load.persons))
        rooms = {day: self._left(place_id, day) for day in wanted}
        if any(wanted[day] > rooms[day] for day in wanted):
            # Whoever is left needs a bed on every day: the day with the fewest decides.
            room = max(0, min(rooms.values()))
            return Shortage("NO_BED", place_id, by_day=True, wanting=tuple(days_of), room=room)
        return [Claim("quarantine", place_id, day, wanted[day], listed=False) for day in sorted(wanted)]

    def _left(self, place_id: str, day: int) -> int:
        key = (place_id, day)
        beds = self._rows[key] if key in self._with_rows else self._own.get(place_id, 0)
        return beds - self._taken[key]

"""Who sits in which carriage or aircraft of a service, and which escorts go along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from planner.domain.routing import OpenService, Ride
from planner.schedule.escorting import Escorting
from planner.schedule.linehaul import seats_beside, service_level
from planner.schedule.units import Want, fill, loads_of
from planner.schedule.world import World


class Cabins:
    """Rules of carriages by service; without a world, nobody is kept apart and no escort goes along."""

    def __init__(self, rides: Sequence[Ride], world: World | None = None) -> None:
        self._rides, self._world = rides, world

    def want(self, number: int, persons: int, beside: tuple[int, ...]) -> Want:
        """Persons of a ride with what keeps them apart from others."""
        group, last = self._rides[number].group, self._rides[number].last_mile
        if self._world is None or last is None:
            return Want(number, persons, group, beside=beside)
        shipment = self._world.shipments[last]
        return Want(number, persons, group, shipment.mix, shipment.enterprise_id, beside)

    def fill(self, entry: OpenService, wants: Sequence[Want]) -> dict[int, list[tuple[int, int]]]:
        """Seats of one service, so that its escorts find seats as well; as many persons as possible."""
        best: dict[int, list[tuple[int, int]]] = {}
        most = -1
        for spared in range(1 + len(self._escorts(entry.service))):
            seats = self._seats(entry, wants, self.room(entry, spared))
            loads = loads_of(seats)
            if sum(loads.values()) > most and self.aboard(entry, loads) is not None:
                best, most = seats, sum(loads.values())
            if most == sum(want.persons for want in wants):
                break
        return best

    def _seats(self, entry: OpenService, wants: Sequence[Want], room: int) -> dict[int, list[tuple[int, int]]]:
        """Seats in units of so many; no fuller than they need be where a positive would put a whole unit in quarantine.

        A unit's share of the blast radius grows with the square of its load, so even loads are the best.
        """
        full = fill(wants, [room] * entry.units, self._most_firms(entry))
        persons = sum(loads_of(full).values())
        if not self._spreads(entry):
            return full
        for even in range(-(-persons // entry.units), room):
            seats = fill(wants, [even] * entry.units, self._most_firms(entry))
            if sum(loads_of(seats).values()) == persons:
                return seats
        return full

    def _spreads(self, entry: OpenService) -> bool:
        """Whether the rule pack counts whom a positive would put in quarantine, and before journeys."""
        if self._world is None:
            return False
        policy, levels = self._world.policy, self._world.policy.levels
        departs = self._world.scenario.services[entry.service].depart_at
        return bool(policy.at(departs).incidence_ppm) and levels.index("blast_radius") < levels.index("journey")

    def aboard(self, entry: OpenService, loads: Mapping[int, int]) -> dict[int, list[Escorting]] | None:
        """Escorts by unit for the persons aboard; ``None`` when they find no seat.

        They spread over the units in use, from unit 1 on.
        """
        places: dict[int, list[Escorting]] = {unit: [] for unit, persons in sorted(loads.items()) if persons}
        for escort in self._going(entry.service, sum(loads.values())):
            free = [u for u, mine in places.items() if loads[u] <= self.room(entry, len(mine) + 1)]
            if not free:
                return None
            places[min(free, key=lambda u: (len(places[u]), u))].append(escort)
        return places

    def _escorts(self, service: int) -> tuple[Escorting, ...]:
        return () if self._world is None else self._world.linehaul.escorts.get(service, ())

    def _going(self, number: int, persons: int) -> list[Escorting]:
        """Of the escorts that were kept for a service, those that so many persons ask for."""
        world = self._world
        if world is None or not self._escorts(number):
            return []
        service = world.scenario.services[number]
        level = service_level(world.scenario, world.policy, world.zones, service)
        rules, ride_s = world.policy.at(service.depart_at), service.arrive_at - service.depart_at
        left = rules.escorts_needed(service.mode.value, persons, ride_s, level)
        going = []
        for escort in self._escorts(number):
            if left.get(escort.kind, 0) > 0:
                left[escort.kind] -= 1
                going.append(escort)
        return going

    def room(self, entry: OpenService, escorts: int) -> int:
        """Usable seats of a unit beside so many escorts."""
        if self._world is None or not escorts:
            return entry.seats_per_unit
        service = self._world.scenario.services[entry.service]
        return seats_beside(self._world.policy.at(service.depart_at), service, entry.seats_per_unit, escorts)

    def _most_firms(self, entry: OpenService) -> int | None:
        if self._world is None:
            return None
        service = self._world.scenario.services[entry.service]
        return self._world.policy.at(service.depart_at).max_enterprises.get(service.mode.value)

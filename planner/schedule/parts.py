"""From coach loads to itineraries: who of each cohort rides which feeder, carriage and last mile.

Feeders and last miles are routed apart, so a ride's persons may be on several of each. Cutting all legs at the
same head-counts gives parts whose persons stay together from door to door.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from planner.domain.place import prefecture_of
from planner.domain.routing import OpenService, Ride
from planner.domain.service import Service
from planner.schedule.carriages import Cabins
from planner.schedule.sorties import Sortie
from planner.schedule.world import World


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg of a part: a sortie (index) or a carriage (service, unit)."""

    sortie: int | None
    service: int | None = None
    unit: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Persons of one ride with the same legs all the way."""

    ride: int
    persons: int
    legs: tuple[Leg, ...]


Pieces = list[tuple[Leg, int]]


def make_parts(
    rides: Sequence[Ride],
    sorties: Sequence[Sortie],
    opened: Sequence[OpenService],
    services: Sequence[Service],
    world: World | None = None,
) -> tuple[tuple[Part, ...], tuple[int, ...]]:
    """Parts of all rides, and the services (indexes) that stay closed since too few could complete the journey.

    A person is in a part only if every leg has a seat for them; the others stay behind.

    Parameters
    ----------
    world : World, optional
        Who may not sit together and which escorts go along; without it nobody is kept apart and no escort goes.
    """
    cabins = Cabins(rides, world)
    aboard = _aboard(sorties)
    whole = [_complete(ride, aboard) for ride in rides]
    closed: set[int] = set()
    carriages: dict[int, Pieces] = {}
    for entry in opened:
        filled = _fill_carriages(cabins, entry, rides, whole, aboard)
        if sum(map(_count, filled.values())) < max(services[entry.service].min_load, 1):
            closed.add(entry.service)
        else:
            carriages |= filled
    parts = []
    for number, ride in enumerate(rides):
        if ride.service is None:
            pieces = aboard.get(ride.direct if ride.direct is not None else -1, [])
            parts += [Part(number, persons, (leg,)) for leg, persons in pieces]
        else:
            parts += _service_parts(number, ride, carriages.get(number, []), aboard)
    return tuple(parts), tuple(sorted(closed))


def _aboard(sorties: Sequence[Sortie]) -> Mapping[int, Pieces]:
    """Where the persons of each shipment are, as (leg, persons)."""
    aboard: dict[int, Pieces] = defaultdict(list)
    for number, sortie in enumerate(sorties):
        for load in sortie.timed.routed.loads:
            aboard[load.shipment].append((Leg(number), load.persons))
    return aboard


def _count(pieces: Pieces) -> int:
    return sum(persons for _, persons in pieces)


def _complete(ride: Ride, aboard: Mapping[int, Pieces]) -> int:
    """Persons of a ride over a service who have both a feeder (if needed) and a last mile."""
    if ride.service is None:
        return 0
    count = ride.persons
    for shipment in (ride.feeder, ride.last_mile):
        if shipment is not None:
            count = min(count, _count(aboard.get(shipment, [])))
    return count if not ride.group or count == ride.persons else 0


def _fill_carriages(
    cabins: Cabins, entry: OpenService, rides: Sequence[Ride], whole: Sequence[int], aboard: Mapping[int, Pieces]
) -> dict[int, Pieces]:
    """Seats of one service by ride: groups first and whole, then singles; neighbours of the road stay together."""
    wants = [
        cabins.want(n, whole[n], _first_leg(ride, aboard))
        for n, ride in enumerate(rides)
        if ride.service == entry.service and whole[n]
    ]
    return {
        number: [(Leg(None, entry.service, unit), persons) for unit, persons in seats]
        for number, seats in cabins.fill(entry, wants).items()
    }


def unseated(rides: Sequence[Ride], sorties: Sequence[Sortie], parts: Sequence[Part]) -> dict[int, int]:
    """Persons by ride who have every coach that they need but no seat in a carriage."""
    aboard = _aboard(sorties)
    left = {number: count for number, ride in enumerate(rides) if (count := _complete(ride, aboard))}
    for part in parts:
        if part.ride in left:
            left[part.ride] -= part.persons
    return {number: persons for number, persons in left.items() if persons > 0}


def _first_leg(ride: Ride, aboard: Mapping[int, Pieces]) -> tuple[int, int]:
    """Coach of the last mile, then of the feeder: those who go on together sit together."""
    last = aboard.get(ride.last_mile if ride.last_mile is not None else -1, [])
    first = aboard.get(ride.feeder if ride.feeder is not None else -1, [])
    return (last[0][0].sortie or 0 if last else 0, first[0][0].sortie or 0 if first else 0)


def _service_parts(number: int, ride: Ride, carriage: Pieces, aboard: Mapping[int, Pieces]) -> list[Part]:
    """Cut feeder, carriage and last mile at the same head-counts."""
    count = _count(carriage)
    rows = [carriage]
    if ride.feeder is not None:
        rows.insert(0, _first(aboard[ride.feeder], count))
    if ride.last_mile is not None:
        rows.append(_first(aboard[ride.last_mile], count))
    parts = []
    queues = [list(row) for row in rows]
    while count > 0:
        persons = min(queue[0][1] for queue in queues)
        parts.append(Part(number, persons, tuple(queue[0][0] for queue in queues)))
        for queue in queues:
            leg, left = queue[0]
            if left == persons:
                queue.pop(0)
            else:
                queue[0] = (leg, left - persons)
        count -= persons
    return parts


def _first(pieces: Pieces, count: int) -> Pieces:
    """The first ``count`` persons of a row of pieces."""
    out: Pieces = []
    for leg, persons in pieces:
        taken = min(persons, count)
        if taken:
            out.append((leg, taken))
            count -= taken
    return out


def strayed(
    world: World, rides: Sequence[Ride], sorties: Sequence[Sortie], parts: Sequence[Part]
) -> frozenset[int]:
    """Sorties whose vehicle is registered at no stop that anybody still uses.

    When persons of a ride drop out because another of its legs has no seat for them, a coach may lose the very
    stop that let it run; it cannot go then.
    """
    cities: dict[int, set[str]] = defaultdict(set)
    for part in parts:
        ride = rides[part.ride]
        for index, leg in enumerate(part.legs):
            if leg.sortie is not None:
                shipment = world.shipments[shipment_of(ride, index)]
                ends = (world.places[shipment.from_place].adcode, world.places[shipment.to_place].adcode)
                cities[leg.sortie].update(prefecture_of(adcode) for adcode in ends)
    return frozenset(
        number
        for number, used in cities.items()
        if sorties[number].timed.rules.one_end_registration
        and prefecture_of(world.scenario.fleets[sorties[number].fleet].registration_adcode) not in used
    )


def shipment_of(ride: Ride, index: int) -> int:
    """Shipment that a coach leg of a ride carries."""
    feeding = index == 0 and ride.feeder is not None
    shipment = ride.direct if ride.direct is not None else ride.feeder if feeding else ride.last_mile
    if shipment is None:
        raise ValueError(f"a ride of cohort {ride.cohort}: leg {index} has no shipment")
    return shipment


def crews_kept(
    booked: Sequence[Sortie], sorties: Sequence[Sortie], parts: Sequence[Part]
) -> tuple[Sortie, ...]:
    """Sorties with the crew that each vehicle was booked with.

    A vehicle's empty runs were driven under the hours of its whole crew. When the trip that needed two drivers
    falls away, the second driver still goes, or the hours would no longer fit.
    """
    full: dict[tuple[int, int], int] = defaultdict(int)
    for sortie in booked:
        key = (sortie.fleet, sortie.vehicle_no)
        full[key] = max(full[key], sortie.timed.crew)
    used = {leg.sortie for part in parts for leg in part.legs if leg.sortie is not None}
    left: dict[tuple[int, int], int] = defaultdict(int)
    for number in used:
        key = (sorties[number].fleet, sorties[number].vehicle_no)
        left[key] = max(left[key], sorties[number].timed.crew)
    return tuple(
        replace(s, timed=replace(s.timed, crew=full[s.fleet, s.vehicle_no]))
        if left[s.fleet, s.vehicle_no] < full[s.fleet, s.vehicle_no]
        else s
        for s in sorties
    )

"""Offers are taken as they are: minimum load, whole carriages, ordered in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial

from planner.domain.plan import Offer, Trip
from planner.domain.service import Service
from planner.domain.violation import Violation
from planner.verify.world import World, is_coach

broken = partial(Violation, "services")


def services(world: World) -> Iterator[Violation]:
    """min_load ≤ persons ≤ Σ usable seats, units as offered, commit_by ≥ as_of, times and stops of the offer.

    Each offered service has one row in offers.csv. domain.md E.4 (2), B.2, B.3.
    """
    units: dict[str, list[Trip]] = defaultdict(list)
    for trip in world.plan.trips:
        if not is_coach(trip):
            units[str(trip.service_id)].append(trip)
    rows = {offer.service_id: offer for offer in world.plan.offers}
    for service in world.services.values():
        offer = rows.get(service.service_id)
        if offer is None:
            yield broken(service.service_id, "0", "1", "rows", f"service {service.service_id} has no row in offers.csv")
            continue
        trips = units[service.service_id]
        yield from _offer(world, service, offer, trips)
        for trip in trips:
            yield from _unit(world, service, trip)


def persons_of(world: World, trips: Sequence[Trip]) -> int:
    """Persons who ride any of the carriages."""
    return sum(load.persons for trip in trips for load in world.loads.get(trip.trip_id, ()))


def _offer(world: World, service: Service, offer: Offer, trips: Sequence[Trip]) -> Iterator[Violation]:
    persons = persons_of(world, trips)
    found = (str(offer.opened).lower(), str(offer.units), str(offer.persons))
    needed = (str(bool(trips)).lower(), str(len({trip.unit_no for trip in trips})), str(persons))
    if found != needed:
        yield broken(
            service.service_id,
            " ".join(found),
            " ".join(needed),
            "opened, units, persons",
            f"offer {service.service_id} says {' '.join(found)}, its trips make {' '.join(needed)}",
        )
    if not trips:
        return
    if persons < service.min_load:
        yield broken(
            service.service_id,
            str(persons),
            str(service.min_load),
            "persons",
            f"service {service.service_id} carries {persons}, it runs from {service.min_load} persons on",
        )
    seats = sum(trip.usable_seats for trip in trips)
    if persons > seats and not service.calls:
        yield broken(
            service.service_id,
            str(persons),
            str(seats),
            "persons",
            f"service {service.service_id} carries {persons} on {seats} usable seats",
        )
    as_of = world.scenario.campaign.as_of
    if service.commit_by < as_of:
        iso = world.clock.iso
        yield broken(
            service.service_id,
            iso(as_of),
            iso(service.commit_by),
            "moment",
            f"service {service.service_id} had to be ordered by {iso(service.commit_by)}",
        )


def _unit(world: World, service: Service, trip: Trip) -> Iterator[Violation]:
    """A carriage runs as offered: mode, number, calls."""
    if trip.mode is not service.mode or trip.drivers != 0:
        yield broken(
            trip.trip_id,
            f"{trip.mode}, {trip.drivers}",
            f"{service.mode}, 0",
            "mode, drivers",
            f"trip {trip.trip_id} is a {trip.mode} with {trip.drivers} drivers, offered is a {service.mode}",
        )
    number = trip.unit_no or 0
    if not 1 <= number <= service.units or trip.trip_id != f"{service.service_id}#{number}":
        yield broken(
            trip.trip_id,
            str(number),
            f"1–{service.units}",
            "unit_no",
            f"trip {trip.trip_id} is unit {number} of the {service.units} of {service.service_id}",
        )
    halts = world.halts[trip.trip_id]
    found = [(halt.stop_id, halt.depart_at if halt.seq == 1 else halt.arrive_at) for halt in halts]
    offered = [(call.stop_id, call.depart_at if call.seq == 1 else call.arrive_at) for call in service.calls]
    needed = offered or [(service.from_stop_id, service.depart_at), (service.to_stop_id, service.arrive_at)]
    if found != needed:
        yield broken(
            trip.trip_id,
            _calls(world, found),
            _calls(world, needed),
            "calls",
            f"trip {trip.trip_id} runs {_calls(world, found)}; offered is {_calls(world, needed)}",
        )


def _calls(world: World, calls: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{stop} {world.clock.iso(moment)}" for stop, moment in calls)

"""Load ≤ usable seats between every two halts, carriage by carriage; one seat, one person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

from planner.domain.plan import Seat, Trip
from planner.domain.violation import Violation
from planner.verify.seating import seat_exists, seats_and_rows
from planner.verify.world import World

broken = partial(Violation, "capacity")


def capacity(world: World) -> Iterator[Violation]:
    """Persons aboard between two halts ≤ usable_seats of the trip (``load_cap`` and ``observation`` judge that number).

    model.md, "Binds"; domain.md E.4 (2).
    """
    for trip in world.plan.trips:
        yield from _aboard(world, trip)
        seats, rows = seats_and_rows(world, trip)
        if trip.seats != seats:
            yield broken(
                trip.trip_id,
                str(trip.seats),
                str(seats),
                "seats",
                f"trip {trip.trip_id} says {trip.seats} seats, its vehicle has {seats}",
            )
        yield from one_each(trip.trip_id, (seats, rows), world.seats.get(trip.trip_id, ()))


def aboard(world: World, trip: Trip) -> list[int]:
    """Persons aboard from each halt to the next."""
    change = [0] * (len(world.halts[trip.trip_id]) + 1)
    for load in world.loads.get(trip.trip_id, ()):
        change[load.board_seq] += load.persons
        change[load.alight_seq] -= load.persons
    found, now = [], 0
    for step in change[1:-1]:
        now += step
        found.append(now)
    return found


def _aboard(world: World, trip: Trip) -> Iterator[Violation]:
    persons = aboard(world, trip)
    for seq, found in enumerate(persons, 1):
        if found > trip.usable_seats:
            yield broken(
                f"{trip.trip_id} seq {seq}",
                str(found),
                str(trip.usable_seats),
                "persons",
                f"trip {trip.trip_id} carries {found} from seq {seq} on {trip.usable_seats} usable seats",
            )
    if trip.load != max(persons):
        yield broken(
            trip.trip_id,
            str(trip.load),
            str(max(persons)),
            "persons",
            f"trip {trip.trip_id} says load {trip.load}; at most {max(persons)} are aboard at once",
        )


def one_each(trip_id: str, vehicle: tuple[int, int], rows: Sequence[Seat]) -> Iterator[Violation]:
    """Nobody sits on a taken seat, and numbered seats exist; ``vehicle`` is its seats and seat rows."""
    sitters: dict[str, list[Seat]] = defaultdict(list)
    for row in rows:
        if not row.seat:
            yield broken(row.worker_id, "", "a seat", "seat", f"{row.worker_id} has no seat on trip {trip_id}")
            continue
        sitters[row.seat].append(row)
        if not seat_exists(row.seat, *vehicle):
            limit = f"{vehicle[0]} seats in {vehicle[1]} rows"
            message = f"{row.worker_id} sits on seat {row.seat} of trip {trip_id}, which has {limit}"
            yield broken(row.worker_id, row.seat, limit, "seat", message)
    for seat, people in sitters.items():
        for first, second in pairwise(people):
            if second.board_seq < first.alight_seq:
                both = f"{first.worker_id}, {second.worker_id}"
                message = f"seat {seat} of trip {trip_id} is given to {both} at once"
                yield broken(f"{trip_id} seat {seat}", both, "1", "persons", message)

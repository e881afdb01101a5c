"""Rear rows stay free for people who fall ill on the way."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from planner.domain.violation import Violation
from planner.verify.seating import observation_seats, seats_and_rows
from planner.verify.world import World

broken = partial(Violation, "observation")


def observation(world: World) -> Iterator[Violation]:
    """usable_seats ≤ seats − observation rows × ⌈seats / rows⌉ − escorts, and no numbered seat lies in those rows.

    Seats are numbered from the front. MoT charter notice of February 2020; domain.md B.1.
    """
    for trip in world.plan.trips:
        rules, (seats, rows) = world.rules_of(trip), seats_and_rows(world, trip)
        kept = observation_seats(rules, str(trip.mode), seats, rows)
        limit = max(0, seats - kept - len(trip.escort_ids))
        if trip.usable_seats > limit:
            yield broken(
                trip.trip_id,
                str(trip.usable_seats),
                str(limit),
                "seats",
                f"trip {trip.trip_id}: {trip.usable_seats} usable seats, {kept} of {seats} are kept for observation",
            )
        for row in world.seats.get(trip.trip_id, ()) if kept else ():
            if row.seat.isdecimal() and seats - kept < int(row.seat) <= seats:
                yield broken(
                    row.worker_id,
                    row.seat,
                    str(seats - kept),
                    "seat",
                    f"{row.worker_id} sits on seat {row.seat} of trip {trip.trip_id}, an observation seat",
                )

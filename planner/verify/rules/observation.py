"""Rear rows stay free for people who fall ill on the way."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from planner.domain.violation import Violation
from planner.verify.seating import is_in_rear, observation_seats, seats_and_rows
from planner.verify.world import World

broken = partial(Violation, "observation")


def observation(world: World) -> Iterator[Violation]:
    """usable_seats ≤ seats − observation rows × ⌈seats / rows⌉ − escorts, and nobody sits in those rows.

    Seats and rows are numbered from the front. MoT charter notice of February 2020; domain.md B.1.
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
        rear = rules.observation_rows.get(str(trip.mode), 0)
        for row in world.seats.get(trip.trip_id, ()) if rear else ():
            if is_in_rear(row.seat, seats, rows, rear):
                message = f"{row.worker_id} sits on seat {row.seat} of trip {trip.trip_id}, an observation seat"
                yield broken(row.worker_id, row.seat, f"not in the last {rear} of {rows} rows", "seat", message)

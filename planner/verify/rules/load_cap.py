"""Usable seats from the cap of the strictest level, by the rule set in force at departure."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from planner.domain.plan import Trip
from planner.domain.violation import Violation
from planner.verify.seating import capped_seats, observation_seats, seats_and_rows, trip_level, trip_scope
from planner.verify.world import World

broken = partial(Violation, "load_cap")


def load_cap(world: World) -> Iterator[Violation]:
    """usable_seats ≤ ⌊cap × seats⌋; level and rule version as published; usable_seats = min(cap, observation).

    The cap is that of mode, scope and strictest level (就高). 交运明电〔2020〕56号; contract.md section 6.
    """
    for trip in world.plan.trips:
        rules = world.rules_of(trip)
        if trip.rule_version != rules.version:
            yield broken(
                trip.trip_id,
                trip.rule_version,
                rules.version,
                "rule set",
                f"trip {trip.trip_id} cites {trip.rule_version}, in force is {rules.version}",
            )
        level = trip_level(world, trip)
        if trip.level is not level:
            found, needed = trip.level.name.lower(), level.name.lower()
            yield broken(
                trip.trip_id, found, needed, "level", f"trip {trip.trip_id}: level {found}, its stops make {needed}"
            )
        yield from _usable(world, trip)


def _usable(world: World, trip: Trip) -> Iterator[Violation]:
    rules, (seats, rows) = world.rules_of(trip), seats_and_rows(world, trip)
    scope, level = trip_scope(world, trip), trip_level(world, trip)
    capped = capped_seats(rules, str(trip.mode), scope, level, seats)
    if capped is None:
        what = f"{trip.mode}, {scope}, {level.name.lower()}"
        yield broken(trip.trip_id, "no cap", "a row of caps", "share", f"{rules.version} has no load cap for {what}")
        return
    if trip.usable_seats > capped:
        yield broken(
            trip.trip_id,
            str(trip.usable_seats),
            str(capped),
            "seats",
            f"trip {trip.trip_id} ({scope}, "
            f"{level.name.lower()}): {trip.usable_seats} usable seats, the cap allows {capped}",
        )
        return
    exact = max(0, min(capped, seats - observation_seats(rules, str(trip.mode), seats, rows) - len(trip.escort_ids)))
    if trip.usable_seats < exact:
        yield broken(
            trip.trip_id,
            str(trip.usable_seats),
            str(exact),
            "seats",
            f"trip {trip.trip_id} says {trip.usable_seats} usable seats, the rules leave {exact}",
        )

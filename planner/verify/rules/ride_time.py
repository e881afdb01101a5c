"""Longest time on board and longest journey."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from planner.domain.violation import Violation
from planner.verify.world import World, is_coach

broken = partial(Violation, "ride_time")


def ride_time(world: World) -> Iterator[Violation]:
    """Arrival − departure ≤ max_ride_s on each coach leg, ≤ max_journey_s from home door to factory door.

    model.md, "Binds". The journey is judged by the rule set of its first departure.
    """
    for (_, part_id), legs in world.parts.items():
        for leg in legs:
            trip = world.trips[leg.trip_id]
            most = world.rules_of(trip).times.max_ride_s if is_coach(trip) else None
            ride = world.alight_halt(leg).arrive_at - world.board_halt(leg).depart_at
            if most is not None and ride > most:
                yield broken(
                    f"{part_id} leg {leg.leg_seq}",
                    str(ride),
                    str(most),
                    "s",
                    f"part {part_id} rides {ride} s on trip {leg.trip_id}, {most} s are allowed",
                )
        longest = world.rules_of(world.trips[legs[0].trip_id]).times.max_journey_s
        journey = world.alight_halt(legs[-1]).arrive_at - world.board_halt(legs[0]).depart_at
        if longest is not None and journey > longest:
            yield broken(
                part_id,
                str(journey),
                str(longest),
                "s",
                f"part {part_id} travels {journey} s from door to door, {longest} s are allowed",
            )

"""How far a coach may run with people."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from planner.domain.violation import Violation
from planner.verify.world import World, is_coach

broken = partial(Violation, "long_lines")


def long_lines(world: World) -> Iterator[Violation]:
    """distance_m ≤ max_trip_m of the rule set at departure, for each coach trip; ``continuity`` judges the distance.

    国发〔2012〕30号: long lines, above 1,000 km most of all, are strictly controlled; domain.md B.1.
    """
    for trip in world.plan.trips:
        most = world.rules_of(trip).max_trip_m
        if is_coach(trip) and most is not None and trip.distance_m > most:
            message = f"coach trip {trip.trip_id} is {trip.distance_m} m long, {most} m are allowed"
            yield broken(trip.trip_id, str(trip.distance_m), str(most), "m", message)

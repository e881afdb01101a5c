"""How many enterprises may share a vehicle or carriage."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from planner.domain.violation import Violation
from planner.verify.world import World

broken = partial(Violation, "mixing")


def mixing(world: World) -> Iterator[Violation]:
    """Distinct enterprises of a trip ≤ max_enterprises of its mode, counted over the whole trip.

    domain.md E.4 (8).
    """
    for trip in world.plan.trips:
        most = world.rules_of(trip).max_enterprises.get(str(trip.mode))
        firms = {world.cohorts[load.cohort_id].enterprise_id for load in world.loads.get(trip.trip_id, ())}
        if most is not None and len(firms) > most:
            yield broken(
                trip.trip_id,
                str(len(firms)),
                str(most),
                "enterprises",
                f"trip {trip.trip_id} mixes {len(firms)} enterprises: {', '.join(sorted(firms))}",
            )

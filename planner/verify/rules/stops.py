"""How many places a coach trip may serve."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from planner.domain.violation import Violation
from planner.verify.world import World, is_coach

broken = partial(Violation, "stops")


def stops(world: World) -> Iterator[Violation]:
    """Distinct boarding places ≤ max_pickups, distinct alighting places ≤ max_drops; stops within 100 m are one place.

    domain.md E.4 (9).
    """
    for trip in world.plan.trips:
        if not is_coach(trip):
            continue
        rules, halts = world.rules_of(trip), world.halts[trip.trip_id]
        for name, ids, most in (
            ("pick-up", [halt.stop_id for halt in halts if halt.board], rules.max_pickups),
            ("drop", [halt.stop_id for halt in halts if halt.alight], rules.max_drops),
        ):
            found = distinct_places(world, ids) if most is not None and len(ids) > most else 0
            if most is not None and found > most:
                yield broken(
                    trip.trip_id,
                    str(found),
                    str(most),
                    f"{name} places",
                    f"trip {trip.trip_id} has {found} {name} places, {most} are allowed",
                )


def distinct_places(world: World, ids: Sequence[str]) -> int:
    """Places left when each that lies within 100 m of one counted before is taken for the same."""
    counted: list[str] = []
    for stop_id in ids:
        if not any(world.same_place(stop_id, other) for other in counted):
            counted.append(stop_id)
    return len(counted)

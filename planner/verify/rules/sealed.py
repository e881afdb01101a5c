"""No way through, from or to a sealed zone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from planner.domain.place import Level
from planner.domain.violation import Violation
from planner.verify.levels import Span, strictest
from planner.verify.world import World

broken = partial(Violation, "sealed")


def sealed(world: World) -> Iterator[Violation]:
    """No halt and no county of the path while it is sealed, wherever ``sealed_closed`` is in force.

    domain.md E.4 (5). Rests count as halts.
    """
    for trip in world.plan.trips:
        if not world.rules_of(trip).sealed_closed:
            continue
        for halt in world.halts[trip.trip_id]:
            spans = world.levels.place_spans(world.places[halt.stop_id])
            if _closed(spans, halt.arrive_at, halt.depart_at):
                yield broken(
                    f"{trip.trip_id} seq {halt.seq}",
                    "sealed",
                    "not sealed",
                    "level",
                    f"trip {trip.trip_id} halts at {halt.stop_id}, sealed at that time",
                )
        for row in world.paths.get(trip.trip_id, ()):
            if _closed(world.levels.county_spans(row.adcode), row.enter_at, row.leave_at):
                yield broken(
                    f"{trip.trip_id} {row.adcode}",
                    "sealed",
                    "not sealed",
                    "level",
                    f"trip {trip.trip_id} runs through {row.adcode}, sealed at that time",
                )


def _closed(spans: Sequence[Span], first: int, last: int) -> bool:
    """Whether a place is sealed at any moment of ``[first, last]``; leaving in the second it is sealed is in time."""
    return bool(spans) and strictest(spans, first, max(first, last - 1)) >= Level.SEALED

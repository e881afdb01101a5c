"""No boarding or alighting in transit where the level bans it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from planner.domain.plan import StopTime
from planner.domain.violation import Violation
from planner.verify.levels import strictest
from planner.verify.world import World, level_moments

broken = partial(Violation, "stop_ban")


def stop_ban(world: World) -> Iterator[Violation]:
    """level < stop_ban_from at every stop after the first boarding county and before the last alighting county; a halt
    for a test opens the doors and is such a stop.

    MoT notice of 28 February 2020 and guide, 3rd edition: domain.md B.1.
    """
    for trip in world.plan.trips:
        rules = world.rules_of(trip)
        ban = rules.stop_ban_from
        if ban is None:
            continue
        for halt in transit(world, world.open_halts(trip)):
            spans = world.levels.stop_spans(world.places[halt.stop_id], rules.level_area)
            level = max(strictest(spans, moment, moment) for moment in level_moments(trip, halt))
            if level >= ban:
                yield broken(
                    f"{trip.trip_id} seq {halt.seq}",
                    level.name.lower(),
                    f"below {ban.name.lower()}",
                    "level",
                    f"trip {trip.trip_id} stops in transit at {halt.stop_id}, level {level.name.lower()}",
                )


def transit(world: World, halts: Sequence[StopTime]) -> list[StopTime]:
    """Halts left when those in the first county at the front and in the last county at the end are taken away."""
    counties = [world.places[halt.stop_id].adcode for halt in halts]
    start, end = 0, len(halts)
    while start < end and counties[start] == counties[0]:
        start += 1
    while end > start and counties[end - 1] == counties[-1]:
        end -= 1
    return list(halts[start:end])

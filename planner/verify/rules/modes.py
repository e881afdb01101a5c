"""No trip of a banned mode from or to an area while the ban holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from planner.domain.place import ModeBan
from planner.domain.violation import Violation
from planner.verify.levels import FOR_EVER, prefix_of
from planner.verify.world import World, boarding_moments

broken = partial(Violation, "modes")


def modes(world: World) -> Iterator[Violation]:
    """No boarding or alighting of a mode in an area where it is banned then; passing through is no stop.

    model.md, "Binds".
    """
    bans: dict[str, list[ModeBan]] = defaultdict(list)
    for ban in world.scenario.mode_bans:
        bans[str(ban.mode)].append(ban)
    for trip in world.plan.trips:
        rows = bans.get(str(trip.mode), ())
        for halt in world.served_halts(trip) if rows else ():
            adcode = world.places[halt.stop_id].adcode
            for moment in boarding_moments(halt):
                if any(_holds(ban, adcode, moment) for ban in rows):
                    found = f"{adcode} {world.clock.iso(moment)}"
                    yield broken(
                        f"{trip.trip_id} seq {halt.seq}",
                        found,
                        "no ban",
                        "county and moment",
                        f"trip {trip.trip_id} stops at {halt.stop_id} while {trip.mode} is banned there",
                    )


def _holds(ban: ModeBan, adcode: str, moment: int) -> bool:
    until = FOR_EVER if ban.until_at is None else ban.until_at
    return adcode.startswith(prefix_of(ban.adcode)) and ban.from_at <= moment < until

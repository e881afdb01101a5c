"""No trip of a banned mode from, to or halting in an area while the ban holds; corridors are kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from planner.domain.place import ModeBan
from planner.domain.plan import Trip
from planner.domain.violation import Violation
from planner.verify.levels import FOR_EVER, prefix_of
from planner.verify.motion import ON_THE_WAY
from planner.verify.world import World, boarding_moments, is_coach

broken = partial(Violation, "modes")


def modes(world: World) -> Iterator[Violation]:
    """No stop of a mode in an area where it is banned then: to board, to alight or on the way, rests on the road apart;
    passing through is no stop. With corridors, every county of a coach's path lies in one of their areas.

    model.md, "Binds".
    """
    bans: dict[str, list[ModeBan]] = defaultdict(list)
    for ban in world.scenario.mode_bans:
        bans[str(ban.mode)].append(ban)
    for trip in world.plan.trips:
        rows = bans.get(str(trip.mode), ())
        yield from _corridors(world, trip)
        for halt in world.halts[trip.trip_id] if rows else ():
            if halt.activity in ON_THE_WAY and not (halt.board or halt.alight):
                continue
            adcode = world.places[halt.stop_id].adcode
            for moment in boarding_moments(halt) or (halt.arrive_at, halt.depart_at):
                if any(_holds(ban, adcode, moment) for ban in rows):
                    found = f"{adcode} {world.clock.iso(moment)}"
                    yield broken(
                        f"{trip.trip_id} seq {halt.seq}",
                        found,
                        "no ban",
                        "county and moment",
                        f"trip {trip.trip_id} stops at {halt.stop_id} while {trip.mode} is banned there",
                    )


def _corridors(world: World, trip: Trip) -> Iterator[Violation]:
    areas = [prefix_of(area) for area in world.rules_of(trip).corridors]
    for row in world.paths.get(trip.trip_id, ()) if areas and is_coach(trip) else ():
        if not row.adcode.startswith(tuple(areas)):
            message = f"trip {trip.trip_id} runs through {row.adcode}, outside the corridors {', '.join(areas)}"
            yield broken(f"{trip.trip_id} {row.adcode}", row.adcode, ", ".join(areas), "corridor", message)


def _holds(ban: ModeBan, adcode: str, moment: int) -> bool:
    until = FOR_EVER if ban.until_at is None else ban.until_at
    return adcode.startswith(prefix_of(ban.adcode)) and ban.from_at <= moment < until

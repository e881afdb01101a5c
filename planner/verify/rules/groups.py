"""A travel group stays together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from planner.domain.demand import Stage, Worker
from planner.domain.violation import Violation
from planner.verify.world import World

broken = partial(Violation, "groups")


def groups(world: World) -> Iterator[Violation]:
    """All members of a group who may travel are on the same trips in the same order, or all stay.

    Members who withdrew or whose code may not board are no reason for the others to stay. domain.md E.4 (3).
    """
    rides: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for seat in world.plan.manifest:
        if world.workers[seat.worker_id].group_id:
            rides[seat.worker_id].append((seat.leg_seq, seat.trip_id))
    members: dict[str, list[Worker]] = defaultdict(list)
    for worker in world.scenario.workers:
        if worker.group_id and worker.stage is not Stage.WITHDRAWN:
            members[worker.group_id].append(worker)
    for group_id, people in members.items():
        banned = _banned_codes(world, [rides[worker.worker_id] for worker in people])
        ways = {
            " → ".join(trip for _, trip in sorted(rides[worker.worker_id])) or "unserved"
            for worker in people
            if worker.health_code not in banned
        }
        if len(ways) > 1:
            yield broken(
                group_id,
                "; ".join(sorted(ways)),
                "1",
                "ways",
                f"group {group_id} is torn apart: {'; '.join(sorted(ways))}",
            )


def _banned_codes(world: World, rides: list[list[tuple[int, str]]]) -> frozenset[str]:
    """Codes that may not board when the group leaves."""
    first = [min(legs)[1] for legs in rides if legs]
    if not first:
        return frozenset()
    return frozenset(world.rules_of(world.trips[first[0]]).banned_codes)

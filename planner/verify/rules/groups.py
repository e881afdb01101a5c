"""A travel group stays together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial

from planner.domain.demand import Worker
from planner.domain.plan import Seat
from planner.domain.violation import Violation
from planner.verify.funnel import bars_of_firm, bars_of_worker
from planner.verify.levels import strictest
from planner.verify.lights import light_on
from planner.verify.rules.eligibility import never_travels
from planner.verify.world import World

broken = partial(Violation, "groups")


def groups(world: World) -> Iterator[Violation]:
    """All members of a group who may travel are on the same trips in the same order, or all stay.

    Members whom the funnel bars when the group leaves and arrives, or funnel and promise at every moment of their own
    window, are no reason for the others to stay.
    domain.md E.4 (3).
    """
    legs: dict[str, list[Seat]] = defaultdict(list)
    for seat in world.plan.manifest:
        if world.workers[seat.worker_id].group_id:
            legs[seat.worker_id].append(seat)
    members: dict[str, list[Worker]] = defaultdict(list)
    for worker in world.scenario.workers:
        if worker.group_id:
            members[worker.group_id].append(worker)
    for group_id, people in members.items():
        ridden = [sorted(legs[w.worker_id], key=lambda seat: seat.leg_seq) for w in people if w.worker_id in legs]
        if not ridden:
            continue
        ways = {" → ".join(seat.trip_id for seat in ride) for ride in ridden}
        if any(w.worker_id not in legs and _may_travel(world, w, ridden[0]) for w in people):
            ways.add("unserved")
        if len(ways) > 1:
            yield broken(
                group_id,
                "; ".join(sorted(ways)),
                "1",
                "ways",
                f"group {group_id} is torn apart: {'; '.join(sorted(ways))}",
            )


def _may_travel(world: World, worker: Worker, ride: Sequence[Seat]) -> bool:
    """Whether funnel and promise let a worker go at all, and the funnel when the group does."""
    if never_travels(world, worker):
        return False
    first, last = ride[0], ride[-1]
    board_at = world.halts[first.trip_id][first.board_seq - 1].depart_at
    arrive_at = world.halts[last.trip_id][last.alight_seq - 1].arrive_at
    rules = world.rules_of(world.trips[first.trip_id])
    level = strictest(world.levels.county_spans(worker.origin_adcode), board_at, board_at)
    light = light_on(world, worker.enterprise_id, world.clock.day(arrive_at), rules.lights)
    firm = world.enterprises[worker.enterprise_id]
    bars = (*bars_of_worker(worker, rules, level, board_at), *bars_of_firm(firm, rules, light, arrive_at))
    return not bars

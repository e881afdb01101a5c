"""Nobody boards once somebody has alighted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from planner.domain.violation import Violation
from planner.verify.world import World

broken = partial(Violation, "direct_only")


def direct_only(world: World) -> Iterator[Violation]:
    """No boarding at or after the first halt where people alight, by coach, rail and air alike.

    contract.md section 6; 点对点, domain.md B.1 and B.2.
    """
    for trip in world.plan.trips:
        opened = False
        for halt in world.halts[trip.trip_id]:
            opened = opened or halt.alight > 0
            if opened and halt.board:
                yield broken(
                    f"{trip.trip_id} seq {halt.seq}",
                    str(halt.board),
                    "0",
                    "persons",
                    f"trip {trip.trip_id}: {halt.board} board at {halt.stop_id} after people have alighted",
                )

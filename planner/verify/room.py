"""What places have room for, day by day, and what the plan takes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from planner.domain.plan import Reservation
from planner.verify.world import World

PlaceDay = tuple[str, int]
"""Place and local day number."""


def room_by_day(world: World, kind: str) -> dict[PlaceDay, int]:
    """Σ amounts of the rows of a kind in ``capacities``, for the days that have one."""
    amounts: Counter[PlaceDay] = Counter()
    for row in world.scenario.capacities:
        if row.kind == kind:
            amounts[row.place_id, row.day] += row.amount
    return dict(amounts)


def taken_by_day(rows: Iterable[Reservation]) -> Counter[PlaceDay]:
    """Σ amounts that the plan takes."""
    taken: Counter[PlaceDay] = Counter()
    for row in rows:
        taken[row.place_id, row.day] += row.amount
    return taken


def overdrawn(
    taken: Mapping[PlaceDay, int], room: Mapping[PlaceDay, int], unlimited: bool
) -> Iterator[tuple[str, int, int, int]]:
    """Place, day, taken and room wherever more is taken than there is.

    A place with rows has nothing on days without; a place without any is ``unlimited`` or has nothing at all.
    """
    limited = {place for place, _ in room}
    for (place, day), found in taken.items():
        limit = room.get((place, day), 0)
        if found > limit and (place in limited or not unlimited):
            yield place, day, found, limit

"""A trip whose people cannot travel together: who still goes on it, and who waits for another."""

from __future__ import annotations

from collections.abc import Callable

from planner.domain.routing import RoutedTrip
from planner.schedule.cutting import with_loads
from planner.schedule.world import World


def parted(
    world: World, routed: RoutedTrip, departs: Callable[[RoutedTrip], bool]
) -> tuple[RoutedTrip, RoutedTrip] | None:
    """Those of a trip who have a departure together, better tiers and larger loads first, and the others.

    Parameters
    ----------
    departs : callable
        Whether a trip has any departure at all.

    Returns
    -------
    tuple of RoutedTrip or None
        ``None``: nobody aboard has a departure, or all have one together.
    """
    if len(routed.loads) < 2:
        return None
    aboard = {load.shipment: load.persons for load in routed.loads}
    going: dict[int, int] = {}
    for number in sorted(aboard, key=lambda k: (world.shipments[k].tier, -aboard[k], k)):
        more = {**going, number: aboard[number]}
        if departs(with_loads(routed, world.shipments, more)):
            going = more
    staying = {number: persons for number, persons in aboard.items() if number not in going}
    if not going or not staying:
        return None
    return with_loads(routed, world.shipments, going), with_loads(routed, world.shipments, staying)

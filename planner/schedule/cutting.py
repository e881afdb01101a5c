"""A trip that scarce places cannot take whole: who still goes, and who stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from planner.domain.routing import RoutedTrip, Shipment, TripLoad


def cut(
    routed: RoutedTrip, shipments: Sequence[Shipment], wanting: tuple[int, ...], room: int
) -> tuple[RoutedTrip | None, RoutedTrip]:
    """The trip with at most ``room`` persons of the shipments ``wanting``, better tiers first, and those left.

    Groups go whole or not at all. The trip halts only where those who go board and alight; it is ``None`` when nobody
    is left aboard.
    """
    aboard = {load.shipment: load.persons for load in routed.loads}
    going, staying = {k: n for k, n in aboard.items() if k not in wanting}, {}
    for number in sorted(wanting, key=lambda k: (shipments[k].tier, k)):
        taken = min(aboard[number], room)
        if shipments[number].group and taken < aboard[number]:
            taken = 0
        room -= taken
        going[number], staying[number] = taken, aboard[number] - taken
    left = with_loads(routed, shipments, staying)
    return (with_loads(routed, shipments, going) if any(going.values()) else None), left


def with_loads(routed: RoutedTrip, shipments: Sequence[Shipment], persons: Mapping[int, int]) -> RoutedTrip:
    """The trip with these persons by shipment, along the places that they use."""
    loads = tuple(
        TripLoad(load.shipment, persons[load.shipment]) for load in routed.loads if persons.get(load.shipment)
    )
    starts = {shipments[load.shipment].from_place for load in loads}
    ends = {shipments[load.shipment].to_place for load in loads}
    return replace(
        routed,
        pickups=tuple(place for place in routed.pickups if place in starts),
        drops=tuple(place for place in routed.drops if place in ends),
        loads=loads,
    )

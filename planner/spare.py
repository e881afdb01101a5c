"""What the fleets have left after a round of carrying: seconds in all, and by the moments at which coaches leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from planner.domain.routing import RoutedTrip
from planner.optimise.problem import vehicle_seconds
from planner.schedule.rotations import Failure
from planner.schedule.sorties import Sortie
from planner.schedule.world import World


@dataclass(frozen=True, slots=True)
class Spare:
    """Seconds left by fleet; departures that took time of the fleets, and those that found no vehicle.

    Departures are (fleet, local second); those taken with the seconds that they last.
    """

    seconds: tuple[int, ...]
    taken: tuple[tuple[int, int, int], ...]
    short: frozenset[tuple[int, int]]

    @classmethod
    def of(cls, world: World, sorties: Sequence[Sortie], failures: Sequence[Failure]) -> Spare:
        """What these sorties leave; nothing of the time in which rotation found no vehicle."""
        fleets = world.scenario.fleets
        seconds = [vehicle_seconds(world.scenario, fleet) for fleet in fleets]
        taken = []
        for sortie in sorties:
            used_s = sortie.free_s - sortie.out.depart_s
            seconds[sortie.fleet] -= used_s
            taken.append((sortie.fleet, sortie.timed.run.depart_s, used_s))
        trips = Counter(sortie.fleet for sortie in sorties)
        for number, fleet in enumerate(fleets):
            if fleet.max_trips is not None and trips[number] >= fleet.count * fleet.max_trips:
                seconds[number] = 0
        short = frozenset(
            (failure.routed.fleet, _depart_from(world, failure.routed) + world.offset_s)
            for failure in failures
            if failure.reason in ("NO_VEHICLE", "NO_DRIVER")
        )
        return cls(tuple(max(0, left_s) for left_s in seconds), tuple(taken), short)


def _depart_from(world: World, routed: RoutedTrip) -> int:
    """Earliest moment at which all aboard may leave."""
    return max(routed.depart_from, *(world.shipments[load.shipment].depart_from for load in routed.loads))

"""Shipments for routing tests, and what a routing costs by hand."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from planner.domain.fleet import Positioning
from planner.domain.place import Place
from planner.domain.plan import LegRole
from planner.domain.routing import RoutedTrip, Shipment
from planner.optimise.problem import build_routing_data
from planner.optimise.routing import Routing, route_coaches
from tests.builders.small_world import CEHENG, FUNAN, YINGSHANG, SmallWorld, limits, moment

ORIGINS = (FUNAN, YINGSHANG, CEHENG)
DOORS = ("S1", "S2", "S3")


def errand(persons: int, origin: str = FUNAN, door: str = "S1", **facts: object) -> Shipment:
    """A direct ride, second day to eighth."""
    made = Shipment(
        0, LegRole.DIRECT, None, origin, door, moment(1), moment(7, 20), moment(1), moment(7, 20),
        persons, False, 1, f"E{door[1:]}",
    )  # fmt: skip
    return replace(made, **facts)


def random_errands(seed: int, count: int = 14, most: int = 40) -> list[Shipment]:
    """Errands of all sizes, tiers, doors and days, some of them groups."""
    draw = random.Random(seed)
    made = []
    for _ in range(count):
        day, group = draw.randrange(3), draw.random() < 0.2
        made.append(
            errand(
                draw.randint(2, 6) if group else draw.randint(1, most),
                draw.choice(ORIGINS),
                draw.choice(DOORS),
                group=group,
                tier=draw.randrange(3),
                depart_from=moment(day),
                arrive_to=moment(day + draw.randint(4, 7), 20),
            )
        )
    return made


def route(world: SmallWorld, errands: Sequence[Shipment], iterations: int = 200, seed: int = 1) -> Routing:
    """Coach trips for errands."""
    data = build_routing_data(world.scenario, world.policy, world.ground, errands, world.rides)
    return route_coaches(data, world.ground, errands, limits(iterations, seed))


def stops_of(trip: RoutedTrip) -> tuple[str, ...]:
    return (*trip.pickups, *trip.drops)


def metres(world: SmallWorld, stops: Sequence[str], epoch: int = 0) -> int:
    """Length of a way along stops."""
    rows, table = world.ground.index(), world.ground.matrices[epoch].distance_m
    return sum(int(table[rows[a], rows[b]]) for a, b in zip(stops, stops[1:]))


def places(world: SmallWorld) -> dict[str, Place]:
    return {place.place_id: place for place in world.ground.places}


def cost_of(world: SmallWorld, trip: RoutedTrip, driver_days: int = 0) -> int:
    """Depot, trip and depot again by the definition of a trip's cost; the days are the caller's."""
    made, stops = world.scenario.fleets[trip.fleet], stops_of(trip)
    paid = metres(world, stops)
    if made.positioning is not Positioning.NONE:
        paid += metres(world, (made.depot_id, stops[0]))
    if made.positioning is Positioning.RETURN:
        paid += metres(world, (stops[-1], made.depot_id))
    return made.fixed_cents + (made.cents_per_km * paid + 500) // 1000 + driver_days * made.driver_day_cents

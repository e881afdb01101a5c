"""The figures of plan.json, worked out again from the tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from planner.domain.violation import Violation
from planner.verify.rides import ride_cents, rides_of
from planner.verify.world import World, is_coach

broken = partial(Violation, "objective")
TIER = "unserved_tier_"
COST = "cost"


def objective(world: World) -> Iterator[Violation]:
    """Unserved persons by tier, cost of trips, offers and plan, counts served and unserved: as the tables say.

    contract.md section 6, "Cost"; levels in strict order, tiers first.
    """
    yield from _trip_costs(world)
    yield from _offer_costs(world)
    yield from _levels(world)
    yield from _counts(world)


def _trip_costs(world: World) -> Iterator[Violation]:
    due: dict[str, int] = {trip.trip_id: 0 for trip in world.plan.trips if not is_coach(trip)}
    for vehicle, duties in world.duties.items():
        fleet = world.fleets[vehicle.rpartition("#")[0]]
        for ride in rides_of(world, duties):
            trip = world.trips[ride.trip_id]
            due[trip.trip_id] = ride_cents(fleet, trip.distance_m, trip.drivers, ride)
    for trip in world.plan.trips:
        needed = due.get(trip.trip_id)
        if needed is not None and trip.cost_cents != needed:
            yield broken(
                trip.trip_id,
                str(trip.cost_cents),
                str(needed),
                "fen",
                f"trip {trip.trip_id} is said to cost {trip.cost_cents} fen, its duties make {needed}",
            )


def _offer_costs(world: World) -> Iterator[Violation]:
    for offer in world.plan.offers:
        service = world.services[offer.service_id]
        needed = 0
        if offer.opened:
            needed = service.fixed_cents + service.unit_cents * offer.units + service.seat_cents * offer.persons
        if offer.cost_cents != needed:
            yield broken(
                offer.service_id,
                str(offer.cost_cents),
                str(needed),
                "fen",
                f"offer {offer.service_id} is said to cost {offer.cost_cents} fen, its terms make {needed}",
            )


def _levels(world: World) -> Iterator[Violation]:
    unserved: Counter[str] = Counter()
    for row in world.plan.unserved:
        unserved[f"{TIER}{_tier(world, row.worker_id, row.cohort_id)}"] += row.persons
    cost = sum(trip.cost_cents for trip in world.plan.trips) + sum(offer.cost_cents for offer in world.plan.offers)
    needed = {**unserved, COST: cost}
    found = {level.name: level.value for level in world.plan.objective}
    for name in needed | found:
        known = name == COST or name.startswith(TIER)
        if known and found.get(name, 0 if name != COST else None) != needed.get(name, 0):
            value, limit = str(found.get(name, "absent")), str(needed.get(name, 0))
            yield broken(
                name,
                value,
                limit,
                "fen" if name == COST else "persons",
                f"plan.json says {name} = {value}, the tables make {limit}",
            )
    names = [level.name for level in world.plan.objective]
    tiers = [int(name.removeprefix(TIER)) for name in names if name.startswith(TIER)]
    first = [COST if name == COST else TIER for name in names if name == COST or name.startswith(TIER)]
    if tiers != sorted(tiers) or first != sorted(first, reverse=True):
        yield broken(
            "order",
            " ".join(names),
            "tiers ascending, then cost",
            "levels",
            f"plan.json orders its levels {' '.join(names)}",
        )


def _tier(world: World, worker_id: str | None, cohort_id: str) -> int:
    if worker_id is None:
        return world.cohorts[cohort_id].tier
    worker = world.workers[worker_id]
    return world.tiers[worker.enterprise_id] if worker.tier is None else worker.tier


def _counts(world: World) -> Iterator[Violation]:
    served = sum(legs[0].persons for legs in world.parts.values())
    unserved = sum(row.persons for row in world.plan.unserved)
    for name, found, needed in (
        ("served", world.folder.served, served),
        ("unserved", world.folder.unserved, unserved),
    ):
        if found != needed:
            yield broken(
                name, str(found), str(needed), "persons", f"plan.json counts {found} {name}, the tables make {needed}"
            )

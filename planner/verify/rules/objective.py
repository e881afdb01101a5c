"""The figures of plan.json, worked out again from the tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from planner.domain.plan import ObjectiveLevel
from planner.domain.violation import Violation
from planner.verify.figures import blast_radius, fairness, journey, lateness, shares_of_cost, transfers
from planner.verify.rides import ride_cents, rides_of
from planner.verify.world import World, is_coach

broken = partial(Violation, "objective")
TIER = "unserved_tier_"
COST = "cost"
PERSONS = "persons"
SERVED = "served"
"""Word of rule packs for all tiers."""
UNITS = {
    "lateness": "person-seconds", "fairness": "permille", COST: "fen", "blast_radius": "persons_ppm",
    "journey": "person-seconds", "transfers": PERSONS,
}  # fmt: skip
"""Level beside the tiers → its unit, in the usual order."""


def objective(world: World) -> Iterator[Violation]:
    """Every level of the objective, cost of trips and offers, who pays, counts served and unserved: as the tables say.

    contract.md section 6, "Cost"; model.md, "Best": unserved by tier, lateness, fairness, cost, blast radius, journey,
    transfers, in that order unless the rule pack gives another.
    """
    yield from _trip_costs(world)
    yield from _offer_costs(world)
    yield from _levels(world)
    yield from _order(world.plan.objective, world.policy.objective_order)
    yield from _payers(world)
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
    needed = {**_unserved(world), **_figures(world)}
    found = {level.name: level for level in world.plan.objective}
    for name in needed | found:
        tier = _is_tier(name)
        if not tier and name not in UNITS:
            yield broken(name, name, ", ".join((f"{TIER}…", *UNITS)), "level", f"plan.json has an unknown level {name}")
            continue
        unit, value = PERSONS if tier else UNITS[name], needed.get(name, 0)
        level = found.get(name) or ObjectiveLevel(name, 0, unit) if tier else found.get(name)
        if level is None:
            yield broken(name, "absent", str(value), unit, f"plan.json says nothing of {name}, the tables make {value}")
        elif level.value != value:
            message = f"plan.json says {name} = {level.value}, the tables make {value}"
            yield broken(name, str(level.value), str(value), unit, message)
        elif level.unit != unit:
            yield broken(name, level.unit, unit, "unit", f"plan.json counts {name} in {level.unit}, it is in {unit}")


def _is_tier(name: str) -> bool:
    return name.startswith(TIER) and name.removeprefix(TIER).isdecimal()


def _unserved(world: World) -> Counter[str]:
    unserved: Counter[str] = Counter()
    for row in world.plan.unserved:
        unserved[f"{TIER}{_tier(world, row.worker_id, row.cohort_id)}"] += row.persons
    return unserved


def _figures(world: World) -> dict[str, int]:
    cost = sum(trip.cost_cents for trip in world.plan.trips) + sum(offer.cost_cents for offer in world.plan.offers)
    return {
        "lateness": lateness(world),
        "fairness": fairness(world),
        COST: cost,
        "blast_radius": blast_radius(world),
        "journey": journey(world),
        "transfers": transfers(world),
    }


def _order(levels: Sequence[ObjectiveLevel], pack: Sequence[str]) -> Iterator[Violation]:
    names = [level.name for level in levels]
    wanted = list(dict.fromkeys((*pack, SERVED, *UNITS)))

    def place(name: str) -> tuple[int, int]:
        return (wanted.index(SERVED), int(name.removeprefix(TIER))) if _is_tier(name) else (wanted.index(name), 0)

    known = [name for name in names if name in UNITS or _is_tier(name)]
    if known != sorted(known, key=place):
        yield broken(
            "order",
            " ".join(names),
            f"{', '.join(wanted)}; {SERVED} stands for tiers ascending",
            "levels",
            f"plan.json orders its levels {' '.join(names)}",
        )


def _payers(world: World) -> Iterator[Violation]:
    found, needed = world.plan.cost_shares, shares_of_cost(world)
    for payer in needed | dict(found):
        if found.get(payer) != needed.get(payer):
            value, limit = str(found.get(payer, "absent")), str(needed.get(payer, "absent"))
            message = f"plan.json says {payer} pays {value}, the rules make {limit}"
            yield broken(f"cost_shares {payer}", value, limit, "fen", message)


def _tier(world: World, worker_id: str | None, cohort_id: str) -> int:
    return world.cohorts[cohort_id].tier if worker_id is None else world.worker_tiers[worker_id]


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

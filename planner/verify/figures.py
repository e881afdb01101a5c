"""Levels of the objective beside persons and cost, and who pays: worked out again from the raw tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from planner.domain.plan import Load, Trip, Unserved
from planner.domain.service import Mode
from planner.verify.levels import strictest
from planner.verify.world import World

ROWS_IN_CONTACT = 7
"""An aircraft's own row, three before and three behind (close contacts, domain.md B.4)."""
NOBODY = "unshared"
"""Cost of departures whose rule set names no payer."""
ORDER_OF_PAYERS = ("public", "enterprise", "worker", NOBODY)


def lateness(world: World) -> int:
    """Person-seconds past the due moments of cohorts."""
    late = 0
    for legs in world.parts.values():
        over = world.alight_halt(legs[-1]).arrive_at - world.cohorts[legs[0].cohort_id].due_at
        late += max(over, 0) * legs[0].persons
    return late


def fairness(world: World) -> int:
    """Worst ⌈1000 × unserved ÷ persons⌉ of an enterprise or of an origin county."""
    everybody, behind = Counter[str](), Counter[str]()
    for legs in world.parts.values():
        cohort = world.cohorts[legs[0].cohort_id]
        for key in _groups(cohort.enterprise_id, cohort.origin_adcode):
            everybody[key] += legs[0].persons
    for row in world.plan.unserved:
        for key in _groups(*_firm_and_origin(world, row)):
            everybody[key] += row.persons
            behind[key] += row.persons
    worst = 0
    for key, persons in behind.items():
        whole, rest = divmod(1000 * persons, everybody[key]) if everybody[key] else (0, 0)
        worst = max(worst, whole + (rest > 0))
    return worst


def _groups(enterprise_id: str, origin_adcode: str) -> tuple[str, str]:
    return f"firm {enterprise_id}", f"county {origin_adcode}"


def _firm_and_origin(world: World, row: Unserved) -> tuple[str, str]:
    person = world.cohorts[row.cohort_id] if row.worker_id is None else world.workers[row.worker_id]
    return person.enterprise_id, person.origin_adcode


def blast_radius(world: World) -> int:
    """Σ over coaches, carriages and aircraft Σ over persons aboard: incidence of the origin's level × contacts."""
    total = 0
    for legs in world.parts.values():
        county = world.levels.county_spans(world.cohorts[legs[0].cohort_id].origin_adcode)
        left_home = world.board_halt(legs[0]).depart_at
        level = strictest(county, left_home, left_home).name.lower()
        for leg in legs:
            trip = world.trips[leg.trip_id]
            total += world.rules_of(trip).incidence_ppm.get(level, 0) * contacts(world, trip) * leg.persons
    return total


def contacts(world: World, trip: Trip) -> int:
    """Persons of one close-contact unit: all of a coach or carriage; seven rows of an aircraft, rounded up."""
    service = world.services.get(trip.service_id or "")
    if trip.mode is not Mode.FLIGHT or service is None or service.rows_per_unit <= ROWS_IN_CONTACT:
        return trip.load
    whole, rest = divmod(ROWS_IN_CONTACT * trip.load, service.rows_per_unit)
    return min(trip.load, whole + (rest > 0))


def journey(world: World) -> int:
    """Person-seconds from the first departure to the last arrival."""
    return sum(_door_to_door_s(world, legs) * legs[0].persons for legs in world.parts.values())


def _door_to_door_s(world: World, legs: Sequence[Load]) -> int:
    return world.alight_halt(legs[-1]).arrive_at - world.board_halt(legs[0]).depart_at


def transfers(world: World) -> int:
    """Changes of vehicle, each counted for every person."""
    return sum(leg.persons for legs in world.parts.values() for leg in legs[1:])


def shares_of_cost(world: World) -> dict[str, int]:
    """Fen by payer, by the rule set of each departure; the largest remainders are rounded up to keep the sum."""
    if not any(rules.cost_shares for rules in world.policy.rulesets):
        return {}
    parts: dict[str, Fraction] = {}
    for moment, cents in _bills(world):
        rules = world.rules_at(moment)
        for payer, share in (rules.cost_shares if rules and rules.cost_shares else {NOBODY: Fraction(1)}).items():
            parts[payer] = parts.get(payer, Fraction(0)) + share * cents
    found = {payer: parts[payer].numerator // parts[payer].denominator for payer in ORDER_OF_PAYERS if payer in parts}
    while sum(found.values()) < sum(parts.values()):
        most = max(found, key=lambda payer: (parts[payer] - found[payer], -ORDER_OF_PAYERS.index(payer)))
        found[most] += 1
    return found


def _bills(world: World) -> Iterator[tuple[int, int]]:
    """Moment of departure and fen of everything that costs."""
    for trip in world.plan.trips:
        yield trip.depart_at, trip.cost_cents
    for offer in world.plan.offers:
        if offer.cost_cents:
            yield world.services[offer.service_id].depart_at, offer.cost_cents

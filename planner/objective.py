"""The objective of a plan, worked out from its tables: levels in strict order, and who pays.

All levels are minimised. model.md, "Best"; the unit of a close contact is the whole coach, the carriage, and in the air
the own row with three before and three behind.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from planner.domain.demand import Cohort
from planner.domain.plan import Load, ObjectiveLevel, Trip
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.domain.service import Mode
from planner.domain.zones import ZoneBook
from planner.schedule.tables import Tables

TIER = "unserved_tier_"
SERVED = "served"
COST = "cost"
BLAST = "blast_radius"
PAYERS = ("public", "enterprise", "worker")
UNSHARED = "unshared"
"""What no rule set in force at departure shares out."""
CONTACT_ROWS = 7
"""Rows of an aircraft in which one positive makes contacts: the own row, three before, three behind."""


@dataclass(frozen=True, slots=True)
class Journey:
    """A part of a cohort on its way: departure from the home door, arrival at the end."""

    cohort: Cohort
    legs: tuple[Load, ...]
    depart_at: int
    arrive_at: int

    @property
    def persons(self) -> int:
        """Persons of the part."""
        return self.legs[0].persons


def is_bounded(level: ObjectiveLevel) -> bool:
    """Whether a lower bound is proven for a level: those left behind by tier, and cost."""
    return level.name == COST or level.name.startswith(TIER)


def tier_of(level: ObjectiveLevel) -> int | None:
    """Tier that a level counts those left behind of."""
    return int(level.name.removeprefix(TIER)) if level.name.startswith(TIER) else None


def objective_levels(
    scenario: Scenario, policy: Policy, cohorts: Sequence[Cohort], tables: Tables
) -> tuple[ObjectiveLevel, ...]:
    """Levels of a plan in the order of its rule pack; ``cohorts`` are all, those who may not travel too."""
    journeys = journeys_of(cohorts, tables)
    left = Counter({cohort.cohort_id: cohort.persons for cohort in cohorts})
    for journey in journeys:
        left[journey.cohort.cohort_id] -= journey.persons
    tiers = dict.fromkeys(range(1 + max((cohort.tier for cohort in cohorts), default=0)), 0)
    for cohort in cohorts:
        tiers[cohort.tier] += left[cohort.cohort_id]
    late = sum(max(0, journey.arrive_at - journey.cohort.due_at) * journey.persons for journey in journeys)
    hours = sum((journey.arrive_at - journey.depart_at) * journey.persons for journey in journeys)
    changes = sum((len(journey.legs) - 1) * journey.persons for journey in journeys)
    levels = {
        SERVED: [ObjectiveLevel(f"{TIER}{tier}", persons, "persons") for tier, persons in sorted(tiers.items())],
        "lateness": [ObjectiveLevel("lateness", late, "person-seconds")],
        "fairness": [ObjectiveLevel("fairness", worst_shortfall(cohorts, left), "permille")],
        COST: [ObjectiveLevel(COST, cost_cents(tables), "fen")],
        BLAST: [ObjectiveLevel(BLAST, blast_radius(scenario, policy, journeys, tables.trips), "persons_ppm")],
        "journey": [ObjectiveLevel("journey", hours, "person-seconds")],
        "transfers": [ObjectiveLevel("transfers", changes, "persons")],
    }
    return tuple(level for name in policy.levels for level in levels[name])


def journeys_of(cohorts: Sequence[Cohort], tables: Tables) -> tuple[Journey, ...]:
    """Every part that travels."""
    by_id = {cohort.cohort_id: cohort for cohort in cohorts}
    halts = {(halt.trip_id, halt.seq): halt for halt in tables.stop_times}
    parts: dict[tuple[str, str], list[Load]] = defaultdict(list)
    for load in tables.loads:
        parts[load.cohort_id, load.part_id].append(load)
    found = []
    for (cohort_id, _), loads in parts.items():
        legs = tuple(sorted(loads, key=lambda load: load.leg_seq))
        start = halts[legs[0].trip_id, legs[0].board_seq]
        end = halts[legs[-1].trip_id, legs[-1].alight_seq]
        found.append(Journey(by_id[cohort_id], legs, start.depart_at, end.arrive_at))
    return tuple(found)


def worst_shortfall(cohorts: Sequence[Cohort], left: Mapping[str, int]) -> int:
    """Largest ⌈1000 × left behind ÷ persons⌉ over enterprises and over origin counties."""
    persons, behind = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for cohort in cohorts:
        for group in (("enterprise", cohort.enterprise_id), ("origin", cohort.origin_adcode)):
            persons[group] += cohort.persons
            behind[group] += left[cohort.cohort_id]
    return max((-(-1000 * behind[group] // total) for group, total in persons.items()), default=0)


def cost_cents(tables: Tables) -> int:
    """Cost of coach trips and of opened offers, fen."""
    return sum(trip.cost_cents for trip in tables.trips) + sum(offer.cost_cents for offer in tables.offers)


def blast_radius(
    scenario: Scenario, policy: Policy, journeys: Sequence[Journey], trips: Sequence[Trip]
) -> int:
    """Persons × parts per million that positives aboard would put in quarantine.

    For every coach, carriage and aircraft: Σ over those aboard of the incidence at their origin's level when they left
    home, times the persons of one close-contact unit; by the rule set of the trip's departure.
    """
    zones, rows = ZoneBook(scenario.zones), {s.service_id: s.rows_per_unit for s in scenario.services}
    trip_of = {trip.trip_id: trip for trip in trips}
    total = 0
    for journey in journeys:
        level = zones.level(journey.cohort.origin_adcode, journey.depart_at).name.lower()
        for leg in journey.legs:
            trip = trip_of[leg.trip_id]
            ppm = policy.at(trip.depart_at).incidence_ppm.get(level, 0)
            total += ppm * leg.persons * contact_unit(trip, rows)
    return total


def contact_unit(trip: Trip, rows: Mapping[str, int]) -> int:
    """Persons whom one positive aboard would put in quarantine; ``rows`` of services by id."""
    if trip.mode is not Mode.FLIGHT or trip.service_id is None:
        return trip.load
    return min(trip.load, -(-CONTACT_ROWS * trip.load // max(1, rows[trip.service_id])))


def cost_shares(scenario: Scenario, policy: Policy, tables: Tables) -> dict[str, int]:
    """Fen by payer; empty where no rule set of the pack shares the cost.

    Each trip and opened offer is shared by the rule set of its departure; the sums are rounded by largest remainder, so
    that they make the whole cost.
    """
    if not any(rules.cost_shares for rules in policy.rulesets):
        return {}
    departs = {service.service_id: service.depart_at for service in scenario.services}
    bills = [(trip.depart_at, trip.cost_cents) for trip in tables.trips]
    bills += [(departs[offer.service_id], offer.cost_cents) for offer in tables.offers if offer.cost_cents]
    exact: dict[str, Fraction] = defaultdict(Fraction)
    for depart_at, cents in bills:
        for payer, share in (policy.at(depart_at).cost_shares or {UNSHARED: Fraction(1)}).items():
            exact[payer] += share * cents
    return round_to_sum({payer: exact[payer] for payer in (*PAYERS, UNSHARED) if payer in exact})


def round_to_sum(exact: Mapping[str, Fraction]) -> dict[str, int]:
    """Whole numbers that keep a whole sum: the largest remainders are rounded up, the first of equal ones.

    >>> round_to_sum({"public": Fraction(7, 2), "enterprise": Fraction(7, 2)})
    {'public': 4, 'enterprise': 3}
    """
    whole = {name: floor(value) for name, value in exact.items()}
    missing = int(sum(exact.values())) - sum(whole.values())
    by_remainder = sorted(exact, key=lambda name: whole[name] - exact[name])
    for name in by_remainder[:missing]:
        whole[name] += 1
    return whole

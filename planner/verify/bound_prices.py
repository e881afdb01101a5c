"""The programme of bound.json laid beside the raw tables and beside the plan itself.

Weak duality proves a bound from prices; whether the prices are floors is judged here as far as tables can tell. The
plan is a point of the programme, so its ways must all stand there and cost no more than the plan pays: over all,
and for every vehicle that carries direct travellers alone, since what a floor leaves out of one trip of a vehicle
(empty runs, drivers who stay out) comes back in its others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import partial

from planner.domain.plan import LegRole
from planner.domain.violation import Violation
from planner.verify.read.bound import BoundProgramme
from planner.verify.world import World

broken = partial(Violation, "bounds")

MILLIONTHS = 1_000_000
BOUND_TRUST = (
    "proved in whole numbers: that the duals carry every published bound",
    "taken from the raw tables: persons and tiers of the groups, offers and their prices, loaded trips of the fleets",
    "compared with the plan: every way it uses stands in bound.json, and no floor is above what its vehicle is paid",
    "counted again from the plan: vehicles, drivers, escorts, carriages and coach trips in use, and the least of each",
    "on trust: ways and driving times of the ground behind the floors, and that ways which no plan here uses are "
    "rightly left out; that nobody orders emergency trips, which may run without registration at one end",
)
"""What re-proving a bound rests on."""


def check_prices(world: World, programme: BoundProgramme) -> Iterator[Violation]:
    """Violations of what bound.json says about groups, offers, trips and prices."""
    yield from _groups(world, programme)
    yield from _offers(world, programme)
    yield from _trips(world, programme)
    yield from _point(world, programme)


def _groups(world: World, programme: BoundProgramme) -> Iterator[Violation]:
    """Every cohort stands in one group at most, which counts no more persons than its cohorts and is of their tier."""
    seen = Counter(name for members in programme.cohorts for name in members)
    for members, persons, tier in zip(programme.cohorts, programme.persons, programme.tier, strict=True):
        cohorts = [world.cohorts[name] for name in members if name in world.cohorts]
        subject, most = f"group of {members[0] if members else 'nobody'}", sum(c.persons for c in cohorts)
        if persons > most or len(cohorts) < len(members) or any(seen[name] > 1 for name in members):
            message = f"bound.json counts {persons} persons in the {subject}, cohorts.csv has {most}"
            yield broken(subject, str(persons), str(most), "persons", message)
        if wrong := [c for c in cohorts if c.tier != tier]:
            message = f"bound.json puts cohort {wrong[0].cohort_id} into tier {tier}, it is of tier {wrong[0].tier}"
            yield broken(wrong[0].cohort_id, str(tier), str(wrong[0].tier), "tier", message)


def _offers(world: World, programme: BoundProgramme) -> Iterator[Violation]:
    """No offer is dearer or smaller than services.csv says."""
    for name, units, fixed, unit, _ in programme.services:
        service = world.services.get(name)
        terms = None if service is None else (service.units, service.fixed_cents, service.unit_cents)
        if terms is None or units < terms[0] or fixed > terms[1] or unit > terms[2]:
            message = f"bound.json has other terms of the offer {name} than services.csv"
            yield broken(name, f"{units}, {fixed}, {unit}", str(terms), "carriages, fen, fen", message)


def _trips(world: World, programme: BoundProgramme) -> Iterator[Violation]:
    """Trips are limited only where every fleet has a limit, and by no less than the sum."""
    if programme.trips is None:
        return
    limits = [fleet.max_trips for fleet in world.fleets.values()]
    most = sum(fleet.count * (fleet.max_trips or 0) for fleet in world.fleets.values()) * MILLIONTHS
    if None in limits or programme.trips < most:
        needed = "no limit" if None in limits else str(most)
        message = f"bound.json allows {programme.trips} millionths of trips, coaches.csv {needed}"
        yield broken("coach trips", str(programme.trips), needed, "trips / 1,000,000", message)


def _point(world: World, programme: BoundProgramme) -> Iterator[Violation]:
    """The plan as a point of the programme: its ways are there, its vehicles and the whole cost no less."""
    group = {name: number for number, members in enumerate(programme.cohorts) for name in members}
    coach = {number: (cents, share) for number, cents, share in programme.direct}
    offers = {name: number for number, (name, *_) in enumerate(programme.services)}
    rides = {(service, number): cents for service, number, cents in programme.rides}
    total = shares = 0
    by_vehicle: dict[str, int] = defaultdict(int)
    mixed: set[str] = set()
    for legs in world.parts.values():
        own = group.get(legs[0].cohort_id)
        if own is None:
            continue
        trips = [world.trips[leg.trip_id] for leg in legs]
        haul = next((trip for trip in trips if trip.leg_role is LegRole.LINEHAUL), None)
        direct = coach.get(own, (None, 0))
        cents = direct[0] if haul is None else rides.get((offers.get(str(haul.service_id), -1), own), direct[0])
        if cents is None:
            way = "by coach" if haul is None else f"on {haul.service_id}"
            message = f"bound.json knows no way of cohort {legs[0].cohort_id} {way}, the plan takes it"
            yield broken(legs[0].cohort_id, "absent", way, "way", message)
            continue
        total += cents * legs[0].persons
        shares += direct[1] * legs[0].persons if haul is None else 0
        for trip in trips:
            if haul is not None:
                mixed.add(str(trip.vehicle_id))
            else:
                by_vehicle[str(trip.vehicle_id)] += cents * legs[0].persons
    yield from _vehicles(world, by_vehicle, mixed)
    yield from _whole(world, programme, total, shares)


def _vehicles(world: World, floors: dict[str, int], mixed: set[str]) -> Iterator[Violation]:
    """The floors of those whom a vehicle carries from door to door are no more than its trips cost."""
    paid: dict[str, int] = defaultdict(int)
    for trip in world.plan.trips:
        paid[str(trip.vehicle_id)] += trip.cost_cents
    for vehicle, cents in floors.items():
        if vehicle not in mixed and cents > paid[vehicle]:
            message = f"the floors of those aboard vehicle {vehicle} make {cents} fen, its trips cost {paid[vehicle]}"
            yield broken(vehicle, str(cents), str(paid[vehicle]), "fen", message)


def _whole(world: World, programme: BoundProgramme, total: int, shares: int) -> Iterator[Violation]:
    """All prices together are no more than the plan costs; the trips they take are no more than are counted."""
    terms = {name: (fixed, unit) for name, _, fixed, unit, _ in programme.services}
    for offer in world.plan.offers:
        if offer.opened and offer.service_id in terms:
            total += terms[offer.service_id][0] + terms[offer.service_id][1] * offer.units
    cost = sum(trip.cost_cents for trip in world.plan.trips) + sum(offer.cost_cents for offer in world.plan.offers)
    if total > cost:
        message = f"at the floors of bound.json the plan costs {total} fen, it costs {cost}"
        yield broken("cost", str(total), str(cost), "fen", message)
    if programme.trips is not None and shares > programme.trips:
        message = f"the plan takes {shares} millionths of trips by bound.json, which allows {programme.trips}"
        yield broken("coach trips", str(shares), str(programme.trips), "trips / 1,000,000", message)

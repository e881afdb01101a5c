"""The findings on least vehicles, drivers, escorts, carriages and coach trips, counted again from the tables of a plan.

Outings, rides and persons are taken as the plan has them; what is used must be what the tables show, and no more may be
called the least than follows from them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import accumulate

from planner.domain.place import Level
from planner.domain.plan import Duty
from planner.domain.rule import RuleSet
from planner.domain.violation import Violation
from planner.units import DAY_S
from planner.verify.driving import Drive, drives_of
from planner.verify.rides import DEPOT
from planner.verify.seating import capped_seats, observation_seats, scope_among
from planner.verify.world import World, is_coach

broken = partial(Violation, "bounds")

SCOPES = ("in_city", "inter_city", "inter_province")
Count = tuple[int, int]
"""Used, and the most that may be called the least."""


def check_least_means(world: World, told: Mapping[str, Count]) -> Iterator[Violation]:
    """What plan.json tells of each kind of means: as many used as there are, and a least that follows."""
    counts = {**_of_vehicles(world), **_escorts(world), "carriages": _carriages(world), "coach_trips": _trips(world)}
    for subject, (used, least) in told.items():
        found, most = counts.get(subject, (0, 0))
        if used != found:
            message = f"plan.json says that {used} {subject} are used, the tables show {found}"
            yield broken(subject, str(used), str(found), "used", message)
        if least > most:
            message = f"plan.json says that at least {least} {subject} are needed, {most} follow from the tables"
            yield broken(subject, str(least), str(most), "least", message)


def _of_vehicles(world: World) -> dict[str, Count]:
    """Vehicles and drivers, by the outings and the driving of each fleet."""
    crews: dict[str, int] = {}
    outings: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    drives: dict[str, list[Drive]] = defaultdict(list)
    for vehicle, duties in world.duties.items():
        fleet = vehicle.rpartition("#")[0]
        found = list(_outings(world, duties))
        crews[vehicle] = max((crew for *_, crew in found), default=0)
        outings[fleet] += found
        drives[fleet] += drives_of(world, duties)
    vehicles = sum(_most_at_once((begin, end, 1) for begin, end, _ in found) for found in outings.values())
    drivers = sum(
        max(_most_at_once(found), *_by_hours(world, drives[fleet])) for fleet, found in outings.items()
    )
    return {"vehicles": (len(crews), vehicles), "drivers": (sum(crews.values()), drivers)}


def _outings(world: World, duties: Sequence[Duty]) -> Iterator[tuple[int, int, int]]:
    """Leaving the depot, being back and ready there, and the drivers whom the trips between pay."""
    begin = end = crew = 0
    for number, duty in enumerate(duties):
        if duty.kind == "deadhead" and duty.from_place.startswith(DEPOT):
            if number:
                yield begin, end, crew
            begin, end, crew = duty.depart_at, duty.arrive_at, 0
        end = max(end, duty.arrive_at)
        if duty.trip_id is not None:
            crew = max(crew, world.trips[duty.trip_id].drivers)
    yield begin, end, crew


def _most_at_once(spans: Iterable[tuple[int, int, int]]) -> int:
    """Most weight of half-open spans that share a moment: the deepest one begins with a span."""
    held = [span for span in spans if span[0] < span[1]]
    begins = sorted((begin, weight) for begin, _, weight in held)
    ends = sorted((end, weight) for _, end, weight in held)
    most = begun = over = gone = 0
    for begin, weight in begins:
        begun += weight
        while gone < len(ends) and ends[gone][0] <= begin:
            over += ends[gone][1]
            gone += 1
        most = max(most, begun - over)
    return most


def _by_hours(world: World, drives: Sequence[Drive]) -> Iterator[int]:
    """Drivers whom the driving of any 24 hours and of any 7 days takes."""
    yield 0
    starts, stops = sorted(drive.from_at for drive in drives), sorted(drive.to_at for drive in drives)
    sums = [0, *accumulate(starts)], [0, *accumulate(stops)]

    def driven_by(moment: int) -> int:
        begun, done = bisect_left(starts, moment), bisect_left(stops, moment)
        return (begun - done) * moment - sums[0][begun] + sums[1][done]

    for span, name in ((DAY_S, "driving_24h_s"), (7 * DAY_S, "driving_7d_s")):
        limits = [getattr(rules.drivers, name) for rules in world.policy.rulesets]
        if None not in limits and starts:
            begins = {*starts, *(stop - span for stop in stops)}
            most = max(driven_by(begin + span) - driven_by(begin) for begin in begins)
            yield -(-most // max(limits))


def _escorts(world: World) -> dict[str, Count]:
    """Escorts of each kind who ride, and the most of them at one moment."""
    aboard: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    names: dict[str, set[str]] = defaultdict(set)
    for row in world.plan.escort_duties:
        if row.activity in world.trips:
            kind = f"escorts:{world.escorts[row.escort_id].kind}"
            aboard[kind].append((row.from_at, row.to_at, 1))
            names[kind].add(row.escort_id)
    return {kind: (len(names[kind]), _most_at_once(spans)) for kind, spans in aboard.items()}


def _carriages(world: World) -> Count:
    """Carriages of the opened services, and those that their persons fill."""
    persons: dict[str, int] = defaultdict(int)
    seats: dict[str, int] = defaultdict(int)
    for trip in world.plan.trips:
        if not is_coach(trip):
            persons[str(trip.service_id)] += trip.load
            seats[str(trip.service_id)] = max(seats[str(trip.service_id)], trip.usable_seats)
    least = sum((number + seats[name] - 1) // seats[name] for name, number in persons.items() if number)
    return sum(offer.units for offer in world.plan.offers if offer.opened), least


def _trips(world: World) -> Count:
    """Coach trips, and those that the persons of each role and rule set fill in the widest coach of their ride."""
    shares: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for trip in world.plan.trips:
        if not is_coach(trip):
            continue
        rules, key = world.rules_of(trip), (str(trip.leg_role), trip.rule_version)
        for load in world.loads.get(trip.trip_id, ()):
            ends = (world.board_halt(load).stop_id, world.alight_halt(load).stop_id)
            scope = scope_among(world.places[end].adcode for end in ends)
            shares[key] += Fraction(load.persons, max(_widest(world, rules, scope), 1))
    least = sum(-(-share.numerator // share.denominator) for share in shares.values())
    return sum(is_coach(trip) for trip in world.plan.trips), least


def _widest(world: World, rules: RuleSet, scope: str) -> int:
    """Most usable seats of any coach on trips of a scope or a wider one, at any level."""
    most = 0
    for fleet in world.fleets.values():
        free = fleet.seats - observation_seats(rules, "coach", fleet.seats, fleet.seat_rows)
        for wider in SCOPES[SCOPES.index(scope) :]:
            for level in Level:
                capped = capped_seats(rules, "coach", wider, level, fleet.seats)
                most = max(most, min(free, fleet.seats if capped is None else capped))
    return most

"""Carrying out a choice of services: routing, clocks, vehicles and parts, with a second try for those left behind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from planner.candidates.open_ways import OpenWays
from planner.candidates.shipments import Work, add_direct_rides, build_work
from planner.domain.limits import Limits
from planner.domain.place import prefecture_of
from planner.domain.routing import RoutedTrip, Shipment
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.domain.shortfalls import shortfalls, worst
from planner.domain.travel import Ground
from planner.optimise.engines.arrays import RoutingState
from planner.optimise.master import CoachLimits, ServiceChoice, all_coaches, choose_services
from planner.optimise.problem import build_routing_data, with_needs, with_vehicle_time
from planner.optimise.routing import Routing, route_coaches
from planner.schedule.crews import with_listed_drivers
from planner.schedule.cutting import with_loads
from planner.schedule.linehaul import Linehaul, admit
from planner.schedule.parts import Part, crews_kept, make_parts, shipment_of, strayed
from planner.schedule.regroup import coach_blast, regroup
from planner.schedule.rotations import MOST_ATTEMPTS, Failure, rotate
from planner.schedule.sorties import Sortie
from planner.schedule.world import World
from planner.schedule.yards import Yard
from planner.spare import Spare
from planner.travel.ground import escort_bases

ONLY_SHARE, FIRST_SHARE, SECOND_SHARE, LEAST_SECOND_SHARE = 0.85, 0.25, 0.1, 0.2
"""Shares of the time: the only round without services; the first of two; kept for the second try; least that must
remain for a second round."""

AGAIN_SHARE = 0.5
"""Share of the remaining time for routing those left behind; the rest is for clocks and vehicles."""
LATER_ATTEMPTS, ONE_ATTEMPT = 3.0, 1.25
"""How many times as long as those of the first round the rotations of later rounds take: where trips stayed without a
vehicle, and where none did, so that one attempt is enough."""
BLAST = "blast_radius"
TRIES = 2
"""How often those left behind are routed again, at most."""


Routed = Callable[[World, Sequence[RoutedTrip]], None]
"""Takes trips that are routed and have no clock yet, with the world that they are scheduled in."""


@dataclass(frozen=True, slots=True)
class _Case:
    """What every step looks at: the campaign, its rules and ground, the ways open to its cohorts.

    ``persons_at``: persons of all cohorts by site, the refused included; ``None``: those of ``ways`` are all.
    """

    scenario: Scenario
    policy: Policy
    ground: Ground
    ways: OpenWays
    persons_at: Mapping[str, int] | None

    def world(self, shipments: tuple[Shipment, ...], linehaul: Linehaul) -> World:
        """The world in which these shipments are scheduled."""
        ways = self.ways
        return World.of(
            self.scenario, self.policy, self.ground, shipments, ways.rides, ways.cohorts, self.persons_at, linehaul
        )

    def admit(self, chosen: ServiceChoice) -> Linehaul:
        """The chosen services with their escorts and their quarter-hours at hubs."""
        places = {place.place_id: place for place in self.ground.places} | escort_bases(self.scenario)
        return admit(self.scenario, self.policy, places, self.ways.cohorts, chosen.opened)

    def choose(self, limits: Limits, shown: CoachLimits | None = None, rough: bool = False) -> ServiceChoice:
        """A choice of services, by estimates or by what coaches were shown to carry; a rough one is there soon."""
        ways = self.ways
        return choose_services(
            self.scenario, self.policy, ways.cohorts, ways.direct, ways.linehaul, limits, shown, rough
        )


@dataclass(frozen=True, slots=True)
class Turns:
    """Attempts at clocks and vehicles: how many at most, and whether there is time for a fairer one."""

    most: int
    time_left: Callable[[], bool] = lambda: True

    @classmethod
    def fair(cls, limits: Limits) -> Turns:
        """As many as there is time for."""
        return cls(MOST_ATTEMPTS, lambda: limits.remaining_s() > 0)


@dataclass(frozen=True, slots=True)
class Carried:
    """What runs in the end, and what failed; ``routed``: where the search for its routes ended."""

    work: Work
    world: World
    parts: tuple[Part, ...]
    sorties: tuple[Sortie, ...]
    failures: tuple[Failure, ...]
    closed: Mapping[str, str]
    chosen: ServiceChoice
    iterations: int
    yards: tuple[Yard, ...] = ()
    routed: RoutingState | None = None


def carry(
    scenario: Scenario,
    policy: Policy,
    ground: Ground,
    ways: OpenWays,
    limits: Limits,
    persons_at: Mapping[str, int] | None = None,
    found: Callable[[Carried], None] = lambda _: None,
) -> Carried:
    """Choose services, route all coach legs, give them clocks and vehicles, and join them to itineraries.

    Rotation knows better than any estimate what the coaches can carry. When it runs short and services are on
    offer, the choice of services is made again with what the coaches really carried; the better round is kept. A
    second round that opens the same services goes on with the routes of the first.
    Persons who then have no seat although a direct coach could serve them are routed again, as long as more get one.

    Parameters
    ----------
    persons_at : mapping, optional
        Persons of all cohorts by site where some of them may not travel: shares of an intake count everybody.
    found : callable, optional
        Takes each whole answer on the way that is no worse than those before it; raising from it ends the search.
    """
    scenario = with_listed_drivers(scenario, policy)
    case = _Case(scenario, policy, ground, ways, persons_at)
    start_s = limits.remaining_s()
    # In a thread of its own, which gives way to a first plan as those of the search do.
    with ThreadPoolExecutor(1, initializer=limits.in_thread) as thread:
        chosen = thread.submit(case.choose, limits).result()
    first_limits = _share(limits, FIRST_SHARE if scenario.services else ONLY_SHARE)
    best = _round(case, chosen, first_limits, Turns(2) if scenario.services else Turns.fair(limits))
    found(best)
    # What a round takes beyond its search (clocks, vehicles) is kept back for the rounds that follow.
    over_s = max(0.0, -first_limits.remaining_s())
    if scenario.services and limits.remaining_s() > start_s * LEAST_SECOND_SHARE:
        left = _left_behind(best, ways)
        if left:
            chosen = case.choose(limits, _limits_shown(best, case))
        second = SECOND_SHARE if left else 0.0
        attempts = LATER_ATTEMPTS if best.failures else ONE_ATTEMPT
        share = 1 - second - attempts * over_s / max(limits.remaining_s(), 0.1)
        other = _round(case, chosen, _share(limits, max(share, 0.1)), Turns.fair(limits), best)
        best = min((best, other), key=lambda carried: _value(carried, ways))
        if best is other:
            found(best)
    for _ in range(TRIES):
        before, best = best, _try_again(case, best, limits)
        if best is before or limits.remaining_s() <= 0:
            break
        found(best)
    return _regrouped(case, best)


def carry_once(
    scenario: Scenario,
    policy: Policy,
    ground: Ground,
    ways: OpenWays,
    limits: Callable[[], Limits],
    persons_at: Mapping[str, int] | None = None,
    routed: Routed = lambda *_: None,
) -> Carried:
    """A first answer of ``carry``, soon: a rough choice of services, one search, one attempt at clocks and vehicles.

    ``limits`` begin when they are asked for, so that the choice takes nothing from the search. ``routed`` takes the
    trips before they are given clocks.
    """
    case = _Case(with_listed_drivers(scenario, policy), policy, ground, ways, persons_at)
    chosen = case.choose(limits(), rough=True)
    return _round(case, chosen, limits(), Turns(1), routed=routed)


def _value(carried: Carried, ways: OpenWays) -> tuple[list[int], list[int], int]:
    """Fewer left of better tiers, then the fairer, then the metres of all coaches: what rounds are compared by."""
    metres = sum(s.timed.distance_m + s.out_m + s.home_m for s in carried.sorties)
    short = sorted(_shortfalls(carried, ways).values(), reverse=True)
    return [-persons for persons in _served_by_tier(carried, ways)], short, metres


def _shortfalls(carried: Carried, ways: OpenWays) -> dict[tuple[str, str], int]:
    """Shortfalls of enterprises and origins over those who may travel."""
    left = Counter({number: cohort.persons for number, cohort in enumerate(ways.cohorts)})
    for number, persons in _seated(carried).items():
        left[carried.work.rides[number].cohort] -= persons
    return shortfalls(ways.cohorts, left)


def _round(
    case: _Case,
    chosen: ServiceChoice,
    limits: Limits,
    turns: Turns,
    before: Carried | None = None,
    routed: Routed = lambda *_: None,
) -> Carried:
    """Shipments, routes, clocks and parts of one choice of services; ``before``: an earlier round."""
    ways, linehaul = case.ways, case.admit(chosen)
    chosen = ServiceChoice(linehaul.opened, chosen.closed | dict(linehaul.closed))
    offset_s = case.scenario.campaign.clock.offset_s
    ready_at = {number: ready_s - offset_s for number, ready_s in linehaul.ready_s.items()}
    practical = ways.direct.practical.tolist()
    work = build_work(ways.prices, ways.cohorts, ways.arrays, practical, chosen.opened, ready_at)
    start = before.routed if before is not None and before.work == work else None
    routing = _route(case, work.shipments, limits, start=start)
    carried = _run(case, work, routing.trips, (chosen, linehaul), routing.iterations, turns, routed)
    return replace(carried, routed=routing.state)


def _try_again(case: _Case, first: Carried, limits: Limits) -> Carried:
    """Direct coaches for those left behind, on what the fleets have left; ``first`` itself when that helps nobody.

    Of one tier those of the enterprises and origins that came off worst are the dearest to leave.
    """
    ways = case.ways
    left = _left_behind(first, ways)
    if not left:
        return first
    more = add_direct_rides(_without_left(first), ways.prices, ways.cohorts, ways.arrays, left)
    before = len(first.work.shipments)
    spare = Spare.of(first.world, first.sorties, first.failures)
    if not any(spare.seconds):
        return first
    short, wanting = _shortfalls(first, ways), more.shipments[before:]
    needs = [worst([ways.cohorts[shipment.cohort]], short) for shipment in wanting]
    extra = _route(case, wanting, _share(limits, AGAIN_SHARE), (spare, needs))
    if not extra.trips:
        return first
    trips = [*_kept(first), *(_shift(trip, before) for trip in extra.trips)]
    services, turns = (first.chosen, first.world.linehaul), Turns.fair(limits)
    second = _run(case, more, trips, services, first.iterations + extra.iterations, turns)
    return max((first, second), key=lambda carried: _served_by_tier(carried, ways))


def _without_left(carried: Carried) -> Work:
    """The work with rides of those alone who are seated: the others get rides of their own, and are asked for once."""
    seated = _seated(carried)
    rides = (replace(ride, persons=seated.get(number, 0)) for number, ride in enumerate(carried.work.rides))
    return replace(carried.work, rides=tuple(rides))


def _kept(carried: Carried) -> list[RoutedTrip]:
    """The coaches with those whom they really carry: others drop out where another leg has no seat for them."""
    aboard: dict[int, Counter[int]] = defaultdict(Counter)
    for part in carried.parts:
        for index, leg in enumerate(part.legs):
            if leg.sortie is not None:
                aboard[leg.sortie][shipment_of(carried.work.rides[part.ride], index)] += part.persons
    return [
        with_loads(carried.sorties[number].timed.routed, carried.work.shipments, aboard[number])
        for number in sorted(aboard)
    ]


def _limits_shown(carried: Carried, case: _Case) -> CoachLimits:
    """What direct coaches carried in all, and from the cities where they left some behind."""
    ways = case.ways
    carried_s, by_city, short = 0, defaultdict[str, int](int), set[str]()
    for part in carried.parts:
        ride, sortie = carried.work.rides[part.ride], part.legs[0].sortie
        if ride.service is None and sortie is not None:
            leave_at = carried.sorties[sortie].timed.run.depart_s - carried.world.offset_s
            phase = max((p for p in ways.direct.phases if p.from_at <= leave_at), key=lambda p: p.from_at)
            carried_s += part.persons * int(phase.share_s[ride.cohort])
            by_city[prefecture_of(ways.cohorts[ride.cohort].origin_adcode)] += part.persons
    for cohort, _, _ in _left_behind(carried, ways):
        short.add(prefecture_of(ways.cohorts[cohort].origin_adcode))
    limits = all_coaches(case.scenario, ways.direct)
    return replace(limits, vehicle_s=carried_s, persons_by_city={city: by_city[city] for city in sorted(short)})


def _share(limits: Limits, share: float) -> Limits:
    """The first ``share`` of what remains."""
    if limits.iterations is not None:
        return replace(limits, iterations=int(limits.iterations * share))
    rest = limits.remaining_s() * (1 - share)
    return replace(limits, remaining_s=lambda: limits.remaining_s() - rest)


def _route(
    case: _Case,
    shipments: Sequence[Shipment],
    limits: Limits,
    again: tuple[Spare, Sequence[int]] | None = None,
    start: RoutingState | None = None,
) -> Routing:
    """Trips for shipments; ``again``: what fleets have left, and shortfall (permille) by shipment."""
    if not shipments or not case.scenario.fleets:
        return Routing((), tuple(shipment.persons for shipment in shipments), 0, 0)
    data = build_routing_data(case.scenario, case.policy, case.ground, shipments, case.ways.rides)
    if again is not None:
        spare, needs = again
        data = with_needs(with_vehicle_time(data, spare.seconds, spare.taken, spare.short), needs)
    return route_coaches(data, case.ground, shipments, limits, start)


def _shift(trip: RoutedTrip, by: int) -> RoutedTrip:
    """Loads of a trip renumbered into the whole list of shipments."""
    return replace(trip, loads=tuple(replace(load, shipment=load.shipment + by) for load in trip.loads))


def _run(
    case: _Case,
    work: Work,
    trips: Sequence[RoutedTrip],
    services: tuple[ServiceChoice, Linehaul],
    iterations: int,
    turns: Turns,
    routed: Routed = lambda *_: None,
) -> Carried:
    """Clocks, vehicles and parts of routed trips."""
    chosen, linehaul = services
    scenario, world = case.scenario, case.world(work.shipments, linehaul)
    routed(world, trips)
    rotation = rotate(world, trips, turns.most, turns.time_left)
    sorties = rotation.sorties
    while True:
        parts, shut = make_parts(work.rides, sorties, chosen.opened, scenario.services, world)
        stray = strayed(world, work.rides, sorties, parts)
        if not stray:
            break
        sorties = tuple(sortie for number, sortie in enumerate(sorties) if number not in stray)
    closed = dict(chosen.closed) | {scenario.services[number].service_id: "below_min_load" for number in shut}
    sorties = crews_kept(rotation.sorties, sorties, parts)
    return Carried(work, world, parts, sorties, rotation.failures, closed, chosen, iterations, rotation.yards)


def _regrouped(case: _Case, carried: Carried) -> Carried:
    """The same coaches with people exchanged so that one positive puts fewer in quarantine, at no other cost.

    Journeys may become longer by it: where the rule pack puts them first, nobody changes coaches.
    """
    levels, work, world = case.policy.levels, carried.work, carried.world
    if levels.index(BLAST) > levels.index("journey"):
        return carried
    sorties, opened = regroup(world, carried.sorties), carried.chosen.opened
    parts, _ = make_parts(work.rides, sorties, opened, case.scenario.services, world)
    other = replace(carried, sorties=sorties, parts=parts)
    blast, less = (coach_blast(world, work.rides, each.sorties, each.parts) for each in (carried, other))
    same = all(figure(carried, case.ways) == figure(other, case.ways) for figure in (_served_by_tier, _shortfalls))
    return other if less < blast and same and not strayed(world, work.rides, sorties, parts) else carried


def _seated(carried: Carried) -> dict[int, int]:
    """Persons on parts by ride."""
    seated: dict[int, int] = defaultdict(int)
    for part in carried.parts:
        seated[part.ride] += part.persons
    return seated


def _left_behind(carried: Carried, ways: OpenWays) -> list[tuple[int, int, bool]]:
    """Persons (cohort, persons, group) without a seat whom a direct coach could take in time."""
    seated = _seated(carried)
    left = []
    for number, ride in enumerate(carried.work.rides):
        missing = ride.persons - seated.get(number, 0)
        if missing and ways.direct.practical[ride.cohort]:
            left.append((ride.cohort, missing, ride.group))
    return left


def _served_by_tier(carried: Carried, ways: OpenWays) -> list[int]:
    served = [0] * (1 + max((c.tier for c in ways.cohorts), default=0))
    for number, persons in _seated(carried).items():
        served[ways.cohorts[carried.work.rides[number].cohort].tier] += persons
    return served

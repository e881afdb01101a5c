"""Vehicles and crews for timed trips: sorties from the depot and back, one vehicle at one place at a time.

A vehicle goes out empty, runs its trip and comes home before the next one, so a trip's cost does not depend on
its neighbours and the least number of vehicles is the deepest overlap. First-fit by departure reaches it.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from planner.domain.plan import LegRole
from planner.domain.routing import RoutedTrip
from planner.domain.shortfalls import shortfalls, worst
from planner.schedule.books.access import split_for_access
from planner.schedule.books.claims import Claim, Shortage
from planner.schedule.books.ledger import Ledger
from planner.schedule.cutting import cut
from planner.schedule.departures import decent
from planner.schedule.parting import parted
from planner.schedule.sorties import Sortie, hire_cents
from planner.schedule.timetable import TimedTrip, timed_options
from planner.schedule.world import World
from planner.schedule.yards import Offer, Yard, book, lacks_driver, offered
from planner.units import DAY_S

OPTIONS_TRIED = 20
SHORT_TRIED = 60
"""Departures of a trip that are tried with vehicles, and those for which something scarce may be short."""
WAITS = 20
"""Departures with a vehicle of another fleet that a patient trip looks at, before it takes the cheapest of them."""
SIZES_TRIED = 3
"""Smaller coaches that a trip without a vehicle is cut down to, at most."""
MOST_ATTEMPTS = 4
"""By time, by tier, and those that put first who came off worst."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A trip that got no clock or no vehicle, and the reason (a code of ``reasons.csv``)."""

    routed: RoutedTrip
    reason: str
    blocking_id: str


@dataclass(frozen=True, slots=True)
class Rotation:
    """Sorties in order of departure, trips that could not be run, and the yards as they stand in the end."""

    sorties: tuple[Sortie, ...]
    failures: tuple[Failure, ...]
    yards: tuple[Yard, ...] = ()


def rotate(
    world: World, trips: Sequence[RoutedTrip], most: int = MOST_ATTEMPTS, time_left: Callable[[], bool] = lambda: True
) -> Rotation:
    """Give every trip a departure, a vehicle and a crew.

    Trips tied to a line-haul go first, since they cannot wait, then the others by their earliest departure; where
    there is time for more than one attempt, they wait for the fleet that routing chose, if that saves money.
    When some stay without a vehicle, a second attempt puts the better tiers first, and further ones within each tier
    the enterprises and origins that came off worst (squeaky wheel: Joslin and Clements 1999, doi:10.1613/jair.561).
    The attempt that leaves fewer of the best tiers wins, at equal service the fairer one.

    Parameters
    ----------
    most : int
        Attempts at most; each takes as long as the first.
    time_left : callable
        Whether there is time to begin one that may only be fairer.
    """
    by_time = sorted(
        split_for_access(world, trips),
        key=lambda t: (t.service_id is None, _earliest(world, t), _tier(world, t), t.pickups, t.drops)
    )
    attempts = [_attempt(world, by_time, patient=most > 1)]
    for number in range(most - 1):
        if all(failure.reason == "WINDOW_TOO_SHORT" for failure in attempts[-1].failures):
            break
        if number and not time_left():
            break
        short = _shortfalls(world, attempts[-1]) if number else {}
        urgency = partial(_urgency, world, short)
        attempts.append(_attempt(world, sorted(by_time, key=urgency), patient=False))
    return min(attempts, key=lambda rotation: (_left_by_tier(world, rotation), _unfairness(world, rotation)))


def _urgency(world: World, short: Mapping[tuple[str, str], int], trip: RoutedTrip) -> tuple[bool, int, int]:
    """Line-haul first, then better tiers, then those with the worst shortfall aboard; ``short`` may be empty."""
    cohorts = {world.shipments[load.shipment].cohort for load in trip.loads} if short else set()
    return trip.service_id is None, _tier(world, trip), -worst((world.cohorts[n] for n in cohorts), short)


def _shortfalls(world: World, rotation: Rotation) -> dict[tuple[str, str], int]:
    """Shortfalls of enterprises and origins when only these sorties run."""
    left = Counter({number: cohort.persons for number, cohort in enumerate(world.cohorts)})
    for sortie in rotation.sorties:
        if sortie.timed.routed.role is not LegRole.FEEDER:
            for load in sortie.timed.routed.loads:
                left[world.shipments[load.shipment].cohort] -= load.persons
    return shortfalls(world.cohorts, left)


def _unfairness(world: World, rotation: Rotation) -> list[int]:
    """All shortfalls, the worst first."""
    return sorted(_shortfalls(world, rotation).values(), reverse=True)


def _left_by_tier(world: World, rotation: Rotation) -> list[int]:
    left = [0] * (1 + max((s.tier for s in world.shipments), default=0))
    for failure in rotation.failures:
        for load in failure.routed.loads:
            left[world.shipments[load.shipment].tier] += load.persons
    return left


def _earliest(world: World, trip: RoutedTrip) -> int:
    return max(max(s.depart_from, s.arrive_from - DAY_S) for s in (world.shipments[x.shipment] for x in trip.loads))


def first_epoch(world: World, trip: RoutedTrip) -> int:
    """Epoch of sealed ground when a trip may depart first."""
    return world.epoch(_earliest(world, trip) + world.offset_s)


def _tier(world: World, trip: RoutedTrip) -> int:
    return min(world.shipments[load.shipment].tier for load in trip.loads)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What trips are dispatched from: yards and scarce things as they stand.

    ``patient``: a trip waits for the fleet that routing chose, where another one that is free sooner costs more.
    """

    world: World
    yards: list[Yard]
    ledger: Ledger
    patient: bool


def _attempt(world: World, trips: Sequence[RoutedTrip], patient: bool) -> Rotation:
    """Trips in this order; those cut off a coach wait for another one until all have had a first."""
    yards = [Yard.of(world, fleet) for fleet in world.scenario.fleets]
    desk = _Desk(world, yards, Ledger.of(world), patient)
    sorties, failures = [], []
    queue = deque(trips)
    while queue:
        routed = queue.popleft()
        sortie, left = _dispatch(desk, routed)
        if sortie is None:
            sortie, left = _fewer(desk, routed, left)
        if sortie is None:
            failures += left
        else:
            sorties.append(sortie)
            queue.extend(failure.routed for failure in left)
    named = [yard.driver_ids() for yard in yards]
    sorties = [replace(sortie, driver_ids=named[sortie.fleet][sortie.vehicle_no]) for sortie in sorties]
    sorties.sort(key=lambda s: (s.timed.run.depart_s, s.fleet, s.vehicle_no))
    return Rotation(tuple(sorties), tuple(failures), tuple(yards))


def _dispatch(desk: _Desk, routed: RoutedTrip) -> tuple[Sortie | None, list[Failure]]:
    """First departure for which a vehicle is free: the fleet that routing chose, else the cheapest that may run it.
    Where it pays drivers for more days than its driving takes, the cheapest of that day at decent hours.

    Where something scarce takes only some of those aboard on its best day, or only some can travel together, they go
    and the others fail; they wait for another coach.
    """
    search = _Search("WINDOW_TOO_SHORT", routed.pickups[0])
    chosen: _Bid | None = None
    for timed in departures_of(desk.world, routed, search.shut):
        if chosen is not None and chosen.stands_before(timed, search.waits if desk.patient else 0):
            break
        if search.passes_over(timed):
            continue
        bid = _bid(desk, timed, routed)
        if isinstance(bid, _Bid):
            search.waits -= 1
            chosen = bid if chosen is None or bid.beats(chosen) else chosen
            if chosen.stands_before(None, search.waits if desk.patient else 0):
                break
        elif isinstance(bid, Shortage):
            search.fell_short(timed, bid)
        else:
            search.no_vehicle(timed, desk.world.scenario.fleets[routed.fleet].fleet_id)
        if search.short >= SHORT_TRIED or len(search.parked) >= OPTIONS_TRIED:
            break
    if chosen is not None:
        booked = book(desk.yards[chosen.offer.sortie.fleet], chosen.offer)
        return replace(booked, claims=desk.ledger.take(booked.timed, chosen.claims)), []
    if search.best is not None:
        going, staying = cut(routed, desk.world.shipments, search.best.wanting, search.best.room)
        if going is not None:
            sortie, left = _dispatch(desk, going)
            return sortie, [*left, Failure(staying, search.best.reason, search.best.blocking_id)]
    if not search.parked and not search.short:
        return _in_parts(desk, routed, search)
    return _without_needs(desk, routed, search) if search.parked else (None, search.failed(routed))


@dataclass(frozen=True, slots=True)
class _Bid:
    """What would run a departure, the scarce things that it takes, and its cost."""

    offer: Offer
    claims: tuple[tuple[Claim, ...], ...]
    cost_cents: int
    fewest_days: bool
    as_routed: bool

    def beats(self, earlier: _Bid) -> bool:
        """Whether it is the cheaper one, and nobody boards in the night for that."""
        hours = np.array([bid.offer.sortie.timed.run.depart_s for bid in (self, earlier)], dtype=np.int64)
        now, before = decent(hours).tolist()
        return self.cost_cents < earlier.cost_cents and now >= before

    def stands_before(self, later: TimedTrip | None, waits: int) -> bool:
        """Whether a later departure is not looked at: no fewer days are possible, or it is on another day.

        Without ``later``: whether no departure is looked at any more, whenever it is.
        ``waits``: for how many departures more a trip waits for the fleet that routing chose.
        """
        if waits > 0 and not self.as_routed:
            return False
        here_s = self.offer.sortie.timed.run.depart_s
        return self.fewest_days or (later is not None and later.run.depart_s // DAY_S != here_s // DAY_S)


def _bid(desk: _Desk, timed: TimedTrip, routed: RoutedTrip) -> _Bid | Shortage | None:
    """What would run a departure, what is short for it, or ``None`` where no vehicle is free."""
    claims = desk.ledger.find(timed)
    if isinstance(claims, Shortage):
        return claims
    for number in fleet_order(desk.world, routed, timed):
        offer = offered(desk.world, desk.yards[number], number, timed)
        if offer is not None:
            fleet, sortie = desk.world.scenario.fleets[number], offer.sortie
            fewest = not fleet.driver_day_cents or sortie.days <= sortie.least_days
            return _Bid(offer, claims, sortie.cost_cents(fleet), fewest, number == routed.fleet)
    return None


def _fewer(desk: _Desk, routed: RoutedTrip, failed: list[Failure]) -> tuple[Sortie | None, list[Failure]]:
    """A trip without a vehicle: as many as a smaller coach takes, or one that does not wait for milder rules.

    The others wait for another coach. ``failed`` is why all together cannot go, and stands where fewer cannot either.
    """
    soon = replace(routed, depart_from=0)
    first = next(departures_of(desk.world, soon, set()), None)
    if first is None or failed[0].reason not in ("NO_VEHICLE", "NO_DRIVER"):
        return None, failed
    aboard = tuple(load.shipment for load in routed.loads)
    sizes = {first.usable(desk.world.scenario.fleets[number]) for number in first.registered(desk.world)}
    for room in sorted((seats for seats in sizes if 0 < seats < first.load), reverse=True)[:SIZES_TRIED]:
        going, staying = cut(soon, desk.world.shipments, aboard, room)
        sortie, left = (None, failed) if going is None else _dispatch(desk, going)
        if sortie is not None:
            return sortie, [*left, Failure(staying, failed[0].reason, failed[0].blocking_id)]
    return None, failed


def _in_parts(desk: _Desk, routed: RoutedTrip, search: _Search) -> tuple[Sortie | None, list[Failure]]:
    """A trip that has no departure because the windows of those aboard do not meet: in two, one after the other."""
    parts = parted(desk.world, routed, lambda trip: any(True for _ in departures_of(desk.world, trip, set())))
    if parts is None:
        return None, search.failed(routed)
    going, staying = parts
    sortie, left = _dispatch(desk, going)
    if sortie is not None:
        return sortie, [*left, *search.failed(staying)]
    sortie, more = _dispatch(desk, staying)
    return sortie, [*left, *more]


def _without_needs(desk: _Desk, routed: RoutedTrip, search: _Search) -> tuple[Sortie | None, list[Failure]]:
    """A trip without a vehicle, tried again without those whose accessible seats leave it few coaches."""
    needy = tuple(load.shipment for load in routed.loads if desk.world.shipments[load.shipment].accessible)
    going, staying = cut(routed, desk.world.shipments, needy, 0)
    if needy and going is not None:
        sortie, left = _dispatch(desk, going)
        if sortie is not None:
            return sortie, [*left, Failure(staying, "NEEDS_NOT_MET", routed.pickups[0])]
    if search.timed is not None and search.reason == "NO_VEHICLE":
        for number in fleet_order(desk.world, routed, search.timed):
            if lacks_driver(desk.world, desk.yards[number], number, search.timed):
                return None, [Failure(routed, "NO_DRIVER", desk.world.scenario.fleets[number].fleet_id)]
    return None, search.failed(routed)


@dataclass(slots=True)
class _Search:
    """What was tried for one trip: departures without a vehicle, days on which something is short, and the best cut."""

    reason: str
    blocking_id: str
    parked: set[int] = field(default_factory=set)
    refused: set[tuple[int, int, tuple[str, ...]]] = field(default_factory=set)
    shut: set[tuple[int, int]] = field(default_factory=set)
    short: int = 0
    waits: int = WAITS
    best: Shortage | None = None
    best_left: int = 0
    timed: TimedTrip | None = None

    def passes_over(self, timed: TimedTrip) -> bool:
        """Whether nothing is new about a departure."""
        return timed.run.depart_s in self.parked or _days(timed) in self.refused

    def fell_short(self, timed: TimedTrip, shortage: Shortage) -> None:
        """Remember a shortage, and whether it leaves fewer behind than any before."""
        self.short += 1
        self.reason, self.blocking_id = shortage.reason, shortage.blocking_id
        if shortage.by_day:
            self.refused.add(_days(timed))
            if not timed.labs:
                self.shut.add(_days(timed)[:2])
        if shortage.wanting:
            aboard = {load.shipment: load.persons for load in timed.routed.loads}
            left = sum(aboard[number] for number in shortage.wanting) - shortage.room
            if self.best is None or left < self.best_left:
                self.best, self.best_left = shortage, left

    def no_vehicle(self, timed: TimedTrip, fleet_id: str) -> None:
        """Remember a departure for which no vehicle is free."""
        self.reason, self.blocking_id, self.timed = "NO_VEHICLE", fleet_id, timed
        self.parked.add(timed.run.depart_s)

    def failed(self, routed: RoutedTrip) -> list[Failure]:
        """The trip as a failure, for what was short last."""
        return [Failure(routed, self.reason, self.blocking_id)]


def _days(timed: TimedTrip) -> tuple[int, int, tuple[str, ...]]:
    """Days of departure and arrival, and the test sites: what shortages by day depend on."""
    labs = tuple(lab.place for lab in timed.labs)
    return timed.run.depart_s // DAY_S, timed.run.arrive_s // DAY_S, labs


def departures_of(world: World, routed: RoutedTrip, shut: set[tuple[int, int]]) -> Iterator[TimedTrip]:
    """Departures of a trip, the best first; ``shut``: days of departure and arrival to pass over."""
    fleet = world.scenario.fleets[routed.fleet]
    loop = world.legs((fleet.depot_id, *routed.pickups, *routed.drops, fleet.depot_id), first_epoch(world, routed))
    drive_s = int(loop[1].sum()) if loop is not None else DAY_S
    yield from timed_options(world, routed, drive_s, shut)


def fleet_order(world: World, routed: RoutedTrip, timed: TimedTrip) -> Iterator[int]:
    """The chosen fleet, then the others that may run the trip, the cheapest first."""
    able = timed.fleets(world)
    if routed.fleet in able:
        yield routed.fleet
    matrix = world.ground.matrices[timed.epoch]
    start, end = world.rows[timed.stops[0]], world.rows[timed.stops[-1]]
    fleets = [world.scenario.fleets[number] for number in able]
    depots = [world.rows[fleet.depot_id] for fleet in fleets]
    out_m, home_m = matrix.distance_m[depots, start].tolist(), matrix.distance_m[end, depots].tolist()
    cents = [
        hire_cents(fleet, timed.distance_m, out, home) for fleet, out, home in zip(fleets, out_m, home_m, strict=True)
    ]
    for _, number in sorted(zip(cents, able, strict=True)):
        if number != routed.fleet:
            yield number

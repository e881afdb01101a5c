"""Vehicles and crews for timed trips: sorties from the depot and back, one vehicle at one place at a time.

A vehicle goes out empty, runs its trip and comes home before the next one, so a trip's cost does not depend on
its neighbours and the least number of vehicles is the deepest overlap. First-fit by departure reaches it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from planner.domain.fleet import Fleet
from planner.domain.plan import Activity
from planner.domain.routing import RoutedTrip
from planner.domain.rule import DriverRules
from planner.schedule.books.claims import Claim, Shortage
from planner.schedule.books.ledger import Ledger
from planner.schedule.clock import OVERNIGHT_S, Ints, Run, limits_of, run
from planner.schedule.cutting import cut
from planner.schedule.timetable import TimedTrip, timed_options
from planner.schedule.world import World
from planner.units import DAY_S, HOUR_S

LEAD_STEP_S = 1_800
LEAD_TRIES = 24
"""How many steps earlier a crew may leave so that its hours allow the loaded trip."""
FAR_S = 8 * HOUR_S
"""Empty runs longer than this are tried in steps of two hours."""
OPTIONS_TRIED = 20
SHORT_TRIED = 60
"""Departures of a trip that are tried with vehicles, and those for which something scarce may be short."""
VEHICLES_TRIED = 6
"""Vehicles of a fleet looked at closely for one departure."""
NO_INTERVALS = np.empty((0, 2), dtype=np.int64)
NEVER_S = 1 << 50


@dataclass(frozen=True, slots=True)
class Sortie:
    """One trip of one vehicle with its empty runs; local seconds. ``claims``: the scarce things it takes."""

    timed: TimedTrip
    fleet: int
    vehicle_no: int
    crew: int
    out: Run
    home: Run
    out_m: int
    home_m: int
    claims: tuple[Claim, ...] = ()

    @property
    def ready_s(self) -> int:
        """When the vehicle is disinfected and its crew rested."""
        rules = self.timed.rules
        return self.home.arrive_s + max(rules.times.turnaround_s, rules.drivers.rest_s)

    @property
    def free_s(self) -> int:
        """When the vehicle can leave the depot again; after a closed loop, its crew stays away for whole days."""
        days = self.timed.rules.crew_isolation_days if self.timed.closed_loop else 0
        return max(self.ready_s, self.home.arrive_s + days * DAY_S)


@dataclass(slots=True)
class _Vehicle:
    """A vehicle in use: its sorties in order of time, with room for more between them.

    ``fixed``: it runs a closed loop, for whose crew beds are kept, so nobody joins the crew.
    """

    number: int
    crew: int
    ready_s: int
    fixed: bool = False
    starts: list[int] = field(default_factory=list)
    frees: list[int] = field(default_factory=list)
    driven: list[Ints] = field(default_factory=list)
    seconds: list[int] = field(default_factory=list)

    def gap(self, board_s: int) -> _Gap | None:
        """The free time around a boarding, or ``None`` when the vehicle is out then."""
        index = bisect_right(self.starts, board_s)
        from_s = self.frees[index - 1] if index else self.ready_s
        until_s = self.starts[index] if index < len(self.starts) else NEVER_S
        return _Gap(index, from_s, until_s) if from_s <= board_s < until_s else None

    def driven_near(self, last_s: int) -> int:
        """Driving of the whole sorties in the seven days before a moment."""
        total = 0
        for start, free, seconds in zip(self.starts, self.frees, self.seconds, strict=True):
            if start >= last_s - 7 * DAY_S and free <= last_s:
                total += seconds
        return total

    def before(self, index: int) -> Ints:
        """Driving of the sorties just before a gap: enough for a rolling day."""
        return _joined(self.driven[max(0, index - 3) : index])

    def book(self, index: int, sortie: Sortie) -> None:
        """Put a sortie into a gap."""
        self.fixed |= _isolates(sortie.timed)
        self.starts.insert(index, sortie.out.depart_s)
        self.frees.insert(index, sortie.free_s)
        driven = _joined([sortie.out.driven, sortie.timed.run.driven, sortie.home.driven])
        self.driven.insert(index, driven)
        self.seconds.insert(index, int((driven[:, 1] - driven[:, 0]).sum()))


@dataclass(frozen=True, slots=True)
class _Gap:
    """Free time of a vehicle before its sortie number ``index``."""

    index: int
    from_s: int
    until_s: int


def _joined(rows: list[Ints]) -> Ints:
    return np.concatenate(rows) if rows else NO_INTERVALS


@dataclass(slots=True)
class _Yard:
    """The vehicles and drivers of one fleet."""

    fleet: Fleet
    vehicles: list[_Vehicle] = field(default_factory=list)
    drivers: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """A trip that got no clock or no vehicle, and the reason (a code of ``reasons.csv``)."""

    routed: RoutedTrip
    reason: str
    blocking_id: str


@dataclass(frozen=True, slots=True)
class Rotation:
    """Sorties in order of departure, and trips that could not be run."""

    sorties: tuple[Sortie, ...]
    failures: tuple[Failure, ...]


def rotate(world: World, trips: Sequence[RoutedTrip]) -> Rotation:
    """Give every trip a departure, a vehicle and a crew.

    Trips tied to a line-haul go first, since they cannot wait, then the others by their earliest departure.
    When some stay without a vehicle, a second attempt puts the better tiers first, and the attempt that leaves
    fewer of the best tiers wins.
    """
    by_time = sorted(
        trips, key=lambda t: (t.service_id is None, _earliest(world, t), _tier(world, t), t.pickups, t.drops)
    )
    first = _attempt(world, by_time)
    if all(failure.reason == "WINDOW_TOO_SHORT" for failure in first.failures):
        return first
    second = _attempt(world, sorted(by_time, key=lambda t: (t.service_id is None, _tier(world, t))))
    return min((first, second), key=lambda rotation: _left_by_tier(world, rotation))


def _left_by_tier(world: World, rotation: Rotation) -> list[int]:
    left = [0] * (1 + max((s.tier for s in world.shipments), default=0))
    for failure in rotation.failures:
        for load in failure.routed.loads:
            left[world.shipments[load.shipment].tier] += load.persons
    return left


def _earliest(world: World, trip: RoutedTrip) -> int:
    return max(max(s.depart_from, s.arrive_from - DAY_S) for s in (world.shipments[x.shipment] for x in trip.loads))


def _tier(world: World, trip: RoutedTrip) -> int:
    return min(world.shipments[load.shipment].tier for load in trip.loads)


def _attempt(world: World, trips: Sequence[RoutedTrip]) -> Rotation:
    yards = [_Yard(fleet) for fleet in world.scenario.fleets]
    ledger = Ledger.of(world)
    sorties, failures = [], []
    for routed in trips:
        sortie, left = _dispatch(world, yards, ledger, routed)
        failures += left
        if sortie is not None:
            sorties.append(sortie)
    sorties.sort(key=lambda s: (s.timed.run.depart_s, s.fleet, s.vehicle_no))
    return Rotation(tuple(sorties), tuple(failures))


def _dispatch(
    world: World, yards: list[_Yard], ledger: Ledger, routed: RoutedTrip
) -> tuple[Sortie | None, list[Failure]]:
    """First departure for which a vehicle is free: the fleet that routing chose, else any that may run it.

    Where something scarce takes only some of those aboard on its best day, they go and the others fail.
    """
    search = _Search("WINDOW_TOO_SHORT", routed.pickups[0])
    for timed in _options(world, routed, search.shut):
        if search.passes_over(timed):
            continue
        claims = ledger.find(timed)
        if isinstance(claims, Shortage):
            search.fell_short(timed, claims)
            if search.short >= SHORT_TRIED:
                break
            continue
        for number in _fleet_order(world, routed, timed):
            sortie = _sortie_in(world, yards[number], number, timed)
            if sortie is not None:
                return replace(sortie, claims=ledger.take(timed, claims)), []
        search.no_vehicle(timed, world.scenario.fleets[routed.fleet].fleet_id)
        if len(search.parked) >= OPTIONS_TRIED:
            break
    if search.best is not None:
        going, staying = cut(routed, world.shipments, search.best.wanting, search.best.room)
        if going is not None:
            sortie, left = _dispatch(world, yards, ledger, going)
            return sortie, [*left, Failure(staying, search.best.reason, search.best.blocking_id)]
    return None, [Failure(routed, search.reason, search.blocking_id)]


@dataclass(slots=True)
class _Search:
    """What was tried for one trip: departures without a vehicle, days on which something is short, and the best cut."""

    reason: str
    blocking_id: str
    parked: set[int] = field(default_factory=set)
    refused: set[tuple[int, int, tuple[str, ...]]] = field(default_factory=set)
    shut: set[tuple[int, int]] = field(default_factory=set)
    short: int = 0
    best: Shortage | None = None
    best_left: int = 0

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
        self.reason, self.blocking_id = "NO_VEHICLE", fleet_id
        self.parked.add(timed.run.depart_s)


def _days(timed: TimedTrip) -> tuple[int, int, tuple[str, ...]]:
    """Days of departure and arrival, and the test sites: what shortages by day depend on."""
    labs = tuple(lab.place for lab in timed.labs)
    return timed.run.depart_s // DAY_S, timed.run.arrive_s // DAY_S, labs


def _isolates(timed: TimedTrip) -> bool:
    """Whether the crew of a trip stays away from others afterwards."""
    return timed.closed_loop and timed.rules.crew_isolation_days > 0


def _options(world: World, routed: RoutedTrip, shut: set[tuple[int, int]]) -> Iterator[TimedTrip]:
    fleet = world.scenario.fleets[routed.fleet]
    epoch = world.epoch(_earliest(world, routed) + world.offset_s)
    loop = world.legs((fleet.depot_id, *routed.pickups, *routed.drops, fleet.depot_id), epoch)
    drive_s = int(loop[1].sum()) if loop is not None else DAY_S
    yield from timed_options(world, routed, drive_s, shut)


def _fleet_order(world: World, routed: RoutedTrip, timed: TimedTrip) -> Iterator[int]:
    """The chosen fleet, then the others that may run the trip, nearest depot first."""
    able = timed.fleets(world)
    if routed.fleet in able:
        yield routed.fleet
    matrix = world.ground.matrices[timed.epoch]
    start, end = world.rows[timed.stops[0]], world.rows[timed.stops[-1]]
    depots = [world.rows[world.scenario.fleets[number].depot_id] for number in able]
    empty_m = matrix.distance_m[depots, start].astype(np.int64) + matrix.distance_m[end, depots]
    for _, number in sorted(zip(empty_m.tolist(), able, strict=True)):
        if number != routed.fleet:
            yield number


def _sortie_in(world: World, yard: _Yard, number: int, timed: TimedTrip) -> Sortie | None:
    """A sortie by a vehicle of this yard, or ``None``: a used one that fits tightest, else a new one."""
    fleet = yard.fleet
    ends = _empty_legs(world, fleet, timed)
    if ends is None:
        return None
    for gap, vehicle in _fitting(yard, timed, ends):
        grown = max(vehicle.crew, timed.crew)
        if yard.drivers + grown - vehicle.crew > fleet.drivers:
            continue
        sortie = _sortie(world, yard, number, vehicle, gap, timed, ends)
        if sortie is not None:
            yard.drivers += grown - vehicle.crew
            vehicle.crew = grown
            vehicle.book(gap.index, sortie)
            return sortie
    if len(yard.vehicles) >= fleet.count or yard.drivers + timed.crew > fleet.drivers:
        return None
    vehicle = _Vehicle(len(yard.vehicles) + 1, timed.crew, fleet.available_from + world.offset_s)
    free = vehicle.gap(timed.boarding_s)
    sortie = None if free is None else _sortie(world, yard, number, vehicle, free, timed, ends)
    if sortie is not None:
        yard.vehicles.append(vehicle)
        yard.drivers += timed.crew
        vehicle.book(0, sortie)
    return sortie


@dataclass(frozen=True, slots=True)
class _EmptyLegs:
    """Metres and driving seconds, as one-element arrays, of the runs out and home."""

    out: tuple[Ints, Ints]
    home: tuple[Ints, Ints]

    @property
    def out_s(self) -> int:
        return int(self.out[1][0])

    @property
    def home_s(self) -> int:
        return int(self.home[1][0])


def _empty_legs(world: World, fleet: Fleet, timed: TimedTrip) -> _EmptyLegs | None:
    out = world.legs((fleet.depot_id, timed.stops[0]), timed.epoch)
    home = world.legs((timed.stops[-1], fleet.depot_id), timed.epoch)
    return None if out is None or home is None else _EmptyLegs(out, home)


def _fitting(yard: _Yard, timed: TimedTrip, ends: _EmptyLegs) -> list[tuple[_Gap, _Vehicle]]:
    """Vehicles whose free time and week of driving could take the sortie, the tightest first."""
    first, last = timed.boarding_s - ends.out_s, timed.run.arrive_s + ends.home_s
    week = timed.rules.drivers.driving_7d_s
    driving = ends.out_s + timed.drive_s + ends.home_s
    found = []
    for vehicle in yard.vehicles:
        if not _may_go_again(yard.fleet, vehicle) or not _crews_agree(vehicle, timed):
            continue
        gap = vehicle.gap(timed.boarding_s)
        if gap is None or gap.from_s > first or gap.until_s < last:
            continue
        if week is not None and driving + vehicle.driven_near(last) > week * max(vehicle.crew, timed.crew):
            continue
        found.append((gap, vehicle))
    found.sort(key=lambda pair: (-pair[0].from_s, pair[1].number))
    return found[:VEHICLES_TRIED]


def _crews_agree(vehicle: _Vehicle, timed: TimedTrip) -> bool:
    """Whether the crew that isolates after a closed loop is the crew that beds were found for."""
    if _isolates(timed):
        return vehicle.crew == timed.crew
    return not vehicle.fixed or timed.crew <= vehicle.crew


def _may_go_again(fleet: Fleet, vehicle: _Vehicle) -> bool:
    return fleet.max_trips is None or len(vehicle.starts) < fleet.max_trips


def _sortie(
    world: World, yard: _Yard, number: int, vehicle: _Vehicle, gap: _Gap, timed: TimedTrip, ends: _EmptyLegs
) -> Sortie | None:
    """The empty runs around a trip, with the crew's hours kept; ``None`` when the vehicle cannot do it in its gap."""
    fleet, rules = yard.fleet, timed.rules.drivers
    crew = max(vehicle.crew, timed.crew)
    earlier = vehicle.before(gap.index)
    out = _out_run(gap.from_s, earlier, timed, ends.out, crew)
    if out is None:
        return None
    leave = timed.run.arrive_s + max(timed.rules.times.drop_dwell_s, rules.rest_s)
    limits = limits_of(rules, crew, int(ends.home[0][0]))
    history = _joined([earlier, out.driven, timed.run.driven])
    home = run(-(-leave // 60) * 60, ends.home[1], np.zeros(1, dtype=np.int64), limits, history)
    if home is None:
        return None
    sortie = Sortie(timed, number, vehicle.number, crew, out, home, int(ends.out[0][0]), int(ends.home[0][0]))
    if sortie.free_s > gap.until_s or sortie.ready_s > fleet.available_until + world.offset_s:
        return None
    whole = _joined(
        [*vehicle.driven[: gap.index], out.driven, timed.run.driven, home.driven, *vehicle.driven[gap.index :]]
    )
    return sortie if _hours_kept(rules, crew, whole) else None


def _out_run(free_s: int, earlier: Ints, timed: TimedTrip, leg: tuple[Ints, Ints], crew: int) -> Run | None:
    """The latest empty run that is there for boarding and leaves hours enough for the loaded trip."""
    rules = timed.rules.drivers
    limits = limits_of(rules, crew, int(leg[0][0]))
    must_be = min(timed.boarding_s, timed.run.depart_s - rules.rest_s) // 60 * 60
    start = must_be - int(leg[1][0]) // 60 * 60
    step = LEAD_STEP_S if leg[1][0] < FAR_S else 4 * LEAD_STEP_S
    for _ in range(LEAD_TRIES):
        if start < free_s:
            return None
        out = run(start, leg[1], np.zeros(1, dtype=np.int64), limits, earlier)
        late = 0 if out is None else max(0, out.arrive_s - must_be)
        if out is not None and not late and _day_kept(rules, crew, _joined([earlier, out.driven, timed.run.driven])):
            return out
        start -= max(step, late // 300 * 300)
    return None


def _hours_kept(rules: DriverRules, crew: int, driven: Ints) -> bool:
    """Whether no 24 hours and no 7 days hold more driving than the crew may do."""
    week = rules.driving_7d_s
    return _day_kept(rules, crew, driven) and (week is None or _most_within(driven, 7 * DAY_S) <= week * crew)


def _day_kept(rules: DriverRules, crew: int, driven: Ints) -> bool:
    """Whether no 24 hours hold more driving than the crew may do."""
    return rules.driving_24h_s is None or _most_within(driven, DAY_S) <= rules.driving_24h_s * crew


def _most_within(driven: Ints, window_s: int) -> int:
    """Most driving in any window; the worst window ends with an interval."""
    if not len(driven):
        return 0
    ends = driven[:, 1]
    starts = np.maximum(driven[None, :, 0], ends[:, None] - window_s)
    inside = np.minimum(driven[None, :, 1], ends[:, None])
    return int(np.maximum(inside - starts, 0).sum(axis=1).max())


def rest_activity(crew: int, seconds: int) -> Activity:
    """What a halt on the road is called."""
    if seconds >= OVERNIGHT_S:
        return Activity.OVERNIGHT
    return Activity.DRIVER_CHANGE if crew > 1 else Activity.REST

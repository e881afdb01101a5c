"""Vehicles and crews of a fleet: who can run a trip, empty runs and driving hours included."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

import numpy as np

from planner.domain.fleet import Fleet
from planner.domain.rule import DriverRules
from planner.schedule.clock import Ints, Run, limits_of, run
from planner.schedule.crews import Crew, DriverPool, eligible_drivers
from planner.schedule.sorties import Sortie, isolates
from planner.schedule.timetable import TimedTrip
from planner.schedule.world import World
from planner.units import DAY_S, HOUR_S

LEAD_STEP_S = 1_800
LEAD_TRIES = 24
"""How many steps earlier a crew may leave so that its hours allow the loaded trip."""
FAR_S = 8 * HOUR_S
"""Empty runs longer than this are tried in steps of two hours."""
VEHICLES_TRIED = 6
"""Vehicles of a fleet looked at closely for one departure."""
NO_INTERVALS = np.empty((0, 2), dtype=np.int64)
NEVER_S = 1 << 50


@dataclass(slots=True)
class _Vehicle:
    """A vehicle in use: its sorties in order of time, with room for more between them.

    ``fixed``: it runs a closed loop, for whose crew beds are kept, so nobody joins the crew.
    """

    number: int
    hired: Crew
    ready_s: int
    fixed: bool = False
    starts: list[int] = field(default_factory=list)
    frees: list[int] = field(default_factory=list)
    driven: list[Ints] = field(default_factory=list)
    seconds: list[int] = field(default_factory=list)

    @property
    def crew(self) -> int:
        """Drivers of the vehicle."""
        return self.hired.size

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
        self.fixed |= isolates(sortie.timed)
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
class Yard:
    """The vehicles and drivers of one fleet."""

    fleet: Fleet
    pool: DriverPool
    vehicles: list[_Vehicle] = field(default_factory=list)

    @classmethod
    def of(cls, world: World, fleet: Fleet) -> Yard:
        """A yard with every vehicle and driver at home."""
        named = eligible_drivers(world.scenario, world.policy, fleet.fleet_id)
        return cls(fleet, DriverPool(fleet, named, world.offset_s))

    def driver_ids(self) -> dict[int, tuple[str, ...]]:
        """Named drivers by vehicle number."""
        return {vehicle.number: vehicle.hired.driver_ids for vehicle in self.vehicles}


def sortie_in(world: World, yard: Yard, number: int, timed: TimedTrip) -> Sortie | None:
    """A sortie by a vehicle of this yard, or ``None``: a used one that fits tightest, else a new one."""
    found = _offer(world, yard, number, timed)
    if found is None:
        return None
    vehicle, index, crew, sortie = found
    if vehicle.number > len(yard.vehicles):
        yard.vehicles.append(vehicle)
    yard.pool.hire(vehicle.hired, crew)
    vehicle.hired = crew
    vehicle.book(index, sortie)
    return sortie


def could_run(world: World, yard: Yard, number: int, timed: TimedTrip) -> bool:
    """Whether a vehicle of this yard could run a trip; nothing is booked."""
    return _offer(world, yard, number, timed) is not None


def _offer(world: World, yard: Yard, number: int, timed: TimedTrip) -> tuple[_Vehicle, int, Crew, Sortie] | None:
    """The vehicle that would run a trip, in which of its gaps, with what crew, and the sortie."""
    ends = _empty_legs(world, yard.fleet, timed)
    if ends is None:
        return None
    for gap, vehicle in _fitting(yard, timed, ends):
        first, last = _span(vehicle, timed, ends)
        crew = yard.pool.joined(vehicle.hired, max(vehicle.crew, timed.crew), first, last)
        sortie = None if crew is None else _sortie(world, yard, number, vehicle, gap, timed, ends)
        if crew is not None and sortie is not None and _present(crew, sortie):
            return vehicle, gap.index, crew, sortie
    vehicle = _Vehicle(len(yard.vehicles) + 1, Crew(), yard.fleet.available_from + world.offset_s)
    free = vehicle.gap(timed.boarding_s)
    crew = yard.pool.joined(vehicle.hired, timed.crew, *_span(vehicle, timed, ends))
    if len(yard.vehicles) >= yard.fleet.count or free is None or crew is None:
        return None
    sortie = _sortie(world, yard, number, vehicle, free, timed, ends)
    return (vehicle, 0, crew, sortie) if sortie is not None and _present(crew, sortie) else None


def lacks_driver(world: World, yard: Yard, number: int, timed: TimedTrip) -> bool:
    """Whether a vehicle could run a trip that none runs, so that only drivers are missing."""
    ends = _empty_legs(world, yard.fleet, timed)
    if ends is None:
        return False
    if any(_sortie(world, yard, number, vehicle, gap, timed, ends) for gap, vehicle in _fitting(yard, timed, ends)):
        return True
    vehicle = _Vehicle(len(yard.vehicles) + 1, Crew(), yard.fleet.available_from + world.offset_s)
    free = vehicle.gap(timed.boarding_s)
    if len(yard.vehicles) >= yard.fleet.count or free is None:
        return False
    return _sortie(world, yard, number, vehicle, free, timed, ends) is not None


def _span(vehicle: _Vehicle, timed: TimedTrip, ends: _EmptyLegs) -> tuple[int, int]:
    """Seconds in which a crew that joins has to be there at least: this sortie and those booked."""
    first, last = timed.boarding_s - ends.out_s, timed.run.arrive_s + ends.home_s
    return min([first, *vehicle.starts[:1]]), max([last, *vehicle.frees[-1:]])


def _present(crew: Crew, sortie: Sortie) -> bool:
    """Whether the whole crew is there from leaving the depot until back."""
    return crew.from_s <= sortie.out.depart_s and sortie.home.arrive_s <= crew.until_s


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


def _fitting(yard: Yard, timed: TimedTrip, ends: _EmptyLegs) -> list[tuple[_Gap, _Vehicle]]:
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
    if isolates(timed):
        return vehicle.crew == timed.crew
    return not vehicle.fixed or timed.crew <= vehicle.crew


def _may_go_again(fleet: Fleet, vehicle: _Vehicle) -> bool:
    return fleet.max_trips is None or len(vehicle.starts) < fleet.max_trips


def _sortie(
    world: World, yard: Yard, number: int, vehicle: _Vehicle, gap: _Gap, timed: TimedTrip, ends: _EmptyLegs
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

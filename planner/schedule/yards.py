"""Vehicles and crews of a fleet: who can run a trip, empty runs and driving hours included."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numba import njit

from planner.domain.fleet import Fleet
from planner.domain.rule import DriverRules
from planner.domain.travel import UNREACHABLE
from planner.schedule.clock import NOTHING, Ints, Run, drive_anew, limits_of, most_within, run
from planner.schedule.crews import Crew, DriverPool, eligible_drivers
from planner.schedule.diaries import NEVER_S, Diaries, Gap, Wish
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
NO_DWELL: Ints = np.zeros(1, dtype=np.int64)


@dataclass(slots=True)
class _Vehicle:
    """A vehicle with its crew, and the driving of its sorties in order of time."""

    number: int
    hired: Crew
    driven: list[Ints] = field(default_factory=list)

    def before(self, index: int) -> Ints:
        """Driving of the sorties just before a gap: enough for a rolling day."""
        return _joined(self.driven[max(0, index - 3) : index])


def _joined(rows: list[Ints]) -> Ints:
    return np.concatenate(rows) if rows else NOTHING


@dataclass(slots=True)
class Yard:
    """The vehicles and drivers of one fleet; ``diaries``: what each vehicle is booked for."""

    fleet: Fleet
    pool: DriverPool
    diaries: Diaries
    vehicles: list[_Vehicle] = field(default_factory=list)

    @classmethod
    def of(cls, world: World, fleet: Fleet) -> Yard:
        """A yard with every vehicle and driver at home."""
        named = eligible_drivers(world.scenario, world.policy, fleet.fleet_id)
        return cls(fleet, DriverPool(fleet, named, world.offset_s), Diaries(fleet.available_from + world.offset_s))

    def driver_ids(self) -> dict[int, tuple[str, ...]]:
        """Named drivers by vehicle number."""
        return {vehicle.number: vehicle.hired.driver_ids for vehicle in self.vehicles}

    def with_more(self, vehicles: int, pool: DriverPool | None) -> Yard:
        """The yard as it stands with so many more vehicles, and with another pool of drivers where one is given."""
        fleet = self.fleet
        most = None if fleet.max_trips is None else fleet.max_trips + min(vehicles, 1)
        fleet = replace(fleet, count=fleet.count + vehicles, max_trips=most)
        return replace(self, fleet=fleet, pool=self.pool if pool is None else pool)


@dataclass(frozen=True, slots=True)
class Offer:
    """A sortie that a vehicle of a yard could run, in which of its gaps and with what crew; nothing is booked."""

    vehicle: _Vehicle
    gap: int
    crew: Crew
    sortie: Sortie


def book(yard: Yard, offer: Offer) -> Sortie:
    """Take an offer; between making and taking it nothing else of the yard may be booked."""
    vehicle, sortie = offer.vehicle, offer.sortie
    row = vehicle.number - 1
    if vehicle.number > len(yard.vehicles):
        yard.vehicles.append(vehicle)
        yard.diaries.open()
    yard.pool.hire(vehicle.hired, offer.crew)
    vehicle.hired = offer.crew
    driven = _joined([sortie.out.driven, sortie.timed.run.driven, sortie.home.driven])
    vehicle.driven.insert(offer.gap, driven)
    yard.diaries.crews[row] = offer.crew.size
    yard.diaries.fixed[row] |= isolates(sortie.timed)
    seconds = int((driven[:, 1] - driven[:, 0]).sum())
    yard.diaries.book(row, offer.gap, (sortie.out.depart_s, sortie.free_s, seconds))
    return sortie


def offered(world: World, yard: Yard, number: int, timed: TimedTrip) -> Offer | None:
    """A sortie by a vehicle of this yard, or ``None``: a used one that fits tightest, else a new one."""
    ends = _empty_legs(world, yard.fleet, timed)
    if ends is None:
        return None
    first, last = timed.boarding_s - ends.out_s, timed.run.arrive_s + ends.home_s
    for gap, row in yard.diaries.fitting(_wish(yard, timed, ends), VEHICLES_TRIED):
        vehicle = yard.vehicles[row]
        from_s, until_s = yard.diaries.span(row) or (first, last)
        size = max(vehicle.hired.size, timed.crew)
        crew = yard.pool.joined(vehicle.hired, size, min(first, from_s), max(last, until_s))
        sortie = None if crew is None else _sortie(world, yard, number, vehicle, gap, timed, ends)
        if crew is not None and sortie is not None and _present(crew, sortie):
            return Offer(vehicle, gap.index, crew, sortie)
    new = _new_vehicle(yard, timed)
    if new is None:
        return None
    vehicle, gap = new
    crew = yard.pool.joined(vehicle.hired, timed.crew, first, last)
    sortie = None if crew is None else _sortie(world, yard, number, vehicle, gap, timed, ends)
    return Offer(vehicle, 0, crew, sortie) if crew and sortie and _present(crew, sortie) else None


def _new_vehicle(yard: Yard, timed: TimedTrip) -> tuple[_Vehicle, Gap] | None:
    """One more vehicle of the fleet with all its time, if there is one when the trip boards."""
    ready_s = yard.diaries.ready_s
    if len(yard.vehicles) >= yard.fleet.count or not ready_s <= timed.boarding_s < NEVER_S:
        return None
    return _Vehicle(len(yard.vehicles) + 1, Crew()), Gap(0, ready_s, NEVER_S)


def lacks_driver(world: World, yard: Yard, number: int, timed: TimedTrip) -> bool:
    """Whether a vehicle could run a trip that none runs, so that only drivers are missing."""
    ends = _empty_legs(world, yard.fleet, timed)
    if ends is None:
        return False
    for gap, row in yard.diaries.fitting(_wish(yard, timed, ends), VEHICLES_TRIED):
        if _sortie(world, yard, number, yard.vehicles[row], gap, timed, ends):
            return True
    new = _new_vehicle(yard, timed)
    return new is not None and _sortie(world, yard, number, *new, timed, ends) is not None


def _present(crew: Crew, sortie: Sortie) -> bool:
    """Whether the whole crew is there from leaving the depot until back."""
    return crew.from_s <= sortie.out.depart_s and sortie.home.arrive_s <= crew.until_s


@dataclass(frozen=True, slots=True)
class _EmptyLegs:
    """Metres and driving seconds of the runs out and home."""

    out_m: int
    out_s: int
    home_m: int
    home_s: int


def _empty_legs(world: World, fleet: Fleet, timed: TimedTrip) -> _EmptyLegs | None:
    depot, start, end = world.rows[fleet.depot_id], world.rows[timed.stops[0]], world.rows[timed.stops[-1]]
    matrix = world.ground.matrices[timed.epoch]
    out_m, home_m = int(matrix.distance_m[depot, start]), int(matrix.distance_m[end, depot])
    if out_m >= UNREACHABLE or home_m >= UNREACHABLE:
        return None
    return _EmptyLegs(out_m, int(matrix.drive_s[depot, start]), home_m, int(matrix.drive_s[end, depot]))


def _wish(yard: Yard, timed: TimedTrip, ends: _EmptyLegs) -> Wish:
    """What a trip asks of a vehicle at least."""
    return Wish(
        board_s=timed.boarding_s,
        first_s=timed.boarding_s - ends.out_s,
        last_s=timed.run.arrive_s + ends.home_s,
        drive_s=ends.out_s + timed.drive_s + ends.home_s,
        crew=timed.crew,
        isolates=isolates(timed),
        week_s=timed.rules.drivers.driving_7d_s,
        max_trips=yard.fleet.max_trips,
    )


def _sortie(
    world: World, yard: Yard, number: int, vehicle: _Vehicle, gap: Gap, timed: TimedTrip, ends: _EmptyLegs
) -> Sortie | None:
    """The empty runs around a trip, with the crew's hours kept; ``None`` when the vehicle cannot do it in its gap."""
    fleet, rules = yard.fleet, timed.rules.drivers
    crew = max(vehicle.hired.size, timed.crew)
    earlier = vehicle.before(gap.index)
    out = _out_run(gap.from_s, earlier, timed, ends, crew)
    if out is None:
        return None
    leave = timed.run.arrive_s + max(timed.rules.times.drop_dwell_s, rules.rest_s)
    limits = limits_of(rules, crew, ends.home_m)
    history = _joined([earlier, out.driven, timed.run.driven])
    home = run(-(-leave // 60) * 60, np.array([ends.home_s], dtype=np.int64), NO_DWELL, limits, history)
    if home is None:
        return None
    if not _hours_kept(rules, timed.crew, _joined([out.driven, timed.run.driven, home.driven])):
        timed = replace(timed, crew=crew)  # a depot farther off than foreseen: those who drive are paid
    sortie = Sortie(timed, number, vehicle.number, crew, out, home, ends.out_m, ends.home_m)
    if sortie.free_s > gap.until_s or sortie.ready_s > fleet.available_until + world.offset_s:
        return None
    whole = _joined(
        [*vehicle.driven[: gap.index], out.driven, timed.run.driven, home.driven, *vehicle.driven[gap.index :]]
    )
    return sortie if _hours_kept(rules, crew, whole) else None


def _out_run(free_s: int, earlier: Ints, timed: TimedTrip, ends: _EmptyLegs, crew: int) -> Run | None:
    """The latest empty run that is there for boarding and leaves hours enough for the loaded trip."""
    rules = timed.rules.drivers
    limits = limits_of(rules, crew, ends.out_m)
    must_be = min(timed.boarding_s, timed.run.depart_s - rules.rest_s) // 60 * 60
    step = LEAD_STEP_S if ends.out_s < FAR_S else 4 * LEAD_STEP_S
    found, depart_s, arrive_s, events, driven = _latest_out(
        free_s, must_be, ends.out_s, step, limits, earlier, timed.run.driven
    )
    return Run(int(depart_s), int(arrive_s), events, driven) if found else None


@njit(cache=True)
def _latest_out(free_s, must_be, drive_s, step_s, limits, earlier, loaded):  # type: ignore[no-untyped-def]
    """Step by step earlier from ``must_be`` back to ``free_s``; (found, depart, arrive, events, driving intervals).

    ``earlier`` and ``loaded`` are what the crew drives before and on the loaded trip.
    """
    legs, dwells = np.full(1, drive_s, dtype=np.int64), np.zeros(1, dtype=np.int64)
    start = must_be - drive_s // 60 * 60
    for _ in range(LEAD_TRIES):
        if start < free_s:
            break
        made, arrive, events, driven = drive_anew(start, legs, dwells, limits, earlier)
        late = max(0, arrive - must_be) if made >= 0 else 0
        if made >= 0 and late == 0:
            before, after = len(earlier), len(earlier) + len(driven)
            whole = np.empty((after + len(loaded), 2), dtype=np.int64)
            whole[:before], whole[before:after], whole[after:] = earlier, driven, loaded
            if most_within(whole, DAY_S) <= limits[3]:
                return True, start, arrive, events, driven
        start -= max(step_s, late // 300 * 300)
    return False, start, start, np.empty((0, 5), dtype=np.int64), np.empty((0, 2), dtype=np.int64)


def _hours_kept(rules: DriverRules, crew: int, driven: Ints) -> bool:
    """Whether no 24 hours and no 7 days hold more driving than the crew may do."""
    limits = ((DAY_S, rules.driving_24h_s), (7 * DAY_S, rules.driving_7d_s))
    return all(limit is None or most_within(driven, window_s) <= limit * crew for window_s, limit in limits)

"""What changes from one plan to another: figures, trips, and how many people travel otherwise.

Ids of coach trips are numbers within one plan, so trips are matched by what they are: the service and carriage of a
train or flight; the stops and times of a coach. What is left over is matched by its ends and the nearest departure,
and counts as moved.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from planner.domain.plan import Load, Plan, StopTime, Trip

NEAREST_S = 86_400
"""Coach trips between the same ends this far apart are two, not one that was moved."""

Journey = tuple[tuple[str, str, int, str, int], ...]
"""Legs as (mode, from, departure, to, arrival)."""
Kind = tuple[str, str, str, str, int, int, int, str, str]
"""What persons without names have in common."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A trip that runs in both plans, otherwise; ``what`` of time, stops, vehicle."""

    before: str
    after: str
    what: tuple[str, ...]
    depart_before: int
    depart_after: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Head figures of a plan; persons and fen."""

    served: int
    unserved: int
    cost_cents: int
    trips: int


@dataclass(frozen=True, slots=True)
class People:
    """Persons by what becomes of their journey."""

    same: int
    changed: int
    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class PlanDiff:
    """From one plan (``before``) to another (``after``); ids of added trips are of the other plan."""

    before: Figures
    after: Figures
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    moved: tuple[Moved, ...]
    people: People


def compare(before: Plan, after: Plan) -> PlanDiff:
    """Everything that differs."""
    pairs, dropped, added = _matched(before, after)
    halts_before, halts_after = _halts(before), _halts(after)
    moved = []
    for one, two in pairs:
        what = _changes(one, two, halts_before[one.trip_id], halts_after[two.trip_id])
        if what:
            moved.append(Moved(one.trip_id, two.trip_id, what, one.depart_at, two.depart_at))
    return PlanDiff(
        _figures(before), _figures(after), tuple(sorted(trip.trip_id for trip in added)),
        tuple(sorted(trip.trip_id for trip in dropped)), tuple(sorted(moved, key=lambda move: move.before)),
        _people(before, after),
    )  # fmt: skip


def _figures(plan: Plan) -> Figures:
    parts = {(load.cohort_id, load.part_id): load.persons for load in plan.loads}
    cost = sum(trip.cost_cents for trip in plan.trips) + sum(o.cost_cents for o in plan.offers if o.opened)
    return Figures(sum(parts.values()), sum(row.persons for row in plan.unserved), cost, len(plan.trips))


def _halts(plan: Plan) -> dict[str, list[StopTime]]:
    found: dict[str, list[StopTime]] = defaultdict(list)
    for halt in sorted(plan.stop_times, key=lambda halt: halt.seq):
        found[halt.trip_id].append(halt)
    return found


def _matched(before: Plan, after: Plan) -> tuple[list[tuple[Trip, Trip]], list[Trip], list[Trip]]:
    """Pairs of trips, then those of either plan that have none: equal ones first, then the nearest ones."""
    pairs: list[tuple[Trip, Trip]] = []
    left, right = list(before.trips), list(after.trips)
    for keys in ((_exact(before), _exact(after)), (_course(before), _course(after))):
        waiting: dict[object, list[Trip]] = defaultdict(list)
        for trip in right:
            waiting[keys[1][trip.trip_id]].append(trip)
        rest = []
        for trip in left:
            same = waiting[keys[0][trip.trip_id]]
            if same:
                pairs.append((trip, same.pop(0)))
            else:
                rest.append(trip)
        taken = {two.trip_id for _, two in pairs}
        left, right = rest, [trip for trip in right if trip.trip_id not in taken]
    near = _nearest(left, right)
    gone, come = {one.trip_id for one, _ in near}, {two.trip_id for _, two in near}
    return (
        [*pairs, *near], [trip for trip in left if trip.trip_id not in gone],
        [trip for trip in right if trip.trip_id not in come],
    )  # fmt: skip


def _exact(plan: Plan) -> dict[str, object]:
    """What a trip is, its vehicle included."""
    course = _course(plan)
    return {trip.trip_id: (course[trip.trip_id], trip.vehicle_id) for trip in plan.trips}


def _course(plan: Plan) -> dict[str, object]:
    """What a trip is: carriage of a service, or stops and times of a coach."""
    halts = _halts(plan)
    return {
        trip.trip_id: (str(trip.mode), trip.service_id, trip.unit_no)
        if trip.service_id is not None
        else (str(trip.mode), tuple((h.stop_id, h.arrive_at, h.depart_at) for h in halts[trip.trip_id]))
        for trip in plan.trips
    }


def _nearest(left: Iterable[Trip], right: Iterable[Trip]) -> list[tuple[Trip, Trip]]:
    """Pairs between the same ends, the nearest departures first, each trip once."""
    by_ends: dict[object, list[Trip]] = defaultdict(list)
    for trip in right:
        by_ends[_ends(trip)].append(trip)
    near = sorted(
        (abs(one.depart_at - two.depart_at), one.trip_id, two.trip_id, one, two)
        for one in left
        if one.service_id is None
        for two in by_ends[_ends(one)]
        if abs(one.depart_at - two.depart_at) < NEAREST_S
    )
    found, gone, come = [], set(), set()
    for _, first, second, one, two in near:
        if first not in gone and second not in come:
            gone.add(first)
            come.add(second)
            found.append((one, two))
    return found


def _ends(trip: Trip) -> tuple[str, str, str, str | None]:
    return str(trip.mode), trip.from_stop_id, trip.to_stop_id, trip.service_id


def _changes(one: Trip, two: Trip, before: list[StopTime], after: list[StopTime]) -> tuple[str, ...]:
    stops = [h.stop_id for h in before] != [h.stop_id for h in after]
    times = (one.depart_at, one.arrive_at) != (two.depart_at, two.arrive_at) or (
        not stops and [(h.arrive_at, h.depart_at) for h in before] != [(h.arrive_at, h.depart_at) for h in after]
    )
    vehicle = one.vehicle_id != two.vehicle_id
    return tuple(name for name, is_so in (("time", times), ("stops", stops), ("vehicle", vehicle)) if is_so)


def _people(before: Plan, after: Plan) -> People:
    """Named workers one by one; head-counts by what they have in common, as few changed as the counts allow."""
    named = _compared(_named(before), _named(after))
    counted = _compared(_counted(before), _counted(after))
    return People(*(a + b for a, b in zip(named, counted, strict=True)))


def _compared(before: Mapping[object, Counter[Journey]], after: Mapping[object, Counter[Journey]]) -> list[int]:
    same = changed = gained = lost = 0
    for key in {*before, *after}:
        one, two = before.get(key, Counter()), after.get(key, Counter())
        kept = (one & two).total()
        same += kept
        changed += min(one.total(), two.total()) - kept
        gained += max(0, two.total() - one.total())
        lost += max(0, one.total() - two.total())
    return [same, changed, gained, lost]


def _named(plan: Plan) -> dict[object, Counter[Journey]]:
    legs = _legs(plan)
    return {seat.worker_id: Counter([legs[seat.cohort_id, seat.part_id]]) for seat in plan.manifest}


def _counted(plan: Plan) -> dict[object, Counter[Journey]]:
    """Persons without names by enterprise, site, origin, times and health: the same in both plans."""
    legs, named = _legs(plan), {(seat.cohort_id, seat.part_id) for seat in plan.manifest}
    cohorts = {cohort.cohort_id: cohort for cohort in plan.cohorts}
    found: dict[object, Counter[Journey]] = defaultdict(Counter)
    for part, persons in {(load.cohort_id, load.part_id): load.persons for load in plan.loads}.items():
        if part not in named:
            c = cohorts[part[0]]
            key: Kind = (
                c.enterprise_id, c.site_id, c.origin_adcode, c.pickup_id, c.ready_at, c.due_at, c.tier, c.health_class,
                c.needs,
            )  # fmt: skip
            found[key][legs[part]] += persons
    return found


def _legs(plan: Plan) -> dict[tuple[str, str], Journey]:
    """Journey of every part."""
    trips = {trip.trip_id: trip for trip in plan.trips}
    halts = {(halt.trip_id, halt.seq): halt for halt in plan.stop_times}
    rides: dict[tuple[str, str], list[Load]] = defaultdict(list)
    for load in plan.loads:
        rides[load.cohort_id, load.part_id].append(load)
    found = {}
    for part, loads in rides.items():
        legs = []
        for load in sorted(loads, key=lambda load: load.leg_seq):
            board, alight = halts[load.trip_id, load.board_seq], halts[load.trip_id, load.alight_seq]
            mode = str(trips[load.trip_id].mode)
            legs.append((mode, board.stop_id, board.depart_at, alight.stop_id, alight.arrive_at))
        found[part] = tuple(legs)
    return found

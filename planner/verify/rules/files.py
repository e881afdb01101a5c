"""Well-formedness: ids are unique, references resolve, times and counts make sense in themselves.

The other rules read a plan that has passed this one; they can rely on every id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from planner.domain.plan import Duty, Load, StopTime, Trip
from planner.domain.violation import Violation
from planner.verify.rows import broken, drivers_on_duty, escorts_on_duty, reserved, runs_from_one, unknown
from planner.verify.world import World, is_coach


def files(world: World) -> Iterator[Violation]:
    """Every id is unique and known, every sequence runs from 1, every trip has two halts and a rule set in force."""
    yield from files_but_ways(world)
    yield from files_of_ways(world)


def files_but_ways(world: World) -> Iterator[Violation]:
    """As ``files``, of all tables but paths and driver_duties, which are not looked at."""
    yield from _unique(world)
    yield from _trips(world)
    yield from _halts(world)
    yield from _cohorts(world)
    yield from _loads(world)
    yield from _manifest(world)
    yield from _duties(world)
    yield from escorts_on_duty(world)
    yield from _others(world)
    yield from reserved(world)


def files_of_ways(world: World) -> Iterator[Violation]:
    """As ``files``, of paths and driver_duties; nobody's seat is looked at."""
    yield from runs_from_one("paths", ((key, [row.seq for row in rows]) for key, rows in world.paths.items()))
    for trip_id in world.paths.keys() - world.trips.keys():
        yield unknown("paths", "trip", trip_id)
    yield from drivers_on_duty(world)


def _unique(world: World) -> Iterator[Violation]:
    plan = world.plan
    keys: dict[str, Iterable[str]] = {
        "trips": (row.trip_id for row in plan.trips),
        "cohorts": (row.cohort_id for row in plan.cohorts),
        "offers": (row.service_id for row in plan.offers),
        "loads": (f"{row.cohort_id} {row.part_id} leg {row.leg_seq}" for row in plan.loads),
        "manifest": (f"{row.worker_id} leg {row.leg_seq}" for row in plan.manifest),
    }
    for table, ids in keys.items():
        for key, rows in Counter(ids).items():
            if rows > 1:
                yield broken(key, str(rows), "1", "rows", f"{table}.csv holds {key} {rows} times")


def _trips(world: World) -> Iterator[Violation]:
    for trip in world.plan.trips:
        yield from _carrier(world, trip)
        for stop_id in (trip.from_stop_id, trip.to_stop_id):
            if stop_id not in world.places:
                yield unknown(trip.trip_id, "stop", stop_id)
        for escort_id in trip.escort_ids:
            if escort_id not in world.escorts:
                yield unknown(trip.trip_id, "escort", escort_id)
        if world.rules_at(trip.depart_at) is None:
            moment = world.clock.iso(trip.depart_at)
            yield broken(trip.trip_id, moment, "a rule set in force", "moment", f"no rule set is in force at {moment}")


def _carrier(world: World, trip: Trip) -> Iterator[Violation]:
    if is_coach(trip):
        if trip.fleet_id not in world.fleets:
            yield unknown(trip.trip_id, "fleet", str(trip.fleet_id))
        if trip.vehicle_no is None or trip.service_id is not None:
            yield broken(
                trip.trip_id,
                str(trip.vehicle_no),
                "a number",
                "vehicle_no",
                f"coach trip {trip.trip_id} needs a vehicle_no and no service_id",
            )
    else:
        if trip.service_id not in world.services:
            yield unknown(trip.trip_id, "service", str(trip.service_id))
        if trip.unit_no is None or trip.fleet_id is not None:
            yield broken(
                trip.trip_id,
                str(trip.unit_no),
                "a number",
                "unit_no",
                f"{trip.mode} trip {trip.trip_id} needs a unit_no and no fleet_id",
            )


def _halts(world: World) -> Iterator[Violation]:
    for trip_id in world.trips:
        if len(world.halts.get(trip_id, ())) < 2:
            found = str(len(world.halts.get(trip_id, ())))
            yield broken(trip_id, found, "2", "halts", f"trip {trip_id} has {found} stop times; at least 2 are needed")
    yield from runs_from_one("stop_times", ((key, [row.seq for row in rows]) for key, rows in world.halts.items()))
    for trip_id in world.halts.keys() - world.trips.keys():
        yield unknown("stop_times", "trip", trip_id)
    for halt in world.plan.stop_times:
        yield from _halt(world, halt)


def _halt(world: World, halt: StopTime) -> Iterator[Violation]:
    subject = f"{halt.trip_id} seq {halt.seq}"
    if halt.stop_id not in world.places:
        yield unknown(subject, "stop", halt.stop_id)
    if halt.depart_at < halt.arrive_at:
        iso = world.clock.iso
        yield broken(
            subject, iso(halt.depart_at), iso(halt.arrive_at), "moment", f"{subject} departs before it arrives"
        )


def _cohorts(world: World) -> Iterator[Violation]:
    for cohort in world.plan.cohorts:
        if cohort.enterprise_id not in world.enterprises:
            yield unknown(cohort.cohort_id, "enterprise", cohort.enterprise_id)
        if cohort.site_id not in world.sites:
            yield unknown(cohort.cohort_id, "site", cohort.site_id)
        if cohort.pickup_id not in world.places:
            yield unknown(cohort.cohort_id, "stop", cohort.pickup_id)


def _loads(world: World) -> Iterator[Violation]:
    for load in world.plan.loads:
        subject = f"{load.part_id} leg {load.leg_seq}"
        if load.cohort_id not in world.cohorts:
            yield unknown(subject, "cohort", load.cohort_id)
        if load.trip_id not in world.trips:
            yield unknown(subject, "trip", load.trip_id)
        elif not 1 <= load.board_seq < load.alight_seq <= len(world.halts.get(load.trip_id, ())):
            yield broken(
                subject,
                f"{load.board_seq}–{load.alight_seq}",
                "two halts in order",
                "seq",
                f"{subject} boards trip {load.trip_id} at seq {load.board_seq} and alights at "
                f"{load.alight_seq}, which are not two halts in order",
            )
        if load.persons < 1:
            yield broken(subject, str(load.persons), "1", "persons", f"{subject} carries {load.persons} persons")


def _manifest(world: World) -> Iterator[Violation]:
    legs: dict[tuple[str, str, int], Load] = {
        (row.cohort_id, row.part_id, row.leg_seq): row for row in world.plan.loads
    }
    for seat in world.plan.manifest:
        if seat.worker_id not in world.workers:
            yield unknown("manifest", "worker", seat.worker_id)
        load = legs.get((seat.cohort_id, seat.part_id, seat.leg_seq))
        if load is None:
            yield unknown(seat.worker_id, "leg of a part", f"{seat.cohort_id} {seat.part_id} leg {seat.leg_seq}")
        elif (load.trip_id, load.board_seq, load.alight_seq) != (seat.trip_id, seat.board_seq, seat.alight_seq):
            found = f"{seat.trip_id} {seat.board_seq}–{seat.alight_seq}"
            needed = f"{load.trip_id} {load.board_seq}–{load.alight_seq}"
            yield broken(
                seat.worker_id,
                found,
                needed,
                "trip and halts",
                f"{seat.worker_id} leg {seat.leg_seq}: manifest says {found}, loads say {needed}",
            )


def _duties(world: World) -> Iterator[Violation]:
    yield from runs_from_one("duties", ((key, [row.seq for row in rows]) for key, rows in world.duties.items()))
    for duty in world.plan.duties:
        yield from _duty(world, duty)


def _duty(world: World, duty: Duty) -> Iterator[Violation]:
    subject = f"{duty.vehicle_id} duty {duty.seq}"
    fleet_id, _, number = duty.vehicle_id.rpartition("#")
    if fleet_id not in world.fleets or not number.isdecimal():
        yield unknown(subject, "vehicle", duty.vehicle_id)
    for place in (duty.from_place, duty.to_place):
        if place not in world.places:
            yield unknown(subject, "place", place)
    if duty.kind == "trip" and duty.trip_id not in world.trips:
        yield unknown(subject, "trip", str(duty.trip_id))
    if duty.arrive_at < duty.depart_at:
        iso = world.clock.iso
        yield broken(subject, iso(duty.arrive_at), iso(duty.depart_at), "moment", f"{subject} ends before it begins")


def _others(world: World) -> Iterator[Violation]:
    for offer in world.plan.offers:
        if offer.service_id not in world.services:
            yield unknown("offers", "service", offer.service_id)
    for row in world.plan.unserved:
        if row.worker_id is not None and row.worker_id not in world.workers:
            yield unknown("unserved", "worker", row.worker_id)
        if row.cohort_id and row.cohort_id not in world.cohorts:
            yield unknown("unserved", "cohort", row.cohort_id)
    for dwell in world.plan.dwells:
        if (dwell.cohort_id, dwell.part_id) not in world.parts:
            yield unknown("dwells", "part", f"{dwell.cohort_id} {dwell.part_id}")
        if dwell.place_id not in world.places:
            yield unknown("dwells", "place", dwell.place_id)
        if dwell.to_at < dwell.from_at:
            found, begin = world.clock.iso(dwell.to_at), world.clock.iso(dwell.from_at)
            yield broken(dwell.part_id, found, begin, "moment", f"a dwell of {dwell.part_id} ends before it begins")

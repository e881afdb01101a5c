"""The tables of a plan: trips, stop times, paths, loads, duties and what follows from them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from planner.domain.demand import Cohort
from planner.domain.place import Level, prefecture_of
from planner.domain.plan import (
    Activity,
    DriverDuty,
    Duty,
    Dwell,
    EscortDuty,
    LegRole,
    Load,
    Offer,
    PathShape,
    PathStepRow,
    Reservation,
    StopTime,
    Trip,
)
from planner.domain.routing import OpenService, Ride
from planner.domain.rule import scope_of
from planner.domain.service import Mode, Service
from planner.domain.travel import Route
from planner.schedule.books.claims import Claim
from planner.schedule.books.escorts import escortings_of
from planner.schedule.duties import duty_rows
from planner.schedule.escorting import Escorting, escort_rows
from planner.schedule.linehaul_rows import unit_trip_id, write_services
from planner.schedule.parts import Part, shipment_of
from planner.schedule.sorties import Sortie, rest_activity
from planner.schedule.stays import Arriving, stay_rows
from planner.schedule.ways import WayKey, path_rows, rest_place
from planner.schedule.world import World

Persons = dict[int, Counter[str]]
"""Persons by sortie and place."""


@dataclass(slots=True)
class Tables:
    """Rows of the plan under construction; ``escorting``: escorts of services with the trip that each rides."""

    trips: list[Trip] = field(default_factory=list)
    stop_times: list[StopTime] = field(default_factory=list)
    paths: list[PathStepRow] = field(default_factory=list)
    shapes: list[PathShape] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)
    dwells: list[Dwell] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    driver_duties: list[DriverDuty] = field(default_factory=list)
    escort_duties: list[EscortDuty] = field(default_factory=list)
    escorting: list[tuple[Escorting, str]] = field(default_factory=list)
    reservations: list[Reservation] = field(default_factory=list)
    part_of_load: dict[str, Part] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Schedule:
    """What the tables are written from."""

    cohorts: Sequence[Cohort]
    rides: Sequence[Ride]
    parts: Sequence[Part]
    sorties: Sequence[Sortie]
    opened: Sequence[OpenService]
    closed: Mapping[str, str]
    routes: Mapping[WayKey, Route]


def write_tables(world: World, schedule: Schedule) -> Tables:
    """All tables of trips; those of people are written by ``manifest``."""
    tables = Tables()
    boards, alights = _counts(world, schedule)
    trip_ids = _trip_ids(schedule)
    seqs: dict[tuple[str, str], int] = {}
    batches = _batches(world, schedule)
    for number, trip_id in trip_ids.items():
        _coach_rows(world, schedule, tables, number, trip_id, batches[number], boards[number], alights[number], seqs)
    write_services(world, schedule, tables, batches, seqs)
    _part_rows(world, schedule, tables, trip_ids, seqs)
    tables.offers += offers_of(world.scenario.services, tables.trips, schedule.closed)
    tables.duties, tables.driver_duties = duty_rows(world, schedule.sorties, schedule.routes, trip_ids)
    spells = [
        (spell, trip_id)
        for number, trip_id in trip_ids.items()
        for spell in escortings_of(schedule.sorties[number].timed, schedule.sorties[number].claims)
    ]
    tables.escort_duties = escort_rows(world.scenario.escorts, [*spells, *tables.escorting], world.offset_s)
    tables.trips.sort(key=lambda trip: (trip.depart_at, trip.trip_id))
    return tables


def _trip_ids(schedule: Schedule) -> dict[int, str]:
    """Trip id of each sortie that carries anyone, numbered by departure."""
    used = {leg.sortie for part in schedule.parts for leg in part.legs if leg.sortie is not None}
    order = sorted(used, key=lambda n: (schedule.sorties[n].timed.run.depart_s, n))
    return {sortie: f"T{number:06d}" for number, sortie in enumerate(order, 1)}


def _ends(world: World, schedule: Schedule, part: Part, index: int) -> tuple[str, str]:
    """Places where a part boards and alights on its leg ``index``."""
    ride, leg = schedule.rides[part.ride], part.legs[index]
    if leg.service is not None:
        service = world.scenario.services[leg.service]
        return service.from_stop_id, service.to_stop_id
    shipment = shipment_of(ride, index)
    return world.shipments[shipment].from_place, world.shipments[shipment].to_place


def _counts(world: World, schedule: Schedule) -> tuple[Persons, Persons]:
    """Persons boarding and alighting by sortie and place."""
    boards: Persons = defaultdict(Counter)
    alights: Persons = defaultdict(Counter)
    for part in schedule.parts:
        for index, leg in enumerate(part.legs):
            if leg.sortie is not None:
                start, end = _ends(world, schedule, part, index)
                boards[leg.sortie][start] += part.persons
                alights[leg.sortie][end] += part.persons
    return boards, alights


def _batches(world: World, schedule: Schedule) -> dict[int | str, int]:
    """Batch number of each sortie (by index) and service (by id): same day, origin and destination city."""
    clock = world.scenario.campaign.clock
    keys: dict[tuple[int, str, str], list[int | str]] = defaultdict(list)
    departs: dict[tuple[int, str, str], int] = {}
    used = {leg for part in schedule.parts for leg in part.legs}
    entries: list[tuple[int, int | str, tuple[int, str, str]]] = []
    for leg in used:
        if leg.sortie is not None:
            timed = schedule.sorties[leg.sortie].timed
            at = timed.run.depart_s - world.offset_s
            start = timed.routed.service_id or prefecture_of(world.places[timed.stops[0]].adcode)
            end = prefecture_of(world.places[timed.stops[-1]].adcode)
            entries.append((at, leg.sortie, (clock.day(at), f"{timed.routed.role}:{start}", end)))
        elif leg.service is not None:
            service = world.scenario.services[leg.service]
            key = (clock.day(service.depart_at), f"service:{service.service_id}", service.to_stop_id)
            entries.append((service.depart_at, service.service_id, key))
    for at, name, key in entries:
        keys[key].append(name)
        departs[key] = min(departs.get(key, at), at)
    order = sorted(keys, key=lambda key: (departs[key], key))
    return {name: number for number, key in enumerate(order, 1) for name in keys[key]}


def _coach_rows(
    world: World,
    schedule: Schedule,
    tables: Tables,
    number: int,
    trip_id: str,
    batch: int,
    boards: Counter[str],
    alights: Counter[str],
    seqs: dict[tuple[str, str], int],
) -> None:
    """Trip, stop times and path of one sortie."""
    sortie, offset = schedule.sorties[number], world.offset_s
    timed = sortie.timed
    routes = [schedule.routes[timed.epoch, a, b] for a, b in zip(timed.stops, timed.stops[1:], strict=False)]
    fleet = world.scenario.fleets[sortie.fleet]
    load = sum(boards[stop] for stop in timed.stops)
    path = path_rows(trip_id, timed.run, routes, timed.run.arrive_s, offset)
    level, usable = _level_and_seats(world, sortie, boards, alights, path)
    rows = _stop_rows(timed.stops, sortie, routes)
    for seq, (place, arrive, leave, activity) in enumerate(rows, 1):
        halting = activity in (Activity.BOARD, Activity.ALIGHT)
        if halting:
            seqs[trip_id, place] = seq
        tables.stop_times.append(
            StopTime(
                trip_id,
                seq,
                place,
                arrive - offset,
                leave - offset,
                boards[place] if activity is Activity.BOARD else 0,
                alights[place] if activity is Activity.ALIGHT else 0,
                activity,
            )
        )
    tables.paths += path
    points = [point for route in routes for point in route.points]
    tables.shapes.append(PathShape(trip_id, tuple(p for k, p in enumerate(points) if k == 0 or p != points[k - 1])))
    tables.trips.append(
        Trip(
            trip_id=trip_id,
            batch_no=batch,
            mode=Mode.COACH,
            leg_role=timed.routed.role,
            from_stop_id=timed.stops[0],
            to_stop_id=timed.stops[-1],
            depart_at=timed.run.depart_s - offset,
            arrive_at=timed.run.arrive_s - offset,
            seats=fleet.seats,
            usable_seats=usable,
            load=load,
            distance_m=timed.distance_m,
            drive_s=timed.drive_s,
            cost_cents=sortie.cost_cents(world.scenario.fleets[sortie.fleet]),
            level=level,
            rule_version=timed.rules.version,
            drivers=timed.crew,
            fleet_id=fleet.fleet_id,
            vehicle_no=sortie.vehicle_no,
            escort_ids=tuple(claim.holder for claim in sortie.claims if claim.holder),
            permit_no=next((f"{c.place_id}-{trip_id}" for c in sortie.claims if c.kind == "permit"), None),
            closed_loop=timed.closed_loop,
        )
    )
    listed = [claim for claim in sortie.claims if claim.listed and not claim.holder]
    tables.reservations += [_reservation(world, claim, trip_id) for claim in listed]


def _reservation(world: World, claim: Claim, trip_id: str) -> Reservation:
    """A claim as a row of reservations.csv."""
    from_at, to_at = (None if s is None else s - world.offset_s for s in (claim.from_s, claim.to_s))
    return Reservation(claim.kind, claim.place_id, claim.day, claim.amount, trip_id, None, from_at, to_at)


def _level_and_seats(
    world: World,
    sortie: Sortie,
    boards: Counter[str],
    alights: Counter[str],
    path: Sequence[PathStepRow],
) -> tuple[Level, int]:
    """Strictest level and usable seats by the path and the stops that anybody uses in the end, test sites included."""
    timed = sortie.timed
    labs = {lab.place for lab in timed.labs}
    used = [
        (stop, moments)
        for stop, *moments in timed.stands()
        if stop in labs or boards[stop] or alights[stop]
    ]
    level = max(world.level(stop, moment, timed.rules.level_area) for stop, moments in used for moment in moments)
    if timed.rules.path_levels:
        spans = ((row.adcode, row.enter_at, row.leave_at + 1) for row in path)
        level = max([level, *(world.zones.strictest(*span) for span in spans)])
    scope = scope_of(tuple(world.places[stop].adcode for stop, _ in used if stop not in labs))
    fleet = world.scenario.fleets[sortie.fleet]
    escorts = sum(claim.holder is not None for claim in sortie.claims)
    return level, timed.rules.usable_seats(Mode.COACH.value, scope, level, fleet.seats, fleet.seat_rows, escorts)


def _stop_rows(stops: Sequence[str], sortie: Sortie, routes: Sequence[Route]) -> list[tuple[str, int, int, Activity]]:
    """(place, arrive, leave, activity) of every halt of a trip, rests included."""
    timed = sortie.timed
    ups, downs = len(timed.routed.pickups), len(timed.routed.drops)
    doings = [Activity.BOARD] * ups + [Activity.TEST] * len(timed.labs) + [Activity.ALIGHT] * downs
    rows = [(stops[0], timed.boarding_s, timed.run.depart_s, Activity.BOARD)]
    for halt in timed.run.halts:
        if halt.arrive:
            index = halt.leg + 1
            rows.append((stops[index], halt.from_s, halt.to_s, doings[index]))
        else:
            place = rest_place(routes[halt.leg], halt.done_s)
            rows.append((place, halt.from_s, halt.to_s, rest_activity(timed.crew, halt.to_s - halt.from_s)))
    return rows


def _part_rows(
    world: World,
    schedule: Schedule,
    tables: Tables,
    trip_ids: Mapping[int, str],
    seqs: Mapping[tuple[str, str], int],
) -> None:
    """Loads of every part, its waits at hubs, and what it does on arrival."""
    moments = {(row.trip_id, row.seq): row for row in tables.stop_times}
    for number, part in enumerate(schedule.parts, 1):
        cohort = schedule.cohorts[schedule.rides[part.ride].cohort]
        part_id = f"P{number:06d}"
        tables.part_of_load[part_id] = part
        previous: StopTime | None = None
        for index, leg in enumerate(part.legs):
            if leg.sortie is not None:
                trip_id = trip_ids[leg.sortie]
            else:
                trip_id = unit_trip_id(world.scenario.services[leg.service or 0], leg.unit or 1)
            start, end = _ends(world, schedule, part, index)
            board, alight = seqs[trip_id, start], seqs[trip_id, end]
            tables.loads.append(Load(cohort.cohort_id, part_id, index + 1, trip_id, board, alight, part.persons))
            leave = moments[trip_id, board].depart_at
            if previous is not None:
                tables.dwells.append(
                    Dwell(cohort.cohort_id, part_id, start, previous.arrive_at, leave, part.persons, "hub_wait")
                )
            previous = moments[trip_id, alight]
        if part.legs[-1].sortie is not None:
            sortie = schedule.sorties[part.legs[-1].sortie]
            arriving = Arriving(cohort.cohort_id, part_id, part, schedule.rides[part.ride], sortie)
            dwells, beds = stay_rows(world, arriving)
            tables.dwells += dwells
            tables.reservations += beds


def offers_of(services: Iterable[Service], trips: Iterable[Trip], closed: Mapping[str, str]) -> Iterator[Offer]:
    """What became of every offered service: the carriages that run, and their costs.

    Parameters
    ----------
    closed : mapping
        Why a service is not opened, by its id; without a reason too few people were found for it.
    """
    used: dict[str, tuple[int, int]] = {}
    for trip in trips:
        if trip.leg_role is LegRole.LINEHAUL and trip.service_id:
            units, persons = used.get(trip.service_id, (0, 0))
            used[trip.service_id] = units + 1, persons + trip.load
    for service in services:
        units, persons = used.get(service.service_id, (0, 0))
        cost = service.fixed_cents + service.unit_cents * units + service.seat_cents * persons if units else 0
        reason = "opened" if units else closed.get(service.service_id, "below_min_load")
        yield Offer(service.service_id, units > 0, units, persons, cost, reason)

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from planner.domain.fleet import Capacity, Positioning
from planner.domain.place import Level, Stop, StopKind, Zone
from planner.domain.plan import Activity, LegRole, StopTime, Trip
from planner.domain.routing import OpenService, Ride, RoutedTrip, Shipment, TripLoad
from planner.domain.rule import LoadCap
from planner.schedule.parts import Leg, Part, make_parts
from planner.schedule.rotations import rotate
from planner.schedule.tables import Tables, write_tables
from planner.schedule.world import World
from planner.units import DAY_S, great_circle_m
from tests.builders.small_schedule import (
    NEAR_DEPOT,
    at_hour,
    direct,
    legal_rules,
    run_all,
    schedule_of,
    schedule_world,
    shipment,
    short_trips,
    trip_of,
    two_stops,
)
from tests.builders.small_world import FIRST_DAY, FUNAN, YINGSHANG, cohort, fleet, moment, small_world, train


def halts_of(tables: Tables, trip: Trip) -> list[StopTime]:
    """Rows of a trip in order."""
    return sorted((row for row in tables.stop_times if row.trip_id == trip.trip_id), key=lambda row: row.seq)


def test_stop_times_tell_who_boards_and_alights_where() -> None:
    _, tables = two_stops()
    (trip,) = tables.trips
    rows = halts_of(tables, trip)
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    served = [row for row in rows if row.board or row.alight]
    assert [(row.stop_id, row.board, row.alight, row.activity) for row in served] == [
        (FUNAN, 10, 0, Activity.BOARD), (YINGSHANG, 8, 0, Activity.BOARD), ("S1", 0, 18, Activity.ALIGHT),
    ]  # fmt: skip
    assert [row.depart_at - row.arrive_at for row in served] == [900, 900, 600]
    assert (rows[0].depart_at, rows[-1].arrive_at) == (trip.depart_at, trip.arrive_at) == (moment(3, 8), trip.arrive_at)


def test_rests_are_rows_of_their_own_in_the_county_they_fall_in() -> None:
    _, tables = two_stops()
    rests = [row for row in tables.stop_times if not row.board and not row.alight]
    assert rests
    assert {row.activity for row in rests} == {Activity.DRIVER_CHANGE}
    assert {row.stop_id for row in rests} <= {"adcode:341226", "adcode:330206"}
    assert all(row.depart_at - row.arrive_at == 1_200 for row in rests)


def test_a_trip_counts_its_persons_metres_and_drivers() -> None:
    _, tables = two_stops()
    (trip,) = tables.trips
    assert (trip.load, trip.seats, trip.usable_seats, trip.drivers) == (18, 48, 24, 2)
    assert (trip.distance_m, trip.drive_s) == (700_000, 35_000)
    assert (trip.from_stop_id, trip.to_stop_id, trip.vehicle_id, trip.permit_no) == (FUNAN, "S1", "NB#1", None)
    assert trip.leg_role is LegRole.DIRECT


def test_loads_point_at_the_halts_of_their_persons() -> None:
    _, tables = two_stops()
    places = {(row.trip_id, row.seq): row.stop_id for row in tables.stop_times}
    found = [(row.cohort_id, row.leg_seq, places[row.trip_id, row.board_seq], row.persons) for row in tables.loads]
    assert found == [("C000001", 1, FUNAN, 10), ("C000002", 1, YINGSHANG, 8)]
    assert {places[load.trip_id, load.alight_seq] for load in tables.loads} == {"S1"}


@pytest.mark.parametrize(
    ("positioning", "paid_km"),
    [(Positioning.NONE, 700), (Positioning.ONE_WAY, 690 + 700), (Positioning.RETURN, 690 + 700 + 10)],
)
def test_a_coach_costs_its_fee_its_paid_way_and_its_drivers_days(positioning: Positioning, paid_km: int) -> None:
    _, tables = two_stops(fleets=(fleet("NB", NEAR_DEPOT, positioning=positioning),))
    runs = [duty for duty in tables.duties if duty.kind == "deadhead"]
    # out on the evening before, home on the evening of the trip
    assert 1 < (runs[-1].arrive_at - runs[0].depart_at) / DAY_S < 2
    assert tables.trips[0].cost_cents == 80_000 + 600 * paid_km + 2 * 2 * 30_000


def test_half_a_fen_is_rounded_up() -> None:
    extra = {"NBP": (-20.001, 0.0, "330212")}
    odd = fleet(fixed_cents=0, driver_day_cents=0, cents_per_km=500, positioning=Positioning.NONE)
    world = schedule_world([at_hour(2, 8, start="NBP")], extra=extra, fleets=(odd,))
    rides = [direct(0, 20)]
    sorties = run_all(world)
    parts, _ = make_parts(rides, sorties, (), ())
    tables = write_tables(world, schedule_of(world, [cohort(1, 20)], rides, parts, sorties))
    # 5 yuan × 20.001 km = 100.005 yuan
    assert tables.trips[0].cost_cents == 10_001


def test_path_rows_cover_each_trip_and_sum_to_its_way() -> None:
    _, tables = two_stops()
    (trip,) = tables.trips
    assert (tables.paths[0].enter_at, tables.paths[-1].leave_at) == (trip.depart_at, trip.arrive_at)
    assert all(first.leave_at == second.enter_at for first, second in pairwise(tables.paths))
    assert sum(row.distance_m for row in tables.paths) == trip.distance_m
    assert sum(row.drive_s for row in tables.paths) == trip.drive_s


def test_trips_are_numbered_by_departure_and_batched_by_day_and_cities() -> None:
    _, tables = short_trips(15, 8, 11)
    assert [trip.trip_id for trip in tables.trips] == ["T000001", "T000002", "T000003"]
    assert [trip.depart_at for trip in tables.trips] == [moment(2, hour) for hour in (8, 11, 15)]
    assert {trip.batch_no for trip in tables.trips} == {1}


def test_other_days_and_other_origins_are_other_batches() -> None:
    shipments = [at_hour(4, 8, start="NBH"), at_hour(3, 8), at_hour(3, 9, start="NBH"), at_hour(3, 9, start="NBH")]
    world = schedule_world(shipments)
    sorties = run_all(world)
    rides = [direct(number, 20) for number in range(4)]
    parts, _ = make_parts(rides, sorties, (), ())
    tables = write_tables(world, schedule_of(world, [cohort(1, 80)], rides, parts, sorties))
    assert [trip.batch_no for trip in tables.trips] == [1, 2, 2, 3]


def test_a_coach_that_nobody_rides_leaves_no_trace() -> None:
    world = schedule_world([at_hour(2, 8), at_hour(2, 8)])
    parts = (Part(0, 20, (Leg(0),)),)
    rides = [direct(0, 20), direct(1, 20)]
    tables = write_tables(world, schedule_of(world, [cohort(1, 20)], rides, parts, run_all(world)))
    assert len(tables.trips) == 1
    assert {duty.vehicle_id for duty in tables.duties} == {tables.trips[0].vehicle_id}


def test_a_permit_is_named_and_reserved() -> None:
    office = Stop("PO", StopKind.PERMIT_OFFICE, "测试窗口", 121.0, 29.0, "330203", catchment_adcodes=("3302",))
    stops = (*small_world().scenario.stops, office)
    day = FIRST_DAY + 1
    _, tables = two_stops(
        legal_rules(permit_required=True), stops=stops, capacities=(Capacity("permit", "PO", day, 1),)
    )
    (row,) = tables.reservations
    assert (row.kind, row.place_id, row.day, row.amount, row.trip_id) == ("permit", "PO", day, 1, "T000001")
    assert tables.trips[0].permit_no == "PO-T000001"


def by_train(*offers: str) -> tuple[World, Tables]:
    """30 persons of FUNAN: two feeders, two carriages of 20 usable seats, one last-mile coach of fleet BIG."""
    services = (train(seats_per_unit=40, min_load=20), *(train(name, min_load=20) for name in offers))
    first, last = services[0].depart_at, services[0].arrive_at
    feeder = {"depart_from": moment(1), "depart_to": first, "arrive_from": first - 28_800, "arrive_to": first - 2_700}
    mile = {"depart_from": last + 1_800, "depart_to": last + 28_800, "arrive_from": last, "arrive_to": moment(7)}
    shipments = [
        replace(shipment(30, FUNAN, "FYH", role=LegRole.FEEDER, service_id="SV1"), **feeder),
        replace(shipment(30, "NBH", "S1", role=LegRole.LAST_MILE, service_id="SV1"), **mile),
    ]
    fleets = (fleet("AH", (-480.0, 200.0, "341204")), fleet("BIG", seats=60, seat_rows=15))
    world = schedule_world(shipments, services=services, fleets=fleets)
    trips = [_coach(shipments, 0, 0, 18), _coach(shipments, 0, 0, 12), _coach(shipments, 1, 1, 30)]
    rotation = rotate(world, trips)
    assert not rotation.failures
    rides = [Ride(0, 30, False, 0, None, 0, 1)]
    opened = (OpenService(0, 2, 20, ((0, 30),)),)
    parts, _ = make_parts(rides, rotation.sorties, opened, services)
    schedule = replace(
        schedule_of(world, [cohort(1, 30)], rides, parts, rotation.sorties, opened),
        closed=dict.fromkeys(offers, "not_needed"),
    )
    return world, write_tables(world, schedule)


def _coach(shipments: Sequence[Shipment], number: int, fleet_no: int, persons: int) -> RoutedTrip:
    return replace(trip_of(shipments, number, fleet=fleet_no), loads=(TripLoad(number, persons),))


def test_every_carriage_is_a_trip_without_cost_or_driver() -> None:
    world, tables = by_train()
    carriages = [trip for trip in tables.trips if trip.service_id]
    assert [(trip.trip_id, trip.unit_no, trip.load, trip.usable_seats) for trip in carriages] == [
        ("SV1#1", 1, 20, 20), ("SV1#2", 2, 10, 20),
    ]  # fmt: skip
    assert {(trip.cost_cents, trip.drivers, trip.fleet_id) for trip in carriages} == {(0, 0, None)}
    start, end = world.places["FYH"], world.places["NBH"]
    assert {trip.distance_m for trip in carriages} == {round(great_circle_m(start.lon, start.lat, end.lon, end.lat))}
    assert len({trip.batch_no for trip in carriages}) == 1


def test_a_service_opened_costs_its_fee_its_units_and_its_seats() -> None:
    _, tables = by_train("SV2")
    opened, left = tables.offers
    assert (opened.service_id, opened.opened, opened.units, opened.persons) == ("SV1", True, 2, 30)
    assert opened.cost_cents == 1_000_000 + 2 * 100_000 + 30 * 5_000
    assert (left.opened, left.units, left.persons, left.cost_cents, left.reason) == (False, 0, 0, 0, "not_needed")


def test_persons_stay_the_same_along_a_part_and_meet_at_the_hubs() -> None:
    _, tables = by_train()
    places = {(row.trip_id, row.seq): row for row in tables.stop_times}
    parts: dict[str, list[object]] = {}
    for load in tables.loads:
        parts.setdefault(load.part_id, []).append(load)
    assert len(parts) == 3
    for loads in parts.values():
        assert [load.leg_seq for load in loads] == [1, 2, 3]
        assert len({load.persons for load in loads}) == 1
        for first, second in pairwise(loads):
            here, there = places[first.trip_id, first.alight_seq], places[second.trip_id, second.board_seq]
            assert here.stop_id == there.stop_id
            assert here.arrive_at <= there.arrive_at
    assert sum(load.persons for load in tables.loads if load.leg_seq == 1) == 30


def test_waits_at_hubs_are_recorded_from_arrival_to_departure() -> None:
    _, tables = by_train()
    trips = {trip.trip_id: trip for trip in tables.trips}
    assert {dwell.place_id for dwell in tables.dwells} == {"FYH", "NBH"}
    assert len(tables.dwells) == 2 * 3
    for dwell in tables.dwells:
        assert dwell.purpose == "hub_wait"
        assert 1_800 <= dwell.to_at - dwell.from_at <= 28_800
    ends = {dwell.to_at for dwell in tables.dwells if dwell.place_id == "FYH"}
    assert ends == {trips["SV1#1"].depart_at}


def test_a_part_of_a_ride_without_coach_or_train_is_an_error() -> None:
    world = schedule_world([at_hour(2, 8)])
    nowhere = Ride(0, 20, False, None, None, None, None)
    with pytest.raises(ValueError, match="leg 0 has no shipment"):
        write_tables(world, schedule_of(world, [cohort(1, 20)], [nowhere], [Part(0, 20, (Leg(0),))], run_all(world)))


@pytest.mark.parametrize(("hours", "level"), [((9, 10), Level.HIGH), ((1, 2), Level.LOW)])
def test_a_trip_has_the_level_of_its_path_while_it_passes_where_the_rules_look_at_it(
    hours: tuple[int, int], level: Level
) -> None:
    # FUNAN is left at 08:00, its county about one: high for an hour in between, or before
    zones = (Zone("341225", Level.HIGH, moment(3, hours[0]), moment(3, hours[1])),)
    caps = (LoadCap("*", "*", "high", Fraction(1, 4)), LoadCap("*", "*", "*", Fraction(1, 2)))
    ruleset = legal_rules(path_levels=True, caps=caps)
    shipments = [at_hour(3, 8, 10)]
    world = schedule_world(shipments, ruleset, fleets=(fleet("NB", NEAR_DEPOT),), zones=zones)
    size, days = len(world.ground.places), len(world.ground.epoch_of_day)
    worst = np.full((size, size), Level.HIGH, dtype=np.int8)
    world = replace(world, ground=replace(world.ground, passed=(worst,), passed_of_day=(0,) * days))
    rides = [direct(0, 10)]
    sorties = run_all(world)
    parts, _ = make_parts(rides, sorties, (), ())
    (trip,) = write_tables(world, schedule_of(world, [cohort(1, 10)], rides, parts, sorties)).trips
    assert (trip.level, trip.usable_seats) == (level, 12 if level is Level.HIGH else 24)

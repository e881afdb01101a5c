from __future__ import annotations

from collections import Counter
from dataclasses import replace

from planner.domain.fleet import Escort
from planner.domain.plan import LegRole
from planner.domain.routing import OpenService, Ride, Shipment
from planner.domain.rule import EscortRule
from planner.domain.service import ServiceCall
from planner.schedule.linehaul import admit
from planner.schedule.parts import make_parts
from planner.schedule.rotations import rotate
from planner.schedule.tables import Tables, write_tables
from planner.schedule.world import World
from planner.units import HOUR_S
from tests.builders.small_schedule import legal_rules, schedule_of, schedule_world, shipment, single_trips
from tests.builders.small_world import CEHENG, cohort, moment, small_world, train


def last_mile(persons: int) -> Shipment:
    """From the station to the factory, once everybody is through the queue."""
    made = shipment(persons, "NBH", window=(moment(3, 8), moment(3, 14)), role=LegRole.LAST_MILE, service_id="SV1")
    return replace(made, arrive_to=moment(4))


def written(*calls: ServiceCall) -> Tables:
    """Forty walk-ins on two carriages of 20 seats, a medic for each started 25, stations of 60 persons an hour."""
    rule = legal_rules(escorts=(EscortRule("medic", "train", persons_per=25),))
    stops = tuple(replace(stop, people_per_hour=60) for stop in small_world().scenario.stops)
    medics = tuple(Escort(f"M{n}", "medic", "341225", moment(0), moment(12)) for n in (1, 2))
    shipments = [last_mile(20), last_mile(20)]
    facts = {"stops": stops, "escorts": medics, "services": (train(seats_per_unit=40, min_load=20, calls=calls),)}
    bare = schedule_world(shipments, rule, **facts)
    people, opened = [cohort(1, 40)], (OpenService(0, 2, 20, ((0, 40),)),)
    made = admit(bare.scenario, bare.policy, bare.places, people, opened)
    world = World.of(
        bare.scenario, bare.policy, bare.ground, bare.shipments, bare.rides, people, None, made
    )
    rides = [Ride(0, 20, False, 0, None, None, number) for number in (0, 1)]
    sorties = rotate(world, single_trips(shipments)).sorties
    parts, closed = make_parts(rides, sorties, made.opened, world.scenario.services, world)
    assert closed == ()
    return write_tables(world, schedule_of(world, people, rides, parts, sorties, made.opened))


def test_units_take_the_quarters_of_their_service_one_after_the_other() -> None:
    rows = [row for row in written().reservations if row.trip_id and row.trip_id.startswith("SV1#")]
    boarded = {(r.trip_id, r.amount, (r.from_at or 0) - moment(2)) for r in rows if r.place_id == "FYH"}
    assert boarded == {
        ("SV1#1", 15, 19.25 * HOUR_S), ("SV1#1", 5, 19.5 * HOUR_S), ("SV1#2", 10, 19.5 * HOUR_S),
        ("SV1#2", 10, 19.75 * HOUR_S),
    }  # fmt: skip
    left = Counter[str]()
    for row in rows:
        if row.place_id == "NBH":
            left[row.trip_id or ""] += row.amount
    assert left == {"SV1#1": 20, "SV1#2": 20}


def test_each_unit_names_its_escort_who_leaves_home_and_comes_back() -> None:
    tables = written()
    assert {trip.trip_id: trip.escort_ids for trip in tables.trips if trip.service_id} == {
        "SV1#1": ("M1",), "SV1#2": ("M2",),
    }  # fmt: skip
    mine = [row for row in tables.escort_duties if row.escort_id == "M2"]
    assert [(row.seq, row.activity) for row in mine] == [(1, "travel"), (2, "SV1#2"), (3, "travel")]
    assert mine[0].from_place == mine[-1].to_place == "adcode:341225"
    assert [row.to_at <= after.from_at for row, after in zip(mine, mine[1:])] == [True, True]


def test_a_service_with_more_calls_makes_them_all_and_nobody_gets_on_or_off_between() -> None:
    out, home = moment(2, 20), moment(3, 6)
    times = (("FYH", out, out), (CEHENG, moment(2, 22), moment(2, 23)), ("NBH", home, home))
    tables = written(*(ServiceCall("SV1", seq, *row) for seq, row in enumerate(times, 1)))
    halts = [row for row in tables.stop_times if row.trip_id == "SV1#1"]
    assert [(row.seq, row.stop_id, row.board, row.alight) for row in halts] == [
        (1, "FYH", 20, 0), (2, CEHENG, 0, 0), (3, "NBH", 0, 20),
    ]  # fmt: skip
    assert (halts[1].arrive_at, halts[1].depart_at) == (moment(2, 22), moment(2, 23))
    (straight,), (round_about,) = ({t.distance_m for t in made.trips if t.service_id} for made in (written(), tables))
    assert round_about > straight
    assert {(row.board_seq, row.alight_seq) for row in tables.loads if row.trip_id == "SV1#1"} == {(1, 3)}

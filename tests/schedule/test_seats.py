from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from planner.domain.demand import Cohort
from planner.domain.routing import Ride
from planner.domain.rule import RuleSet
from planner.schedule.parts import make_parts
from planner.schedule.rotations import rotate
from planner.schedule.seats import Names, seat_people, seat_plan
from planner.schedule.tables import Tables, write_tables
from tests.builders.small_schedule import (
    at_hour,
    legal_rules,
    run_all,
    schedule_of,
    schedule_world,
    trip_of,
)
from tests.builders.small_world import cohort


def named(number: int, persons: int, groups: tuple[int, ...] = ()) -> Cohort:
    """A cohort of made-up people W<number>-01, W<number>-02 …, groups first."""
    ids = tuple(f"W{number}-{k:02d}" for k in range(1, persons + 1))
    return cohort(number, persons, source="named", worker_ids=ids, group_sizes=groups)


def seated(cohorts: list[Cohort], rides: list[Ride], *rulesets: RuleSet) -> tuple[Tables, Names]:
    """Tables and seats of direct rides, one coach for each."""
    shipments = [at_hour(2 + number, 8, ride.persons) for number, ride in enumerate(rides)]
    world = schedule_world(shipments, *rulesets)
    sorties = run_all(world)
    parts, _ = make_parts(rides, sorties, (), ())
    schedule = schedule_of(world, cohorts, rides, parts, sorties)
    tables = write_tables(world, schedule)
    return tables, seat_people(world, schedule, tables)


def direct(number: int, persons: int, cohort_no: int = 0, group: bool = False) -> Ride:
    """A ride whose shipment has the same number."""
    return Ride(cohort_no, persons, group, None, number, None, None)


def test_everybody_sits_once_on_each_trip() -> None:
    tables, names = seated([named(1, 20), named(2, 6)], [direct(0, 20), direct(1, 6, 1)])
    assert len(names.manifest) == 26
    assert len({(seat.trip_id, seat.seat) for seat in names.manifest}) == 26
    assert len({seat.worker_id for seat in names.manifest}) == 26
    assert Counter(seat.trip_id for seat in names.manifest) == {trip.trip_id: trip.load for trip in tables.trips}
    assert names.left == {"C000001": (), "C000002": ()}


def test_rows_of_observation_stay_free() -> None:
    _, names = seated([named(1, 20)], [direct(0, 20)], legal_rules(observation_rows={"coach": 4}))
    assert max(int(seat.seat[:-1]) for seat in names.manifest) <= 12 - 4


def test_a_group_travels_as_its_members() -> None:
    people = named(1, 9, groups=(3, 2))
    _, names = seated([people], [direct(0, 2, group=True), direct(1, 3, group=True), direct(2, 4)])
    by_trip = {}
    for seat in names.manifest:
        by_trip.setdefault(seat.trip_id, set()).add(seat.worker_id)
    w = people.worker_ids
    assert list(by_trip.values()) == [set(w[3:5]), set(w[:3]), set(w[5:])]


def test_those_without_a_part_are_left() -> None:
    people = named(1, 9, groups=(3, 2))
    _, names = seated([people], [direct(0, 3, group=True), direct(1, 1)])
    assert names.left["C000001"] == (*people.worker_ids[3:5], *people.worker_ids[6:])


def test_heat_has_no_names() -> None:
    tables, names = seated([cohort(1, 12)], [direct(0, 12)])
    assert names.manifest == ()
    assert sum(trip.load for trip in tables.trips) == 12


def test_two_cohorts_aboard_one_coach_do_not_share_a_seat() -> None:
    shipments = [at_hour(2, 8, 10), at_hour(2, 8, 12)]
    world = schedule_world(shipments)
    sorties = rotate(world, [trip_of(shipments, 0, 1)]).sorties
    rides = [direct(0, 10), direct(1, 12, 1)]
    schedule = schedule_of(world, [named(1, 10), named(2, 12)], rides, make_parts(rides, sorties, (), ())[0], sorties)
    tables = write_tables(world, schedule)
    names = seat_people(world, schedule, tables)
    assert len(tables.trips) == 1
    assert len({seat.seat for seat in names.manifest}) == 22


@given(seats=st.integers(1, 120), rows=st.integers(1, 40), observed=st.integers(0, 4))
def test_a_seat_plan_has_a_label_for_every_usable_seat(seats: int, rows: int, observed: int) -> None:
    rows = min(rows, seats)
    labels = seat_plan(seats, rows, observed)
    wide = -(-seats // rows)
    assert len(set(labels)) == len(labels) >= max(0, seats - observed * wide)
    assert all(int(label.rstrip("ABCDEFGHJK")) <= rows - observed for label in labels)


def test_neighbours_sit_apart_while_half_of_the_seats_last() -> None:
    labels = seat_plan(48, 12, 0)
    first = {(int(label[:-1]), "ABCD".index(label[-1])) for label in labels[:24]}
    assert not any((row, column + 1) in first for row, column in first)


def test_offers_with_very_wide_rows_still_have_labels() -> None:
    assert len(set(seat_plan(120, 1, 0))) == 120



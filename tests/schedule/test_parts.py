from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.plan import LegRole
from planner.domain.routing import OpenService, Ride
from planner.schedule.parts import Leg, Part, crews_kept, make_parts, strayed
from planner.schedule.sorties import Sortie
from planner.schedule.world import World
from tests.builders.small_schedule import bare_sortie, legal_rules, schedule_world, shipment
from tests.builders.small_world import fleet, train

FEEDER, LAST = 0, 1


def over_train(persons: int, feeder: int | None = FEEDER, last: int = LAST, group: bool = False) -> Ride:
    """A ride over service 0 with shipments for the coaches at either end."""
    return Ride(0, persons, group, 0, None, feeder, last)


def direct(persons: int, shipment: int, group: bool = False) -> Ride:
    """A ride by direct coach."""
    return Ride(0, persons, group, None, shipment, None, None)


def opened(units: int = 5, seats: int = 50) -> tuple[OpenService, ...]:
    """Service 0 with carriages of that many usable seats."""
    return (OpenService(0, units, seats, ()),)


def parts_of(
    rides: Sequence[Ride], sorties: Sequence[Sortie], services: tuple[OpenService, ...] = (), least: int = 1
) -> tuple[Part, ...]:
    """Parts when the service asks for at least so many persons; it must not close."""
    parts, closed = make_parts(rides, sorties, services, (train(min_load=least),))
    assert closed == ()
    return parts


def persons_by_leg(parts: Sequence[Part]) -> dict[Leg, int]:
    """Persons on every leg."""
    found: dict[Leg, int] = defaultdict(int)
    for part in parts:
        for leg in part.legs:
            found[leg] += part.persons
    return found


def test_a_direct_ride_has_one_part_for_each_coach() -> None:
    parts = parts_of([direct(30, 0)], [bare_sortie((0, 24)), bare_sortie((0, 6))])
    assert parts == (Part(0, 24, (Leg(0),)), Part(0, 6, (Leg(1),)))


def test_those_without_a_coach_are_in_no_part() -> None:
    assert parts_of([direct(30, 0), direct(5, 1)], [bare_sortie((0, 24))]) == (Part(0, 24, (Leg(0),)),)


def test_feeders_and_last_miles_are_cut_at_the_same_heads() -> None:
    # two feeders of 20 and 10, last miles of 12 and 18: parts of 12, 8 and 10
    sorties = [bare_sortie((FEEDER, 20)), bare_sortie((FEEDER, 10)), bare_sortie((LAST, 12)), bare_sortie((LAST, 18))]
    carriage = Leg(None, 0, 1)
    assert parts_of([over_train(30)], sorties, opened()) == (
        Part(0, 12, (Leg(0), carriage, Leg(2))),
        Part(0, 8, (Leg(0), carriage, Leg(3))),
        Part(0, 10, (Leg(1), carriage, Leg(3))),
    )


def test_walk_ins_have_no_feeder_leg() -> None:
    parts = parts_of([over_train(10, feeder=None)], [bare_sortie((LAST, 10))], opened())
    assert parts == (Part(0, 10, (Leg(None, 0, 1), Leg(0))),)


def test_carriages_are_filled_one_after_the_other() -> None:
    parts = parts_of([over_train(70, feeder=None)], [bare_sortie((LAST, 70))], opened(seats=30))
    assert [(part.legs[0].unit, part.persons) for part in parts] == [(1, 30), (2, 30), (3, 10)]


def test_a_group_sits_in_one_carriage() -> None:
    rides = [over_train(26, None, 0), over_train(8, None, 1, group=True), over_train(9, None, 2, group=True)]
    sorties = [bare_sortie((0, 26), (1, 8), (2, 9))]
    parts = parts_of(rides, sorties, opened(units=3, seats=15))
    assert [(part.ride, part.persons) for part in parts if rides[part.ride].group] == [(1, 8), (2, 9)]
    assert sum(part.persons for part in parts) == 43
    assert max(persons_by_leg(parts)[Leg(None, 0, unit)] for unit in (1, 2, 3)) <= 15


def test_a_group_that_lost_a_member_on_the_way_stays_behind_whole() -> None:
    ride = over_train(8, group=True)
    assert parts_of([ride, over_train(5, None, 2)], [bare_sortie((FEEDER, 8)), bare_sortie((2, 5))], opened()) == (
        Part(1, 5, (Leg(None, 0, 1), Leg(1))),
    )


def test_a_person_needs_a_seat_on_every_leg() -> None:
    sorties = [bare_sortie((FEEDER, 20)), bare_sortie((LAST, 14))]
    assert sum(part.persons for part in parts_of([over_train(20)], sorties, opened())) == 14


def test_a_service_below_its_least_load_is_closed() -> None:
    sorties = [bare_sortie((FEEDER, 20)), bare_sortie((LAST, 14))]
    parts, closed = make_parts([over_train(20)], sorties, opened(), (train(min_load=15),))
    assert (parts, closed) == ((), (0,))
    assert make_parts([over_train(20)], sorties, opened(), (train(min_load=14),))[1] == ()


def test_a_service_whose_carriages_cannot_hold_the_groups_is_closed_below_its_least_load() -> None:
    rides = [over_train(3, None, number, group=True) for number in range(3)]
    parts, closed = make_parts(rides, [bare_sortie((0, 3), (1, 3), (2, 3))], opened(2, 5), (train(min_load=9),))
    assert (parts, closed) == ((), (0,))


def test_other_rides_go_on_when_a_service_closes() -> None:
    rides = [over_train(20), direct(7, 2)]
    parts, closed = make_parts(rides, [bare_sortie((2, 7))], opened(), (train(min_load=15),))
    assert (parts, closed) == ((Part(1, 7, (Leg(0),)),), (0,))


def split(persons: int, cuts: list[int], shipment: int) -> list[Sortie]:
    """Coaches that take persons of a shipment in pieces; a piece of 0 is left out, the last takes what is left."""
    sorties = []
    for cut in cuts:
        taken = min(cut, persons)
        if taken:
            sorties.append(bare_sortie((shipment, taken)))
        persons -= taken
    return sorties


cuts = st.lists(st.integers(0, 30), max_size=4)
journeys = st.tuples(st.integers(1, 60), cuts, cuts, st.booleans())


@given(rides=st.lists(journeys, min_size=1, max_size=5), units=st.integers(1, 4))
def test_parts_never_hold_more_than_any_leg(rides: list[tuple[int, list[int], list[int], bool]], units: int) -> None:
    made, sorties = [], []
    for number, (persons, first, last, walks) in enumerate(rides):
        made.append(over_train(persons, None if walks else 2 * number, 2 * number + 1))
        sorties += [] if walks else split(persons, first, 2 * number)
        sorties += split(persons, last, 2 * number + 1)
    parts, closed = make_parts(made, sorties, opened(units, 25), (train(min_load=1),))
    for leg, persons in persons_by_leg(parts).items():
        limit = 25 if leg.sortie is None else sum(load.persons for load in sorties[leg.sortie].timed.routed.loads)
        assert persons <= limit
    for number, ride in enumerate(made):
        mine = [part for part in parts if part.ride == number]
        assert sum(part.persons for part in mine) <= ride.persons
        assert all(len(part.legs) == 2 + (ride.feeder is not None) and part.persons > 0 for part in mine)
    whole = sum(min(p, sum(last), p if walks else sum(first)) for p, first, last, walks in rides)
    assert sum(part.persons for part in parts) == min(whole, 25 * units)
    assert bool(closed) == (whole == 0)


@pytest.mark.parametrize("group", [True, False])
def test_neighbours_of_the_road_sit_together(group: bool) -> None:
    rides = [over_train(5, None, number, group=group) for number in (0, 1, 2, 3)]
    sorties = [bare_sortie((0, 5), (2, 5)), bare_sortie((1, 5), (3, 5))]
    parts = parts_of(rides, sorties, opened(seats=10))
    units = {part.ride: part.legs[0].unit for part in parts}
    assert units == {0: 1, 2: 1, 1: 2, 3: 2}


def registered_at(adcode: str) -> tuple[World, tuple[Sortie, ...], tuple[Ride, ...]]:
    """A feeder from one county and a last mile into another, run by a coach registered in ``adcode``."""
    feeding = shipment(role=LegRole.FEEDER, end="S2")
    world = schedule_world(
        (feeding,), legal_rules(one_end_registration=True), fleets=(fleet(registration_adcode=adcode),)
    )
    return world, (bare_sortie((0, 20)),), (direct(20, 0),)


def with_law(sortie: Sortie, world: World) -> Sortie:
    """The sortie under the rules of its world."""
    return replace(sortie, timed=replace(sortie.timed, rules=world.policy.rulesets[0]))


def test_a_coach_registered_where_nobody_boards_or_alights_any_more_has_strayed() -> None:
    world, sorties, rides = registered_at("530102")
    lawful = tuple(with_law(sortie, world) for sortie in sorties)
    parts = parts_of(rides, lawful)
    assert strayed(world, rides, lawful, parts) == {0}


def test_a_coach_registered_at_one_end_of_a_stop_in_use_has_not_strayed() -> None:
    world, sorties, rides = registered_at("330206")
    lawful = tuple(with_law(sortie, world) for sortie in sorties)
    parts = parts_of(rides, lawful)
    assert strayed(world, rides, lawful, parts) == frozenset()


def test_the_second_driver_stays_when_the_trip_that_needed_two_falls_away() -> None:
    far, near = bare_sortie((1, 10)), bare_sortie((0, 10))
    far = replace(far, timed=replace(far.timed, crew=2))
    parts = parts_of([direct(10, 0)], [near])
    assert [sortie.timed.crew for sortie in crews_kept((near, far), (near,), parts)] == [2]
    assert [sortie.timed.crew for sortie in crews_kept((near,), (near,), parts)] == [1]

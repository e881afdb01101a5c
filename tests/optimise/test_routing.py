"""Coach trips: everybody aboard once or left, every limit kept, the same answer for the same question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from planner.domain.fleet import Positioning
from planner.domain.place import Level, Zone, prefecture_of
from planner.domain.plan import LegRole
from planner.domain.routing import Shipment
from planner.domain.rule import DriverRules, LoadCap, scope_of
from planner.domain.service import Mode
from planner.optimise.problem import build_routing_data, with_vehicle_time
from planner.optimise.routing import (
    COLDEST,
    HEAT_PER_ITERATION,
    HOTTEST,
    LAST_HEAT,
    Routing,
    Search,
    route_coaches,
)
from tests.builders.small_world import (
    CEHENG,
    FUNAN,
    PLANE,
    YINGSHANG,
    SmallWorld,
    fleet,
    limits,
    moment,
    rules,
    small_world,
)
from tests.optimise.errands import cost_of, errand, places, random_errands, route, stops_of

FREE_DRIVERS = [fleet(driver_day_cents=0, count=40, drivers=80)]


def aboard(routing: Routing) -> Counter[int]:
    persons: Counter[int] = Counter()
    for trip in routing.trips:
        persons.update({load.shipment: load.persons for load in trip.loads})
    return persons


def load(trip_loads: Sequence[object]) -> int:
    return sum(one.persons for one in trip_loads)  # type: ignore[attr-defined]


def seats_of(world: SmallWorld, trip: object) -> int:
    made, known = world.scenario.fleets[trip.fleet], places(world)  # type: ignore[attr-defined]
    scope = scope_of(tuple(known[stop].adcode for stop in stops_of(trip)))  # type: ignore[arg-type]
    ruleset = world.policy.rulesets[0]
    return ruleset.usable_seats(Mode.COACH.value, scope, Level.LOW, made.seats, made.seat_rows)


def check(world: SmallWorld, errands: Sequence[Shipment], routing: Routing) -> None:
    """What holds of every routing, whatever the rules."""
    persons = aboard(routing)
    assert [persons[n] + routing.left[n] for n in range(len(errands))] == [e.persons for e in errands]
    for trip in routing.trips:
        first = errands[trip.loads[0].shipment]
        assert all(one.persons > 0 for one in trip.loads)
        assert load(trip.loads) <= seats_of(world, trip)
        assert {errands[one.shipment].from_place for one in trip.loads} <= set(trip.pickups)
        assert {errands[one.shipment].to_place for one in trip.loads} <= set(trip.drops)
        assert {(errands[one.shipment].role, errands[one.shipment].service_id) for one in trip.loads} == {
            (first.role, first.service_id)
        }
        assert len(set(trip.pickups)) == len(trip.pickups) and len(set(trip.drops)) == len(trip.drops)
    for number, one in enumerate(errands):
        if one.group:
            holders = [t for t in routing.trips if any(part.shipment == number for part in t.loads)]
            assert len(holders) <= 1 and persons[number] in (0, one.persons)
    trips = Counter(trip.fleet for trip in routing.trips)
    assert all(f.max_trips is None or trips[n] <= f.count * f.max_trips for n, f in enumerate(world.scenario.fleets))


@pytest.mark.parametrize("seed", range(6))
def test_everybody_is_aboard_once_or_left_and_no_coach_is_overfull(seed: int) -> None:
    world = small_world(fleets=[fleet(), fleet("FY", PLANE[FUNAN], seats=33, count=4, drivers=8, max_trips=1)])
    errands = random_errands(seed)
    routing = route(world, errands, seed=seed)
    check(world, errands, routing)
    assert routing.trips


@pytest.mark.parametrize("positioning", list(Positioning))
@pytest.mark.parametrize("seed", [1, 2])
def test_the_cost_told_is_the_cost_of_the_trips(positioning: Positioning, seed: int) -> None:
    world = small_world(fleets=[replace(FREE_DRIVERS[0], positioning=positioning)])
    routing = route(world, random_errands(seed), seed=seed)
    assert routing.cost_cents == sum(cost_of(world, trip) for trip in routing.trips)


def test_drivers_are_paid_by_days_and_by_two_beyond_the_distance_of_one() -> None:
    # 1,400 km at 72 km/h take 19 h 27 min, hence one day of two drivers for 700 km loaded
    world = small_world(rules(drivers=DriverRules(two_driver_m=400_000)), fleets=[fleet()])
    routing = route(world, [errand(10)])
    assert routing.cost_cents == cost_of(world, routing.trips[0], driver_days=2)


def test_a_lone_shipment_fills_coach_after_coach() -> None:
    routing = route(small_world(fleets=FREE_DRIVERS), [errand(60)])
    assert sorted(load(trip.loads) for trip in routing.trips) == [12, 24, 24]


def test_neighbours_share_a_coach_when_that_is_cheaper() -> None:
    routing = route(small_world(), [errand(12), errand(12, YINGSHANG)])
    assert [set(trip.pickups) for trip in routing.trips] == [{FUNAN, YINGSHANG}]


def test_a_coach_is_chosen_for_all_who_may_fill_it_and_not_for_those_who_open_it() -> None:
    small = fleet("SMALL", seats=37, count=40, drivers=80, driver_day_cents=0, fixed_cents=70_000, cents_per_km=760)
    large = fleet("LARGE", seats=49, count=40, drivers=80, driver_day_cents=0, fixed_cents=80_000, cents_per_km=920)
    routing = route(small_world(fleets=[small, large]), [errand(6) for _ in range(12)], 200)
    assert [(trip.fleet, load(trip.loads)) for trip in routing.trips] == [(1, 24)] * 3


def test_the_same_seed_and_work_give_the_same_trips() -> None:
    world, errands = small_world(), random_errands(3)
    first = route(world, errands, 300, seed=5)
    assert route(world, errands, 300, seed=5) == first


def test_more_work_is_not_wasted() -> None:
    world, errands = small_world(fleets=[fleet(count=40, drivers=80)]), random_errands(4, count=30, most=15)
    assert route(world, errands, 3_000).cost_cents <= route(world, errands, 0).cost_cents


def test_who_can_look_longer_begins_hotter_and_everybody_ends_cool() -> None:
    world = small_world()
    data = build_routing_data(world.scenario, world.policy, world.ground, [errand(10)], world.rides)
    few, more, most = (
        Search(data, np.zeros((1, 2)), limits(1), typical=100.0, effort=effort)
        for effort in (0.0, 2 * COLDEST / HEAT_PER_ITERATION, 1e9)
    )
    assert [search.heat(0.0) for search in (few, more, most)] == [100 * COLDEST, 200 * COLDEST, 100 * HOTTEST]
    for search in (few, more, most):
        heats = [search.heat(step / 10) for step in range(11)]
        assert heats == sorted(heats, reverse=True) and heats[0] >= 9 * heats[-1] and heats[-1] >= 99 * LAST_HEAT


def test_better_tiers_sit_when_coaches_are_short() -> None:
    world = small_world(fleets=[fleet(count=1, drivers=2, max_trips=1)])
    errands = [errand(24, tier=2), errand(24, tier=0), errand(24, tier=1)]
    assert route(world, errands).left == (24, 0, 24)


def test_one_person_of_a_better_tier_outweighs_a_coachload_of_the_next() -> None:
    world = small_world(fleets=[fleet(count=1, drivers=2, max_trips=1)])
    routing = route(world, [errand(24, CEHENG, tier=1), errand(1, tier=0)], 400)
    assert routing.left[1] == 0


def test_no_more_enterprises_share_a_coach_than_may() -> None:
    world = small_world(rules(max_enterprises={"coach": 1}))
    errands = [errand(3, FUNAN, door) for door in ("S1", "S2", "S3")]
    routing = route(world, errands)
    assert sorted(trip.drops for trip in routing.trips) == [("S1",), ("S2",), ("S3",)]
    assert len(route(small_world(), errands).trips) == 1


def test_no_coach_halts_more_often_than_may() -> None:
    errands = [errand(2, origin, door) for origin in (FUNAN, YINGSHANG) for door in ("S1", "S2", "S3")]
    routing = route(small_world(rules(max_pickups=1, max_drops=2)), errands)
    assert all(len(trip.pickups) == 1 and len(trip.drops) <= 2 for trip in routing.trips)
    assert sum(routing.left) == 0
    assert len(route(small_world(), errands).trips) == 1


def test_a_coach_is_registered_at_one_of_its_ends() -> None:
    fleets = [fleet("GZ", PLANE[CEHENG], fixed_cents=0, cents_per_km=1), fleet("FY", PLANE[FUNAN]), fleet("NB")]
    world = small_world(rules(one_end_registration=True), fleets=fleets)
    errands = random_errands(7)
    routing = route(world, errands)
    check(world, errands, routing)
    known = places(world)
    for trip in routing.trips:
        cities = {prefecture_of(known[stop].adcode) for stop in stops_of(trip)}
        assert prefecture_of(fleets[trip.fleet].registration_adcode) in cities


def test_without_a_fleet_of_either_end_everybody_is_left() -> None:
    world = small_world(rules(one_end_registration=True), fleets=[fleet(registration_adcode="310115")])
    assert route(world, [errand(5)]).left == (5,)


def high(place: str) -> Zone:
    return Zone(PLANE[place][2], Level.HIGH, moment(-9), None)


def test_nobody_boards_in_transit_where_stops_are_banned() -> None:
    errands = [errand(6), errand(6, YINGSHANG)]
    free = small_world(rules(), zones=(high(FUNAN), high(YINGSHANG)))
    assert len(route(free, errands).trips) == 1
    banned = small_world(rules(stop_ban_from=Level.HIGH), zones=(high(FUNAN), high(YINGSHANG)))
    assert sorted(trip.pickups for trip in route(banned, errands).trips) == [(FUNAN,), (YINGSHANG,)]


def test_nobody_alights_in_transit_where_stops_are_banned() -> None:
    errands = [errand(6, FUNAN, "S1"), errand(6, FUNAN, "S3")]
    zones = (high("S1"), high("S3"))
    assert len(route(small_world(rules(), zones=zones), errands).trips) == 1
    banned = route(small_world(rules(stop_ban_from=Level.HIGH), zones=zones), errands)
    assert sorted(trip.drops for trip in banned.trips) == [("S1",), ("S3",)]


@pytest.mark.parametrize("place", [FUNAN, "S1"])
def test_sealed_ground_gives_no_seat(place: str) -> None:
    shut = Zone(PLANE[place][2], Level.SEALED, moment(-9), None)
    world = small_world(rules(sealed_closed=True), zones=(shut,))
    assert route(world, [errand(5), errand(5, CEHENG, "S3")]).left == (5, 0)


def test_the_strictest_level_of_all_stops_sets_the_seats() -> None:
    caps = (LoadCap("*", "*", "high", Fraction(1, 4)), LoadCap("*", "*", "*", Fraction(1, 2)))
    world = small_world(rules(caps=caps), zones=(high(FUNAN),))
    routing = route(world, [errand(60), errand(20, YINGSHANG)])
    assert sum(routing.left) == 0
    for trip in routing.trips:
        assert load(trip.loads) <= (12 if FUNAN in trip.pickups else 24)


def test_a_group_larger_than_any_coach_stays_together_at_home() -> None:
    assert route(small_world(), [errand(25, group=True), errand(24, group=True)]).left == (25, 0)


def test_a_fleet_makes_no_more_trips_than_it_may() -> None:
    world = small_world(fleets=[fleet(count=2, drivers=4, max_trips=2)])
    routing = route(world, [errand(24 * 7)])
    assert len(routing.trips) == 4 and routing.left == (72,)


def test_a_fleet_is_out_no_longer_than_it_is_there() -> None:
    # 19.4 h of driving and an hour's handling a sortie; the crew's ten days hold no more than 80 % of 240 h
    world = small_world(fleets=[fleet(count=1, drivers=2)])
    data = build_routing_data(world.scenario, world.policy, world.ground, [errand(24 * 30)], world.rides)
    routing = route_coaches(data, world.ground, [errand(24 * 30)], limits(50))
    assert 5 <= len(routing.trips) <= 12
    none = route_coaches(with_vehicle_time(data, [0], [], ()), world.ground, [errand(24 * 30)], limits(50))
    assert none.trips == () and none.left == (24 * 30,)


def test_feeders_to_one_train_take_no_more_coaches_than_stand_ready() -> None:
    board = {"arrive_from": moment(2, 12), "arrive_to": moment(2, 19), "depart_to": moment(2, 20)}
    feeder = errand(24 * 5, FUNAN, "FYH", role=LegRole.FEEDER, service_id="SV1", enterprise_id="E1", **board)
    world = small_world(fleets=[fleet("FY", PLANE[FUNAN], count=3, drivers=6)])
    routing = route(world, [feeder])
    assert len(routing.trips) == 3 and routing.left == (48,)


def test_feeders_direct_rides_and_other_trains_never_share_a_coach() -> None:
    board = {"arrive_from": moment(2, 12), "arrive_to": moment(2, 19), "depart_to": moment(2, 20)}
    errands = [
        errand(3, FUNAN, "FYH", role=LegRole.FEEDER, service_id="SV1", enterprise_id="E1", **board),
        errand(3, FUNAN, "FYH", role=LegRole.FEEDER, service_id="SV2", enterprise_id="E1", **board),
        errand(3, FUNAN, "FYH", enterprise_id="E1"),
    ]
    world = small_world()
    routing = route(world, errands)
    check(world, errands, routing)
    assert len(routing.trips) == 3


def test_those_who_cannot_arrive_in_time_are_left() -> None:
    late = errand(5, CEHENG, arrive_to=moment(1, 20))  # 1,900 km take more than 26 h
    assert route(small_world(), [late, errand(5)]).left == (5, 0)


def test_windows_that_do_not_meet_are_not_joined() -> None:
    early = errand(5, arrive_to=moment(3, 6))
    later = errand(5, depart_from=moment(5), arrive_to=moment(8))
    assert len(route(small_world(), [early, later]).trips) == 2


def test_places_without_a_way_are_left() -> None:
    world = small_world(epochs=((CEHENG,),))
    assert route(world, [errand(5), errand(5, CEHENG)]).left == (0, 5)


def test_nothing_to_carry_or_nobody_to_drive_is_no_error() -> None:
    world = small_world()
    data = build_routing_data(world.scenario, world.policy, world.ground, [errand(3)], world.rides)
    assert route_coaches(data, world.ground, [], limits()) == Routing((), (), 0, 0)
    idle = small_world(fleets=[])
    data = build_routing_data(idle.scenario, idle.policy, idle.ground, [errand(3)], idle.rides)
    assert route_coaches(data, idle.ground, [errand(3)], limits()).left == (3,)


@pytest.mark.parametrize("iterations", [0, 1, 7, 11, 12, 13, 100])
def test_a_search_makes_as_many_iterations_as_it_may(iterations: int) -> None:
    errands = random_errands(1)
    made = route(small_world(), errands, iterations)
    assert made.iterations == len(errands) + iterations

"""Which ways come into question: what rules exclude is impossible, what is hopeless is not practical."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from planner.candidates.ways import cohort_arrays, handling_s
from planner.domain.place import Level, ModeBan, Zone, ZoneArea
from planner.domain.rule import LoadCap, Times
from planner.domain.service import Mode
from planner.units import HOUR_S
from tests.builders.small_world import CEHENG, DAYS, FUNAN, YINGSHANG, cohort, firm, moment, rules, small_world, train


def test_cohorts_become_rows_of_places_and_windows() -> None:
    world = small_world(firms=[firm("E1", resume_from=moment(3)), firm("E2"), firm("E3")])
    rows = world.ground.index()
    arrays = cohort_arrays(world.scenario, world.policy, [cohort(1, 5), cohort(2, 5, "S2", CEHENG)], rows)
    assert arrays.pickup.tolist() == [rows[FUNAN], rows[CEHENG]]
    assert arrays.site.tolist() == [rows["S1"], rows["S2"]]
    assert arrays.arrive_from.tolist() == [moment(3), 0]


def test_a_ride_within_its_window_is_practical() -> None:
    direct = small_world().ways([cohort(1, 5)]).direct
    assert direct.practical.tolist() == direct.possible.tolist() == [True]


def test_a_window_shorter_than_the_legal_speed_needs_is_impossible() -> None:
    # 700 km: 7 h at 100 km/h, 9 h 43 min at the matrix's own 72 km/h
    windows = [cohort(n, 5, due_at=moment(1, hours)) for n, hours in enumerate((6, 8, 11))]
    direct = small_world().ways(windows).direct
    assert direct.possible.tolist() == [False, True, True]
    assert direct.practical.tolist() == [False, False, True]


def test_a_ride_longer_than_may_be_is_impossible() -> None:
    short = rules(times=Times(max_ride_s=12 * HOUR_S))
    assert small_world(short).ways([cohort(1, 5), cohort(2, 5, origin=CEHENG)]).direct.possible.tolist() == [
        True,
        False,
    ]


def test_a_ride_beyond_the_longest_trip_is_impossible_if_every_rule_set_says_so() -> None:
    far, near = cohort(2, 5, origin=CEHENG), cohort(1, 5)
    limited = rules(max_trip_m=800_000)
    assert small_world(limited).ways([near, far]).direct.possible.tolist() == [True, False]
    later = replace(rules(), version="later@2020-02-28", effective_from=moment(9))
    assert small_world(limited, later).ways([near, far]).direct.possible.tolist() == [True, True]


def test_a_place_without_a_way_is_impossible() -> None:
    cut_off = small_world(epochs=((CEHENG,),))
    assert cut_off.ways([cohort(1, 5), cohort(2, 5, origin=CEHENG)]).direct.possible.tolist() == [True, False]


@pytest.mark.parametrize(("until", "possible"), [(None, False), (moment(3), True), (moment(9), False)])
def test_sealed_ground_opens_a_way_only_within_the_window(until: int | None, possible: bool) -> None:
    shut = Zone("341225", Level.SEALED, moment(-9), until)
    world = small_world(rules(sealed_closed=True), zones=(shut,))
    assert world.ways([cohort(1, 5)]).direct.possible.tolist() == [possible]


@pytest.mark.parametrize(("until", "possible"), [(None, False), (moment(3), True), (moment(9), False)])
def test_a_pick_up_in_a_sealed_area_opens_a_way_only_within_the_window(until: int | None, possible: bool) -> None:
    shut = ZoneArea("A1", "341225", Level.SEALED, moment(-9), until, "POLYGON EMPTY", (FUNAN,))
    world = small_world(rules(sealed_closed=True), zone_areas=(shut,))
    assert world.ways([cohort(1, 5), cohort(2, 5, origin=YINGSHANG)]).direct.possible.tolist() == [possible, True]


@pytest.mark.parametrize(("until", "possible"), [(None, False), (moment(3), True), (moment(9), False)])
def test_a_ban_of_coaches_closes_a_pick_up_for_the_days_that_it_holds(until: int | None, possible: bool) -> None:
    world = small_world(mode_bans=(ModeBan("3412", "coach", moment(-9), until),))
    assert world.ways([cohort(1, 5), cohort(2, 5, origin=CEHENG)]).direct.possible.tolist() == [possible, True]
    trains = small_world(mode_bans=(ModeBan("3412", "train", moment(-9), until),))
    assert trains.ways([cohort(1, 5)]).direct.possible.tolist() == [True]


def test_a_ban_and_a_seal_in_turn_leave_no_moment_open() -> None:
    ban = ModeBan("341225", "coach", moment(-9), moment(4))
    shut = Zone("341225", Level.SEALED, moment(4), None)
    world = small_world(rules(sealed_closed=True), mode_bans=(ban,), zones=(shut,))
    assert world.ways([cohort(1, 5)]).direct.possible.tolist() == [False]
    gap = small_world(rules(sealed_closed=True), mode_bans=(ban,), zones=(replace(shut, from_at=moment(5)),))
    assert gap.ways([cohort(1, 5)]).direct.possible.tolist() == [True]


def test_ground_sealed_only_under_a_later_rule_set_is_possible_for_trips_that_leave_before() -> None:
    shut = Zone("341225", Level.SEALED, moment(-9), None)
    later = rules(version="test@later", effective_from=moment(3), sealed_closed=True)
    assert small_world(rules(), later, zones=(shut,)).ways([cohort(1, 5)]).direct.possible.tolist() == [True]
    late = cohort(1, 5, ready_at=moment(6))
    assert small_world(rules(), later, zones=(shut,)).ways([late]).direct.possible.tolist() == [False]


def test_ground_is_open_where_no_rule_closes_it() -> None:
    shut = Zone("341225", Level.SEALED, moment(-9), None)
    assert small_world(rules(), zones=(shut,)).ways([cohort(1, 5)]).direct.possible.tolist() == [True]


def test_a_train_is_open_to_those_who_reach_it_and_are_reached() -> None:
    cohorts = [
        cohort(1, 5),
        cohort(2, 5, ready_at=moment(3)),  # ready after it left
        cohort(3, 5, due_at=moment(3, 6)),  # due when it arrives
        cohort(4, 5, "S3", YINGSHANG),
    ]
    ways = small_world(services=(train(),)).ways(cohorts).linehaul
    assert ways.cohort.tolist() == [0, 3]
    assert ways.practical.all() and not ways.walk_in.any()


def test_a_promise_of_boarding_rules_out_what_leaves_too_late() -> None:
    stops = tuple(replace(stop, catchment_adcodes=("341226",)) for stop in small_world().scenario.stops)
    world = small_world(services=(train(),), stops=stops)  # leaves on the third day at 20:00; YINGSHANG walks in
    promised = [
        cohort(number, 5, origin=origin, board_by=moment(day, hour))
        for number, (origin, day, hour) in enumerate(
            [(YINGSHANG, 2, 19), (YINGSHANG, 2, 21), (FUNAN, 2, 8), (FUNAN, 2, 18), (FUNAN, 0, 23)]
        )
    ]
    ways = world.ways(promised)
    assert ways.linehaul.cohort.tolist() == [1, 2, 3]
    # the longest wait at the station is eight hours, the feeder takes half an hour
    assert ways.linehaul.practical.tolist() == [True, False, True]
    assert ways.direct.possible.tolist() == [True, True, True, True, False]


def test_a_hub_too_far_away_is_possible_but_not_practical() -> None:
    ways = small_world(services=(train(),)).ways([cohort(1, 5, origin=CEHENG)]).linehaul
    assert (ways.cohort.tolist(), ways.practical.tolist()) == ([0], [False])


def test_walking_in_costs_no_feeder_and_needs_no_time() -> None:
    world = small_world(services=(train(),))
    stops = tuple(replace(s, catchment_adcodes=("3412",)) for s in world.scenario.stops)
    near = replace(world, scenario=replace(world.scenario, stops=stops))
    late = cohort(1, 5, ready_at=train().depart_at)
    assert world.ways([late]).linehaul.cohort.tolist() == []
    ways = near.ways([late]).linehaul
    assert ways.walk_in.tolist() == [True]
    fed = world.ways([cohort(1, 5)]).linehaul
    assert ways.floor[0] < fed.floor[0]


def test_prices_of_a_train_hold_a_feeder_and_a_last_mile_and_no_fare() -> None:
    dear = small_world(services=(train(seat_cents=1_000_000, fixed_cents=90_000_000),))
    cheap = small_world(services=(train(),))
    people = [cohort(1, 5)]
    assert dear.ways(people).linehaul.floor.tolist() == cheap.ways(people).linehaul.floor.tolist()
    assert (cheap.ways(people).linehaul.estimate >= cheap.ways(people).linehaul.floor).all()


def test_a_door_shut_until_long_after_the_train_makes_it_impractical() -> None:
    early = train(depart_at=moment(1, 9), arrive_at=moment(1, 20))  # the door opens at 08:00, the wait ends at 04:00
    world = small_world(services=(early,))
    sites = tuple(replace(s, opens_s=8 * HOUR_S, closes_s=18 * HOUR_S) for s in world.scenario.sites)
    shut = replace(world, scenario=replace(world.scenario, sites=sites))
    assert world.ways([cohort(1, 5)]).linehaul.practical.tolist() == [True]
    assert shut.ways([cohort(1, 5)]).linehaul.practical.tolist() == [False]


def test_handling_at_hubs_depends_on_the_mode() -> None:
    world = small_world(services=(train(), train("FL", mode=Mode.FLIGHT)))
    prices, times = world.ways([cohort(1, 5)]).prices, world.policy.rulesets[0].times
    assert handling_s(prices, world.scenario.services[0]) == (times.rail_board_s, times.rail_alight_s)
    assert handling_s(prices, world.scenario.services[1]) == (times.air_board_s, times.air_alight_s)


def test_direct_coaches_are_priced_by_the_rules_under_which_they_leave() -> None:
    full = rules(caps=(LoadCap("*", "*", "*", Fraction(1)),), version="test@later", effective_from=moment(4))
    cohorts = [cohort(1, 20), cohort(2, 20, due_at=moment(4, 1)), cohort(3, 20, ready_at=moment(5))]
    direct = small_world(rules(), full).ways(cohorts).direct
    first, later = direct.phases
    assert (first.from_at, first.until_at, later.until_at) == (moment(0), moment(4), moment(DAYS))
    assert first.practical.tolist() == [True, True, False]
    assert later.practical.tolist() == [True, False, True]
    assert (later.estimate < first.estimate).all() and (later.share_s < first.share_s).all()
    assert first.estimate is direct.estimate and first.share_s is direct.share_s
    assert len(small_world().ways(cohorts).direct.phases) == 1

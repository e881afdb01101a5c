from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.place import Level, ModeBan, Zone, ZoneArea
from planner.domain.plan import LegRole
from planner.domain.rule import RuleSet
from planner.schedule.timetable import OPTIONS_PER_DAY, TimedTrip, crew_of
from planner.schedule.world import World
from planner.units import DAY_S, HOUR_S
from tests.builders.small_schedule import legal_rules, options, schedule_world, shipment
from tests.builders.small_world import CEHENG, FUNAN, YINGSHANG, fleet, moment, small_world

RIDE_S = 35_000
"""Driving from FUNAN to S1: 700 km at 20 m/s."""


def with_times(**facts: object) -> RuleSet:
    """Legal rules with other times."""
    made = legal_rules()
    return replace(made, times=replace(made.times, **facts))


def leaves(world: World, found: list[TimedTrip]) -> list[int]:
    """Departures as moments."""
    return [timed.run.depart_s - world.offset_s for timed in found]


@given(
    ready_h=st.integers(0, 40), hours=st.integers(0, 80), persons=st.integers(1, 24),
    end=st.sampled_from(["S1", "S2", "S3"]), start=st.sampled_from([FUNAN, YINGSHANG, "NBH"]),
)  # fmt: skip
def test_every_option_keeps_its_windows(ready_h: int, hours: int, persons: int, end: str, start: str) -> None:
    window = (moment(1, ready_h), moment(1, ready_h + hours))
    world = schedule_world([shipment(persons, start, end, window)])
    for timed in options(world):
        board, reach = timed.run.depart_s - world.offset_s, timed.run.arrive_s - world.offset_s
        assert window[0] <= board < reach <= window[1]
        assert timed.boarding_s == timed.run.depart_s - timed.rules.times.pickup_dwell_s
        assert timed.fleets(world) == (0,)


def test_a_window_shorter_than_the_ride_has_no_departure() -> None:
    assert options(schedule_world([shipment(window=(moment(1, 8), moment(1, 17)))])) == []
    assert options(schedule_world([shipment(window=(moment(1, 6), moment(1, 20)))])) != []


def with_hours(opens_h: float, closes_h: float) -> dict[str, object]:
    """Site S1 open between these hours only."""
    sites = small_world().scenario.sites
    changed = (replace(site, opens_s=round(opens_h * HOUR_S), closes_s=round(closes_h * HOUR_S)) for site in sites[:1])
    return {"sites": (*changed, *sites[1:])}


def test_coaches_arrive_while_the_door_is_open() -> None:
    world = schedule_world([shipment()], **with_hours(8, 18))
    found = options(world)
    assert found
    assert all(8 * HOUR_S <= timed.run.arrive_s % DAY_S <= 18 * HOUR_S for timed in found)


def test_opening_hours_may_run_past_midnight() -> None:
    world = schedule_world([shipment()], **with_hours(22, 4))
    found = options(world)
    assert found
    assert all(timed.run.arrive_s % DAY_S >= 22 * HOUR_S or timed.run.arrive_s % DAY_S <= 4 * HOUR_S for timed in found)


def test_pick_ups_have_opening_hours_too() -> None:
    stops = small_world().scenario.stops
    station = replace(stops[0], opens_s=9 * HOUR_S, closes_s=12 * HOUR_S)
    world = schedule_world([shipment(start="FYH")], stops=(station, *stops[1:]))
    found = options(world)
    assert found
    assert all(9 * HOUR_S <= timed.run.depart_s % DAY_S <= 12 * HOUR_S for timed in found)


def test_no_ride_is_longer_than_allowed() -> None:
    shortest = min(t.run.arrive_s - t.run.depart_s for t in options(schedule_world([shipment()])))
    assert RIDE_S < shortest < RIDE_S + 2 * HOUR_S
    assert options(schedule_world([shipment()], with_times(max_ride_s=shortest - 60))) == []
    kept = options(schedule_world([shipment()], with_times(max_ride_s=shortest + 1_800)))
    assert kept
    assert all(timed.run.arrive_s - timed.run.depart_s <= shortest + 1_800 for timed in kept)


def test_no_trip_is_longer_than_the_rules_allow() -> None:
    found = options(schedule_world([shipment()]))
    length = found[0].distance_m
    assert options(schedule_world([shipment()], replace(legal_rules(), max_trip_m=length))) != []
    assert options(schedule_world([shipment()], replace(legal_rules(), max_trip_m=length - 1))) == []


def test_the_ride_of_those_who_board_first_counts() -> None:
    shipments = [shipment(10, FUNAN), shipment(10, YINGSHANG)]
    alone = min(t.run.arrive_s - t.run.depart_s for t in options(schedule_world(shipments[:1])))
    # the detour to the second pick-up is none; standing there is a quarter of an hour
    assert options(schedule_world(shipments, with_times(max_ride_s=alone + 600))) == []
    assert options(schedule_world(shipments, with_times(max_ride_s=alone + 1_800)))


def test_coaches_run_within_the_campaign() -> None:
    world = schedule_world([shipment(window=(moment(-3), moment(30)))])
    found = options(world)
    campaign = world.scenario.campaign
    assert min(leaves(world, found)) >= campaign.start_at
    assert max(timed.run.arrive_s - world.offset_s for timed in found) < campaign.end_at


def zone(adcode: str, level: Level, until_day: int | None = None) -> Zone:
    """A zone in force from the first day."""
    return Zone(adcode, level, moment(0), None if until_day is None else moment(until_day))


def test_nobody_boards_on_sealed_ground_where_it_is_closed() -> None:
    zones = (zone("341225", Level.SEALED, 3),)
    assert leaves(world := schedule_world([shipment()], zones=zones), options(world))[0] < moment(3)
    closed = schedule_world([shipment()], legal_rules(sealed_closed=True), zones=zones)
    assert min(leaves(closed, options(closed))) >= moment(3)


def test_a_stop_in_transit_is_banned_from_a_level_on() -> None:
    shipments = [shipment(10, FUNAN), shipment(10, YINGSHANG)]
    rules = legal_rules(stop_ban_from=Level.HIGH)
    zones = (zone("341226", Level.HIGH),)
    assert options(schedule_world(shipments, rules, zones=zones)) == []
    assert options(schedule_world(shipments, legal_rules(), zones=zones))
    assert options(schedule_world(shipments, rules, zones=(zone("341226", Level.MEDIUM),)))


def test_the_first_county_is_not_transit() -> None:
    shipments = [shipment(10, FUNAN), shipment(10, YINGSHANG)]
    rules = legal_rules(stop_ban_from=Level.HIGH)
    found = options(schedule_world(shipments, rules, zones=(zone("341225", Level.HIGH),)))
    assert found
    assert {timed.level for timed in found} == {Level.HIGH}


def test_the_level_of_a_trip_is_the_strictest_of_its_stops_at_their_moments() -> None:
    world = schedule_world([shipment()], zones=(zone("341225", Level.MEDIUM, 3), zone("3302", Level.HIGH, 2)))
    late = [timed for timed in options(world) if timed.run.depart_s % DAY_S > 12 * HOUR_S]
    by_day = {timed.run.depart_s // DAY_S: timed.level for timed in late}
    first = (moment(0) + world.offset_s) // DAY_S
    # those who leave in the afternoon of the second day arrive on the third, when Ningbo is low again
    assert [by_day[first + day] for day in (1, 2, 3)] == [Level.MEDIUM, Level.MEDIUM, Level.LOW]


def test_a_way_that_opens_later_is_used_later() -> None:
    epochs = {"epochs": ((FUNAN,), ()), "epoch_of_day": (0, 0, 0, *(1,) * 12)}
    world = schedule_world([shipment()], **epochs)
    found = options(world)
    assert found
    assert min(leaves(world, found)) >= moment(3)


def test_beyond_the_legal_distance_two_drivers_go() -> None:
    far, near = options(schedule_world([shipment()])), options(schedule_world([shipment(start="NBH")]))
    assert {timed.crew for timed in far} == {2}
    assert {timed.crew for timed in near} == {1}
    assert (far[0].distance_m, near[0].distance_m) == (700_000, 20_000)


@pytest.mark.parametrize(
    ("metres", "sortie_s", "crew"),
    [(400_000, 8 * HOUR_S, 1), (400_001, 0, 2), (1_000, 8 * HOUR_S + 1, 2)],
)
def test_a_crew_is_two_by_distance_or_by_the_hours_of_the_sortie(metres: int, sortie_s: int, crew: int) -> None:
    assert crew_of(legal_rules(), metres, sortie_s) == crew


def test_departures_are_spread_over_the_day() -> None:
    world = schedule_world([shipment(start="NBH")])
    departs = [timed.run.depart_s for timed in options(world)]
    day = [depart for depart in departs if depart // DAY_S == departs[0] // DAY_S]
    assert len(day) == OPTIONS_PER_DAY
    assert len({depart // (3 * HOUR_S) for depart in day}) == OPTIONS_PER_DAY
    assert all(6 * HOUR_S <= depart % DAY_S <= 21 * HOUR_S for depart in day[:3])


def test_days_are_offered_in_order() -> None:
    days = [timed.run.depart_s // DAY_S for timed in options(schedule_world([shipment()]))]
    assert days == sorted(days)
    assert len(set(days)) >= 6


@pytest.mark.parametrize(("role", "latest_first"), [(LegRole.FEEDER, True), (LegRole.LAST_MILE, False)])
def test_feeders_leave_late_and_last_miles_early(role: LegRole, latest_first: bool) -> None:
    world = schedule_world([shipment(start="NBH", window=(moment(2, 8), moment(2, 12)), role=role, service_id="SV1")])
    departs = [timed.run.depart_s for timed in options(world)]
    assert len(departs) > 1
    assert all((a > b) == latest_first for a, b in pairwise(departs))


def test_only_fleets_with_seats_enough_and_the_right_registration_run() -> None:
    anhui = (-500.0, 180.0, "341225")
    small, guizhou = fleet("BUS20", seats=20, seat_rows=5), fleet("GZ", (-1500, -400, "522327"))
    fleets = (fleet("NB"), small, fleet("AH", anhui), guizhou)
    world = schedule_world([shipment(20)], legal_rules(one_end_registration=True), fleets=fleets)
    assert options(world)[0].fleets(world) == (0, 2)
    free = schedule_world([shipment(20)], fleets=fleets)
    assert options(free)[0].fleets(free) == (0, 2, 3)


def test_usable_seats_follow_the_rules_in_force_on_departure() -> None:
    later = replace(legal_rules(), version="test@2020-02-23", effective_from=moment(3), observation_rows={"coach": 8})
    world = schedule_world([shipment(10)], legal_rules(), later)
    found = options(world)
    usable = {timed.rules.version: timed.usable(world.scenario.fleets[0]) for timed in found}
    assert usable == {"test@2020-02-11": 24, "test@2020-02-23": 16}
    assert [timed.rules is later for timed in found] == [depart >= moment(3) for depart in leaves(world, found)]


def test_drops_and_pick_ups_are_halts_of_their_dwell() -> None:
    shipments = [shipment(10, FUNAN, "S1"), shipment(10, YINGSHANG, "S2")]
    timed = options(schedule_world(shipments))[0]
    times = timed.rules.times
    assert timed.stops == (FUNAN, YINGSHANG, "S1", "S2")
    dwells = [call.to_s - call.from_s for call in timed.calls]
    assert dwells == [times.pickup_dwell_s, times.drop_dwell_s, times.drop_dwell_s]
    assert (timed.load, timed.scope) == (20, "inter_province")


def test_what_cannot_be_reached_is_not_timed() -> None:
    world = schedule_world([shipment(start=CEHENG)], epochs=((CEHENG,),))
    assert options(world) == []




def test_coaches_do_not_leave_a_county_that_bans_them() -> None:
    world = schedule_world([shipment()], mode_bans=(ModeBan("341225", "coach", moment(0), moment(4)),))
    found = options(world)
    assert found
    assert min(leaves(world, found)) >= moment(4)


AREA = ZoneArea("A1", "341225", Level.SEALED, moment(0), moment(4), "POLYGON EMPTY", (FUNAN,))


def test_nobody_boards_inside_a_sealed_area_where_it_is_closed() -> None:
    world = schedule_world([shipment()], legal_rules(sealed_closed=True), zone_areas=(AREA,))
    assert min(leaves(world, options(world))) >= moment(4)
    beside = schedule_world([shipment()], legal_rules(sealed_closed=True), zone_areas=(replace(AREA, place_ids=()),))
    assert min(leaves(beside, options(beside))) < moment(4)


def test_a_stop_sealed_while_the_coach_stands_is_closed_even_if_open_before_and_after() -> None:
    sealed = Zone("341225", Level.SEALED, moment(2, 7.9), moment(2, 7.95))
    window = (moment(2, 8), moment(7, 20))
    world = schedule_world([shipment(window=window)], legal_rules(sealed_closed=True), zones=(sealed,))
    assert moment(2, 8) not in leaves(world, options(world))
    free = schedule_world([shipment(window=window)], legal_rules(sealed_closed=True))
    assert moment(2, 8) in leaves(free, options(free))


def test_an_area_raises_the_level_of_the_stops_inside() -> None:
    world = schedule_world([shipment()], zone_areas=(replace(AREA, level=Level.HIGH),))
    assert {timed.level for timed in options(world) if timed.run.depart_s - world.offset_s < moment(4)} == {Level.HIGH}


def test_the_strictest_county_of_the_city_counts_where_the_rules_say_so() -> None:
    zones = (zone("341204", Level.HIGH),)
    for level_area, level in (("county", Level.LOW), ("prefecture", Level.HIGH)):
        world = schedule_world([shipment()], legal_rules(level_area=level_area), zones=zones)
        assert {timed.level for timed in options(world)} == {level}


def test_a_sealed_county_of_the_city_lowers_the_load_but_does_not_close_its_other_counties() -> None:
    rules = legal_rules(level_area="prefecture", sealed_closed=True)
    world = schedule_world([shipment()], rules, zones=(zone("341204", Level.SEALED),))
    assert {timed.level for timed in options(world)} == {Level.SEALED}


@pytest.mark.parametrize(("looks", "level"), [(True, Level.HIGH), (False, Level.LOW)])
def test_the_strictest_county_passed_counts_where_the_rules_look_at_the_path(looks: bool, level: Level) -> None:
    world = schedule_world([shipment()], legal_rules(path_levels=looks))
    size = len(world.ground.places)
    passed = np.zeros((size, size), dtype=np.int8)
    passed[world.rows[FUNAN], world.rows["S1"]] = Level.HIGH
    ground = replace(world.ground, passed=(passed,), passed_of_day=(0,) * len(world.ground.epoch_of_day))
    assert {timed.level for timed in options(replace(world, ground=ground))} == {level}


@pytest.mark.parametrize("banned", ["341225", "330206"])
def test_a_ban_binds_at_both_ends_while_it_holds(banned: str) -> None:
    world = schedule_world([shipment()], mode_bans=(ModeBan(banned, "coach", moment(2), moment(5)),))
    held = options(world)
    stands = [(timed.boarding_s, timed.run.depart_s) for timed in held]
    if banned == "330206":
        stands = [(timed.calls[-1].from_s, timed.calls[-1].to_s) for timed in held]
    assert held
    for arrive, leave in stands:
        assert leave - world.offset_s < moment(2) or arrive - world.offset_s >= moment(5)

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from planner.domain.place import Level, ModeBan, Zone, ZoneArea
from planner.domain.rule import LoadCap
from planner.schedule.world import World
from planner.units import DAY_S, HOUR_S
from tests.builders.small_schedule import LEGAL, legal_rules, rides_of, schedule_world
from tests.builders.small_world import FIRST_DAY, FUNAN, YINGSHANG, fleet, moment, rules, small_world


def local(world: World, day: int, hour: float = 0.0) -> int:
    """Local second of an hour of the campaign."""
    return moment(day, hour) + world.offset_s


def test_legs_give_metres_and_seconds_between_stops() -> None:
    legs = schedule_world([]).legs((FUNAN, YINGSHANG, "S1"), 0)
    assert legs is not None
    assert [part.tolist() for part in legs] == [[40_000, 660_000], [2_000, 33_000]]


def test_there_are_no_legs_over_closed_ground() -> None:
    world = schedule_world([], epochs=((), (FUNAN,)))
    assert world.legs((FUNAN, "S1"), 0) is not None
    assert world.legs((FUNAN, "S1"), 1) is None


def test_ground_is_that_of_the_day_of_departure_and_the_last_state_lasts() -> None:
    world = schedule_world([], epochs=((), ("S3",)), epoch_of_day=(0, 1, 0))
    first = FIRST_DAY * DAY_S
    assert [world.epoch(first + day * DAY_S) for day in (-2, 0, 1, 2, 40)] == [0, 0, 1, 0, 0]


def test_a_closing_before_opening_means_open_over_midnight() -> None:
    sites = small_world().scenario.sites
    night = replace(sites[0], opens_s=20 * HOUR_S, closes_s=4 * HOUR_S)
    day = replace(sites[1], opens_s=8 * HOUR_S, closes_s=18 * HOUR_S)
    world = schedule_world([], sites=(night, day))
    hours = [0, 4, 5, 8, 18, 19, 20]
    assert [world.is_open("S1", hour * HOUR_S) for hour in hours] == [True, True, False, False, False, False, True]
    assert [world.is_open("S2", hour * HOUR_S) for hour in hours] == [False, False, False, True, True, False, False]
    assert world.is_open(FUNAN, 3 * HOUR_S)


def test_levels_change_with_the_moment() -> None:
    world = schedule_world([], zones=(Zone("3412", Level.HIGH, moment(1), moment(2)),))
    assert [world.level(FUNAN, local(world, day)) for day in (0, 1, 2)] == [Level.LOW, Level.HIGH, Level.LOW]


def test_rules_are_those_in_force_then() -> None:
    later = rules(version="later", effective_from=moment(4), drivers=LEGAL)
    world = schedule_world([], legal_rules(), later)
    assert world.rules_at(local(world, 4) - 1).version == "test@2020-02-11"
    assert world.rules_at(local(world, 4)).version == "later"


def test_usable_seats_come_by_fleet_and_are_remembered() -> None:
    world = schedule_world([], fleets=(fleet("A"), fleet("B", seats=30, seat_rows=10)))
    caps = (LoadCap("coach", "in_city", "*", Fraction(1)), LoadCap("*", "*", "*", Fraction(1, 2)))
    made = legal_rules(caps=caps, observation_rows={"coach": 2})
    assert world.usable_seats(made, "in_city", Level.LOW) == (40, 24)
    assert world.usable_seats(made, "inter_province", Level.LOW) == (24, 15)
    assert world.usable_seats(made, "in_city", Level.LOW) is world.usable_seats(made, "in_city", Level.LOW)


def test_fleets_are_found_by_the_city_of_their_registration() -> None:
    fleets = (fleet("A"), fleet("B", registration_adcode="330282"), fleet("C", registration_adcode="341225"))
    world = schedule_world([], fleets=fleets)
    assert world.fleets_at(frozenset({"3302"})) == (0, 1)
    assert world.fleets_at(frozenset({"3412", "3302"})) == (0, 1, 2)


@pytest.mark.parametrize("drive_s", [0, 1, 900, 901, 36_000])
def test_expected_rides_come_from_the_bucket_above(drive_s: int) -> None:
    world, table = schedule_world([]), rides_of(LEGAL)
    departs = np.array([0, 8 * HOUR_S, 3 * DAY_S + 8 * HOUR_S + 60], dtype=np.int64)
    column = table.elapsed_s[:, -(-drive_s // table.bucket_s)]
    rows = [0, *[8 * HOUR_S // table.departure_step_s] * 2]
    assert world.ride_s(departs, drive_s).tolist() == column[rows].tolist()


def test_a_drive_beyond_the_table_takes_its_last_column() -> None:
    world = schedule_world([])
    assert world.ride_s(np.zeros(1, dtype=np.int64), 1 << 28)[0] == rides_of(LEGAL).elapsed_s[0, -1]


def test_bans_hold_for_coaches_in_their_area_and_time() -> None:
    bans = (ModeBan("3412", "coach", moment(1), moment(2)), ModeBan("330206", "train", moment(0), None))
    world = schedule_world([], mode_bans=bans)
    assert [world.banned(FUNAN, local(world, day)) for day in (0, 1, 2)] == [False, True, False]
    assert not world.banned("S1", local(world, 1))


def test_a_place_has_the_level_of_the_areas_that_hold_it_and_no_other_place_of_its_county() -> None:
    area = ZoneArea("A1", "330206", Level.SEALED, moment(1), moment(2), "POLYGON EMPTY", ("S1",))
    world = schedule_world([], zone_areas=(area,))
    assert [world.level(site, local(world, 1)) for site in ("S1", "S2")] == [Level.SEALED, Level.LOW]
    assert world.sealed("S1", local(world, 0), local(world, 1))
    assert not world.sealed("S1", local(world, 2), local(world, 3))
    assert not world.sealed("S2", local(world, 0), local(world, 3))


def test_the_level_of_a_way_is_that_of_its_strictest_leg_on_the_day_of_departure() -> None:
    world = schedule_world([])
    size, rows = len(world.ground.places), world.rows
    low, high = np.zeros((size, size), dtype=np.int8), np.zeros((size, size), dtype=np.int8)
    high[rows[FUNAN], rows[YINGSHANG]] = Level.MEDIUM
    high[rows[YINGSHANG], rows["S1"]] = Level.HIGH
    days = (0, 1, *(0,) * (len(world.ground.epoch_of_day) - 2))
    world = replace(world, ground=replace(world.ground, passed=(low, high), passed_of_day=days))
    stops = (FUNAN, YINGSHANG, "S1")
    assert [world.passed(stops, local(world, day)) for day in (0, 1, 2)] == [Level.LOW, Level.HIGH, Level.LOW]
    assert world.passed(stops[:2], local(world, 1)) is Level.MEDIUM

from __future__ import annotations

from dataclasses import replace

from planner.domain.place import Level, Stop, StopKind, Zone
from planner.domain.plan import Activity
from planner.domain.rule import ArrivalAction, ArrivalRule, RuleSet
from planner.schedule.parts import make_parts
from planner.schedule.tables import Tables, write_tables
from planner.units import DAY_S
from tests.builders.small_schedule import (
    NEAR_DEPOT,
    at_hour,
    direct,
    legal_rules,
    run_all,
    schedule_of,
    schedule_world,
)
from tests.builders.small_world import FIRST_DAY, cohort, fleet, moment, small_world

LAB = Stop("TB", StopKind.TEST_SITE, "测试采样点", 121.0, 29.0, "330206")
MEDIUM = (Zone("341225", Level.MEDIUM, moment(0), None),)
ARRIVAL = FIRST_DAY + 3


def written(action: ArrivalAction, days: int = 0, **rules: object) -> Tables:
    """20 persons of medium Funan to S1 on the fourth day, who do this on arrival; the site has beds for 30."""
    ruleset: RuleSet = legal_rules(arrivals=(ArrivalRule(Level.MEDIUM, action, days),), **rules)
    asked = at_hour(
        3, 8, 20, tested=action is ArrivalAction.TEST, quarantine_days=days, quarantine_at="S1" if days else ""
    )
    sites = tuple(replace(site, isolation_beds=30) for site in small_world().scenario.sites)
    people = [cohort(1, 20)]
    world = schedule_world(
        [asked], ruleset, cohorts=people, zones=MEDIUM, sites=sites, extra={"TB": (0, -5, "330206")},
        stops=(*small_world().scenario.stops, LAB), fleets=(fleet("NB", NEAR_DEPOT),),
    )  # fmt: skip
    rides, sorties = [direct(0, 20)], run_all(world)
    parts, _ = make_parts(rides, sorties, (), ())
    return write_tables(world, schedule_of(world, people, rides, parts, sorties))


def test_a_part_waits_at_the_test_site_as_long_as_its_coach() -> None:
    tables = written(ArrivalAction.TEST)
    (halt,) = [row for row in tables.stop_times if row.activity is Activity.TEST]
    assert (halt.stop_id, halt.board, halt.alight) == ("TB", 0, 0)
    (dwell,) = tables.dwells
    assert (dwell.purpose, dwell.place_id, dwell.persons, dwell.part_id) == ("test", "TB", 20, "P000001")
    assert (dwell.from_at, dwell.to_at) == (halt.arrive_at, halt.depart_at)
    (row,) = tables.reservations
    assert (row.kind, row.place_id, row.day, row.amount, row.trip_id) == ("test", "TB", ARRIVAL, 20, "T000001")


def test_the_way_over_the_test_site_is_the_way_of_the_trip() -> None:
    tables = written(ArrivalAction.TEST)
    (trip,) = tables.trips
    assert trip.distance_m == 710_000
    assert sum(row.distance_m for row in tables.paths) == trip.distance_m
    assert (tables.loads[0].board_seq, tables.stop_times[tables.loads[0].alight_seq - 1].stop_id) == (1, "S1")


def test_a_stay_begins_on_arrival_with_a_bed_for_each_day() -> None:
    tables = written(ArrivalAction.QUARANTINE, 14)
    (dwell,), (trip,) = tables.dwells, tables.trips
    assert (dwell.purpose, dwell.place_id, dwell.persons) == ("quarantine", "S1", 20)
    assert (dwell.from_at, dwell.to_at) == (trip.arrive_at, trip.arrive_at + 14 * DAY_S)
    assert [(row.kind, row.place_id, row.day, row.amount) for row in tables.reservations] == [
        ("quarantine", "S1", ARRIVAL + day, 20) for day in range(14)
    ]
    assert {(row.part_id, row.trip_id) for row in tables.reservations} == {("P000001", None)}


def test_nothing_is_written_where_nothing_is_asked() -> None:
    tables = written(ArrivalAction.NONE)
    assert (tables.dwells, tables.reservations) == ([], [])


def test_a_trip_says_that_it_is_a_closed_loop() -> None:
    for level, closed in ((Level.MEDIUM, True), (Level.HIGH, False)):
        tables = written(ArrivalAction.NONE, closed_loop_from=level)
        assert [trip.closed_loop for trip in tables.trips] == [closed]

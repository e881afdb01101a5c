"""Timetables for the tests: of a made-up plan, and small ones drawn by hand."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from planner.domain.place import Level
from planner.domain.plan import Activity, LegRole, StopTime, Trip
from planner.domain.service import Mode
from planner.publish.issue import Edition, Timetable, timetable_of
from planner.publish.places import Mark
from planner.units import LocalClock
from tests.publish.builders import small_scenario, synthetic_plan

CLOCK = LocalClock(28_800)
ISSUED = CLOCK.moment("2020-02-16T18:00")
EDITION = Edition("test", "测试返岗", "Asia/Shanghai", CLOCK, "P-test", 1, ISSUED)
PLACES = {
    "A": Mark("A", "pickup", "甲地", 115.80, 32.92, "341204"),
    "M": Mark("M", "seat", "途中", 118.00, 31.40, "340200"),
    "S": Mark("S", "site", "某厂", 121.83, 29.91, "330206"),
}


@cache
def made_up(trips: int = 60) -> Timetable:
    """Timetable of a made-up plan."""
    return timetable_of(synthetic_plan(trips), small_scenario(), ISSUED)


def at(text: str) -> int:
    """Moment of a local text."""
    return CLOCK.moment(text)


def halt(seq: int, stop: str, arrive: str, depart: str, board: int = 0, alight: int = 0, trip: str = "T1") -> StopTime:
    """A halt by local times."""
    doing = Activity.BOARD if board else Activity.ALIGHT if alight else Activity.REST
    return StopTime(trip, seq, stop, at(arrive), at(depart), board, alight, doing)


def trip(trip_id: str = "T1", depart: str = "2020-02-17T22:00", arrive: str = "2020-02-18T08:30") -> Trip:
    """A coach trip from A to S."""
    return Trip(
        trip_id, 1, Mode.COACH, LegRole.DIRECT, "A", "S", at(depart), at(arrive), 49, 24, 20, 900_000, 36_000, 1_000_00,
        Level.LOW, "bare@2020-01-01", 2, fleet_id="FL1", vehicle_no=1,
    )  # fmt: skip


NIGHT = (
    halt(1, "A", "2020-02-17T21:45", "2020-02-17T22:00", board=20),
    halt(2, "M", "2020-02-18T02:00", "2020-02-18T05:00"),
    halt(3, "S", "2020-02-18T08:30", "2020-02-18T08:40", alight=20),
)


def overnight(*halts: StopTime) -> Timetable:
    """One coach that runs past midnight and rests on the way."""
    return Timetable(EDITION, (trip(),), halts or NIGHT, PLACES, {})


def hostile(payload: str) -> Timetable:
    """The night coach of a campaign, places, trips and fleets all named by a payload."""
    table = overnight()
    marks = {key: replace(mark, place_id=f"{payload}{key}", name=payload) for key, mark in PLACES.items()}
    places = {mark.place_id: mark for mark in marks.values()}
    run = replace(
        trip(f"{payload}T1"), from_stop_id=f"{payload}A", to_stop_id=f"{payload}S", fleet_id=payload, permit_no=payload
    )
    halts = tuple(replace(row, trip_id=f"{payload}T1", stop_id=payload + row.stop_id) for row in NIGHT)
    edition = replace(EDITION, name=payload, plan_id=payload, campaign_id=payload)
    return replace(table, edition=edition, trips=(run,), stop_times=halts, places=places)

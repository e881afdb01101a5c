from __future__ import annotations

from dataclasses import replace

from planner.domain.fleet import Capacity
from planner.domain.place import Level, Stop, StopKind
from planner.domain.rule import ArrivalAction, ArrivalRule
from planner.schedule.books.claims import Claim, Shortage
from planner.schedule.books.tests import LabBook
from planner.schedule.rotations import rotate
from planner.schedule.timetable import TimedTrip
from planner.schedule.world import World
from tests.builders.small_schedule import at_hour, legal_rules, options, schedule_world, single_trips
from tests.builders.small_world import FIRST_DAY, cohort, small_world

DAY = FIRST_DAY + 3
ASKED = legal_rules(arrivals=(ArrivalRule(Level.LOW, ArrivalAction.TEST),))
NEAR, FAR = ((spot, 0, "330206") for spot in (-5, -10))


def lab(stop_id: str, *catchment: str) -> Stop:
    """A test site."""
    return Stop(stop_id, StopKind.TEST_SITE, "测试采样点", 121.0, 29.0, "330206", catchment_adcodes=catchment)


def lab_world(*labs: Stop, rows: tuple[Capacity, ...] = (), hours: tuple[float, ...] = (8,)) -> World:
    """Coaches of 20 from the station at these hours of the fourth day, all to be tested."""
    shipments = [at_hour(3, hour, start="NBH", tested=True) for hour in hours]
    stops = (*small_world().scenario.stops, *labs)
    extra = {stop.stop_id: NEAR if stop.stop_id == "T1" else FAR for stop in labs}
    return schedule_world(
        shipments, ASKED, cohorts=[cohort(1, 40, origin="NBH")], stops=stops, extra=extra, capacities=rows
    )


def departure(world: World) -> TimedTrip:
    """The first option of the first coach."""
    return options(world, 0)[0]


def test_a_test_site_without_rows_tests_whoever_comes() -> None:
    world = lab_world(lab("T1"))
    assert LabBook(world).find(departure(world)) == (Claim("test", "T1", DAY, 20),)


def test_rows_of_a_day_add_up_and_are_used_up() -> None:
    rows = (Capacity("test", "T1", DAY, 15), Capacity("test", "T1", DAY, 10))
    world = lab_world(lab("T1"), rows=rows)
    book, timed = LabBook(world), departure(world)
    book.take(timed, (Claim("test", "T1", DAY, 20),))
    assert book.find(timed) == Shortage("NO_TEST_SLOT", "T1", by_day=True, wanting=(0,), room=5)


def test_a_test_site_with_rows_tests_on_no_other_day() -> None:
    world = lab_world(lab("T1"), rows=(Capacity("test", "T1", DAY + 1, 99),))
    assert LabBook(world).find(departure(world)) == Shortage("NO_TEST_SLOT", "T1", True, (0,), 0)


def test_where_no_test_site_serves_the_county_nobody_is_tested() -> None:
    world = lab_world(lab("T1", "3303"))
    assert LabBook(world).find(departure(world)) == Shortage("NO_TEST_SLOT", "S1", True, (0,), 0)
    (failure,) = rotate(world, single_trips(world.shipments)).failures
    assert (failure.reason, failure.blocking_id) == ("NO_TEST_SLOT", "S1")


def test_another_test_site_helps_out() -> None:
    world = lab_world(lab("T1"), lab("T2"), rows=(Capacity("test", "T1", DAY, 30),), hours=(8, 9))
    rotation = rotate(world, single_trips(world.shipments))
    assert not rotation.failures
    assert sorted(sortie.claims[-1].place_id for sortie in rotation.sorties) == ["T1", "T2"]


def test_those_who_can_be_tested_go_without_the_others() -> None:
    world = lab_world(lab("T1", "330282"))
    other = at_hour(3, 8, 4, start="NBH", end="S3", cohort=1, tested=True)
    both = replace(world, shipments=(*world.shipments, other), cohorts=(*world.cohorts, cohort(2, 4, "S3")))
    (trip,) = single_trips(world.shipments)
    loads = (*trip.loads, replace(trip.loads[0], shipment=1, persons=4))
    rotation = rotate(both, [replace(trip, loads=loads, drops=("S1", "S3"))])
    assert [(sortie.timed.load, sortie.timed.stops) for sortie in rotation.sorties] == [(4, ("NBH", "T1", "S3"))]
    assert [(f.reason, f.routed.loads[0].persons) for f in rotation.failures] == [("NO_TEST_SLOT", 20)]

from __future__ import annotations

from dataclasses import replace

from planner.domain.fleet import Capacity
from planner.domain.place import Stop, StopKind
from planner.domain.routing import Shipment
from planner.schedule.books.claims import Claim, Shortage
from planner.schedule.books.permits import PermitBook
from planner.schedule.rotations import rotate
from planner.schedule.timetable import TimedTrip
from planner.schedule.world import World
from tests.builders.small_schedule import at_hour, legal_rules, options, schedule_world, single_trips
from tests.builders.small_world import FIRST_DAY, moment, small_world

NINGBO = Stop("PO", StopKind.PERMIT_OFFICE, "测试窗口", 121.0, 29.0, "330203", catchment_adcodes=("3302",))


def permit_world(*rows: tuple[int, int], shipments: tuple[Shipment, ...] = (at_hour(3, 8),), **facts: object) -> World:
    """A world with passes for coaches; ``rows`` are (day of the campaign, amount) of the office of Ningbo."""
    stops = (*small_world().scenario.stops, facts.pop("office", NINGBO))
    capacities = tuple(Capacity("permit", "PO", FIRST_DAY + day, amount) for day, amount in rows)
    return schedule_world(shipments, legal_rules(permit_required=True), stops=stops, capacities=capacities, **facts)


def permit(day: int) -> Claim:
    """One pass of the office on a day of the campaign."""
    return Claim("permit", "PO", FIRST_DAY + day, 1)


def only_option(world: World) -> TimedTrip:
    """The one departure of shipment 0."""
    (timed,) = options(world, 0)
    return timed


def test_a_permit_is_taken_on_the_last_day_that_has_one() -> None:
    world = permit_world((0, 5), (2, 1), (5, 9))
    book, timed = PermitBook(world), only_option(world)
    assert book.find(timed) == (permit(2),)
    book.take(timed, (permit(2),))
    assert book.find(timed) == (permit(0),)


def test_permits_of_days_before_planning_or_after_departure_do_not_count() -> None:
    world = permit_world((-1, 9), (4, 9))
    assert PermitBook(world).find(only_option(world)) == Shortage("NO_PERMIT", "PO", by_day=True)


def test_rows_of_one_day_add_up() -> None:
    world = permit_world((1, 1), (1, 1))
    book, timed = PermitBook(world), only_option(world)
    for left in (True, True, False):
        found = book.find(timed)
        assert isinstance(found, tuple) == left
        if isinstance(found, tuple):
            book.take(timed, found)


def test_an_office_without_rows_issues_what_is_asked_for() -> None:
    book, timed = PermitBook(world := permit_world()), only_option(world)
    for _ in range(3):
        assert book.find(timed) == (permit(3),)
        book.take(timed, (permit(3),))


def test_nobody_issues_a_permit_outside_the_catchment() -> None:
    world = permit_world(office=replace(NINGBO, catchment_adcodes=("3303",)))
    assert PermitBook(world).office(only_option(world)) == ""
    assert PermitBook(world).find(only_option(world)) == Shortage("NO_PERMIT", "S1", by_day=True)


def test_trips_within_a_city_need_none() -> None:
    world = permit_world(shipments=(at_hour(3, 8, start="NBH"),))
    assert PermitBook(world).find(only_option(world)) == ()
    assert rotate(world, single_trips(world.shipments)).sorties[0].claims == ()


def test_without_the_rule_no_permit_is_needed() -> None:
    world = schedule_world([at_hour(3, 8)])
    assert PermitBook(world).find(only_option(world)) == ()


def test_no_more_coaches_leave_than_permits_are_issued() -> None:
    shipments = tuple(at_hour(day, 8, tier=day) for day in (2, 3, 4))
    world = permit_world((1, 1), (4, 1), shipments=shipments)
    rotation = rotate(world, single_trips(shipments))
    assert sorted(s.claims[0].day for s in rotation.sorties) == [FIRST_DAY + 1, FIRST_DAY + 4]
    (failure,) = rotation.failures
    assert (failure.reason, failure.blocking_id, failure.routed.loads[0].shipment) == ("NO_PERMIT", "PO", 1)


def test_a_permit_is_never_later_than_the_departure() -> None:
    shipments = tuple(at_hour(day, 8) for day in (1, 2, 3))
    world = permit_world((1, 1), (2, 1), (3, 1), shipments=shipments)
    for sortie in rotate(world, single_trips(shipments)).sorties:
        assert moment(sortie.claims[0].day - FIRST_DAY) <= sortie.timed.run.depart_s - world.offset_s

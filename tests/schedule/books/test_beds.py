from __future__ import annotations

from dataclasses import replace

from planner.domain.fleet import Capacity
from planner.domain.place import Level, Zone
from planner.domain.plan import LegRole
from planner.domain.routing import Shipment
from planner.domain.rule import ArrivalAction, ArrivalRule
from planner.schedule.books.beds import BedBook, quarantine_days
from planner.schedule.books.claims import Claim, Shortage
from planner.schedule.timetable import TimedTrip
from planner.schedule.world import World
from tests.builders.small_schedule import at_hour, legal_rules, options, schedule_world
from tests.builders.small_world import FIRST_DAY, FUNAN, cohort, moment, small_world

STAY = legal_rules(arrivals=(ArrivalRule(Level.MEDIUM, ArrivalAction.QUARANTINE, 3),))
MEDIUM = (Zone("341225", Level.MEDIUM, moment(0), moment(5)),)
ARRIVAL = FIRST_DAY + 3


def asked(day: int = 3, persons: int = 20, place: str = "S1", **facts: object) -> Shipment:
    """Persons of Funan who leave at 08:00, come on the same day and may have to stay for three days."""
    return at_hour(day, 8, persons, FUNAN, quarantine_days=3, quarantine_at=place, **facts)


def bed_world(
    *shipments: Shipment, rows: tuple[Capacity, ...] = (), beds: int | None = None, **facts: object
) -> World:
    """Funan is of medium level until the sixth day; S1 has ``beds`` of its own."""
    first, *others = small_world().scenario.sites
    sites = (replace(first, isolation_beds=beds), *others)
    made = shipments or (asked(),)
    extra = {"QA": (1, 0, "330206")}
    return schedule_world(
        made, STAY, cohorts=[cohort(1, 40)], zones=MEDIUM, sites=sites, capacities=rows, extra=extra, **facts
    )


def trip(world: World, *shipments: int) -> TimedTrip:
    """The one departure of a coach with these shipments."""
    (timed,) = options(world, *shipments)
    return timed


def taken(place: str, first: int, amount: int) -> tuple[Claim, ...]:
    """Beds of three days."""
    return tuple(Claim("quarantine", place, day, amount, listed=False) for day in range(first, first + 3))


def test_a_site_has_its_own_beds_on_every_day_of_the_stay() -> None:
    world = bed_world(beds=25)
    book, timed = BedBook(world), trip(world)
    assert book.find(timed) == taken("S1", ARRIVAL, 20)
    book.take(timed, taken("S1", ARRIVAL + 2, 10))
    assert book.find(timed) == Shortage("NO_BED", "S1", by_day=True, wanting=(0,), room=15)


def test_rows_of_a_day_stand_above_the_beds_of_the_site() -> None:
    world = bed_world(beds=25, rows=(Capacity("quarantine", "S1", ARRIVAL + 1, 5), Capacity("quarantine", "S1", 1, 99)))
    assert BedBook(world).find(trip(world)) == Shortage("NO_BED", "S1", True, (0,), 5)


def test_a_place_of_quarantine_has_beds_on_the_days_of_its_rows_only() -> None:
    rows = tuple(Capacity("quarantine", "QA", ARRIVAL + day, 30) for day in range(3))
    away = asked(place="QA", to_place="QA")
    world = bed_world(away, rows=rows)
    assert BedBook(world).find(trip(world)) == taken("QA", ARRIVAL, 20)
    world = bed_world(away, rows=rows[:2])
    assert BedBook(world).find(trip(world)) == Shortage("NO_BED", "QA", True, (0,), 0)


def test_where_nobody_has_beds_nobody_comes() -> None:
    world = bed_world()
    assert BedBook(world).find(trip(world)) == Shortage("NO_BED", "S1", True, (0,), 0)


def test_a_direct_coach_asks_what_holds_when_it_leaves() -> None:
    early, late = asked(3), asked(6)
    world = bed_world(early, late)
    assert quarantine_days(world, trip(world, 0), early) == 3
    assert quarantine_days(world, trip(world, 1), late) == 0
    assert BedBook(world).find(trip(world, 1)) == ()


def test_a_last_mile_asks_for_the_most_there_may_be_and_a_feeder_for_nothing() -> None:
    tied = {"service_id": "SV1", "start": "NBH"}
    late = at_hour(6, 8, 20, role=LegRole.LAST_MILE, quarantine_days=3, quarantine_at="S1", **tied)
    world = bed_world(late, beds=40)
    assert quarantine_days(world, trip(world), late) == 3
    feeding = replace(late, role=LegRole.FEEDER)
    world = bed_world(feeding)
    assert BedBook(world).find(trip(world)) == ()


def test_those_who_arrive_together_take_their_beds_together() -> None:
    world = bed_world(asked(3, 10), asked(3, 9), beds=19)
    assert BedBook(world).find(trip(world, 0, 1)) == taken("S1", ARRIVAL, 19)
    world = bed_world(asked(3, 10), asked(3, 9), beds=18)
    assert BedBook(world).find(trip(world, 0, 1)) == Shortage("NO_BED", "S1", True, (0, 1), 18)

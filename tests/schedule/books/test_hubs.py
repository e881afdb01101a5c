from __future__ import annotations

from dataclasses import replace

from planner.domain.plan import LegRole
from planner.domain.routing import Shipment
from planner.schedule.books.claims import Claim, Shortage
from planner.schedule.books.hubs import HubBook
from planner.schedule.rotations import rotate
from planner.schedule.world import World
from planner.units import HOUR_S
from tests.builders.small_schedule import at_hour, options, schedule_world, shipment, single_trips
from tests.builders.small_world import FIRST_DAY, moment, small_world


def hub_world(people_per_hour: int | None, *shipments: Shipment) -> World:
    """Last miles from ``NBH``, which lets so many persons pass."""
    stops = tuple(
        replace(stop, people_per_hour=people_per_hour if stop.stop_id == "NBH" else None)
        for stop in small_world().scenario.stops
    )
    return schedule_world(shipments, stops=stops)


def local(day: int, hour: float) -> int:
    """Local second of an hour of the campaign."""
    return (FIRST_DAY + day) * 24 * HOUR_S + round(hour * HOUR_S)


def last_mile(persons: int, until: float = 12) -> Shipment:
    """Persons who wait at the station from 08:00 of the third day on and board by ``until``."""
    made = shipment(persons, "NBH", window=(moment(2, 8), moment(2, until)), role=LegRole.LAST_MILE, service_id="SV1")
    return replace(made, arrive_to=moment(3))


def test_a_coach_takes_the_quarters_that_its_halt_overlaps() -> None:
    world = hub_world(60, at_hour(3, 8, 20, "NBH"))
    (timed,) = options(world)
    assert timed.boarding_s == local(3, 7.75)
    assert HubBook(world).find(timed) == Shortage("HUB_FULL", "NBH")
    wide = hub_world(80, at_hour(3, 8, 20, "NBH"))
    (timed,) = options(wide)
    day = FIRST_DAY + 3
    assert HubBook(wide).find(timed) == (Claim("hub", "NBH", day, 20, local(3, 7.75), local(3, 8)),)


def test_several_quarters_may_serve_one_halt() -> None:
    # boarding from 07:55 to 08:10 touches two quarter-hours of 15
    leave = moment(3, 8) + 600
    world = hub_world(60, replace(at_hour(3, 8, 20, "NBH"), depart_from=leave, depart_to=leave))
    claims = HubBook(world).find(options(world)[0])
    assert isinstance(claims, tuple)
    assert [(claim.amount, claim.from_s) for claim in claims] == [(15, local(3, 7.75)), (5, local(3, 8))]


def test_stations_without_a_limit_are_not_asked() -> None:
    world = hub_world(None, at_hour(3, 8, 20, "NBH"))
    assert HubBook(world).find(options(world)[0]) == ()


def test_coaches_leave_one_after_the_other_where_few_may_pass() -> None:
    world = hub_world(80, *(last_mile(20) for _ in range(5)))
    rotation = rotate(world, single_trips(world.shipments))
    assert not rotation.failures
    taken: dict[int, int] = {}
    for sortie in rotation.sorties:
        for claim in sortie.claims:
            taken[claim.from_s or 0] = taken.get(claim.from_s or 0, 0) + claim.amount
    assert sum(taken.values()) == 100
    assert max(taken.values()) <= 20


def test_those_who_find_no_quarter_stay_with_the_hub_as_reason() -> None:
    world = hub_world(80, *(last_mile(20, 8.5) for _ in range(5)))
    failures = rotate(world, single_trips(world.shipments)).failures
    assert failures
    assert {(failure.reason, failure.blocking_id) for failure in failures} == {("HUB_FULL", "NBH")}

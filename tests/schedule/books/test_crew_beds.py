from __future__ import annotations

from planner.domain.fleet import Capacity
from planner.domain.place import Level, Stop, StopKind, Zone
from planner.schedule.books.claims import Claim, Shortage
from planner.schedule.books.crew_beds import CrewBedBook
from planner.schedule.rotations import rotate
from planner.schedule.timetable import TimedTrip
from planner.schedule.world import World
from planner.units import DAY_S
from tests.builders.small_schedule import at_hour, legal_rules, options, schedule_world, single_trips
from tests.builders.small_world import FIRST_DAY, fleet, moment, small_world

LOOP = legal_rules(closed_loop_from=Level.MEDIUM, crew_isolation_days=2)
MEDIUM = (Zone("341225", Level.MEDIUM, moment(0), None),)
ARRIVAL = FIRST_DAY + 3
LODGINGS = {"LA": (2, 0, "330206"), "LB": (30, 0, "330212"), "PX": (1, 0, "330206")}


def beds(place: str, amount: int, *days: int) -> tuple[Capacity, ...]:
    """Crew beds on days counted from that of the arrival."""
    return tuple(Capacity("crew_bed", place, ARRIVAL + day, amount) for day in days)


def crew_world(*rows: Capacity, hours: tuple[tuple[int, int], ...] = ((3, 8),), **facts: object) -> World:
    """Coaches of 20 from medium Funan to S1 at these days and hours; LA lies nearer to S1 than LB."""
    kinds = {"LA": StopKind.LODGING, "LB": StopKind.QUARANTINE_SITE, "PX": StopKind.PICKUP}
    stops = tuple(Stop(name, kind, "测试住宿点", 121.0, 29.0, "330206") for name, kind in kinds.items())
    stops = (*small_world().scenario.stops, *stops)
    shipments = [at_hour(day, hour) for day, hour in hours]
    ruleset = facts.pop("ruleset", LOOP)
    facts = {"zones": MEDIUM, "capacities": rows, "extra": LODGINGS, "stops": stops, **facts}
    return schedule_world(shipments, ruleset, **facts)  # type: ignore[arg-type]


def loop(world: World) -> TimedTrip:
    """The one departure of the first coach."""
    (timed,) = options(world, 0)
    return timed


def kept(place: str) -> tuple[Claim, ...]:
    """Beds for two drivers on two days."""
    return tuple(Claim("crew_bed", place, day, 2) for day in (ARRIVAL, ARRIVAL + 1))


def test_a_crew_sleeps_at_the_nearest_place_that_has_beds_on_all_days() -> None:
    rows = (*beds("LA", 2, 0, 1), *beds("LB", 9, 0, 1))
    world = crew_world(*rows)
    book, timed = CrewBedBook(world), loop(world)
    assert timed.closed_loop
    assert book.find(timed) == kept("LA")
    book.take(timed, kept("LA"))
    assert book.find(timed) == kept("LB")


def test_a_place_with_too_few_beds_on_one_day_does_not_do() -> None:
    rows = (*beds("LA", 2, 0), *beds("LA", 1, 1), *beds("LB", 2, 1))
    world = crew_world(*rows)
    assert CrewBedBook(world).find(loop(world)) == Shortage("NO_CREW_BED", "LA", by_day=True)


def test_places_without_rows_and_of_other_kinds_have_none() -> None:
    world = crew_world(*beds("PX", 9, 0, 1))
    assert CrewBedBook(world).find(loop(world)) == Shortage("NO_CREW_BED", "S1", by_day=True)


def test_milder_trips_and_rules_without_isolation_need_no_bed() -> None:
    for facts in ({"zones": ()}, {"ruleset": legal_rules(closed_loop_from=Level.MEDIUM)}, {"ruleset": legal_rules()}):
        world = crew_world(**facts)
        assert CrewBedBook(world).find(loop(world)) == ()


def test_after_a_closed_loop_vehicle_and_crew_stay_away_for_whole_days() -> None:
    rows = beds("LA", 2, *range(12))
    hours = ((3, 8), (5, 8), (7, 8))
    world = crew_world(*rows, hours=hours, fleets=(fleet(count=1, drivers=2, available_until=moment(9)),))
    rotation = rotate(world, single_trips(world.shipments))
    first, last = rotation.sorties
    assert first.free_s - first.home.arrive_s == 2 * DAY_S
    assert last.out.depart_s >= first.free_s
    assert first.ready_s - first.home.arrive_s == first.timed.rules.times.turnaround_s
    assert [failure.reason for failure in rotation.failures] == ["NO_VEHICLE"]


def test_isolation_may_last_longer_than_the_hire_of_the_coach() -> None:
    fleets = (fleet(count=1, drivers=2, available_until=moment(4, 12)),)
    world = crew_world(*beds("LA", 2, 0, 1), fleets=fleets)
    assert not rotate(world, single_trips(world.shipments)).failures

from __future__ import annotations

from planner.domain.place import Level, Zone
from planner.schedule.books.claims import Shortage
from planner.schedule.books.mixing import MixingBook
from planner.schedule.world import World
from tests.builders.small_schedule import at_hour, legal_rules, options, schedule_world, shipment
from tests.builders.small_world import FUNAN, YINGSHANG, cohort, moment


def mixed_world(high_from: float, limit: Level | None = Level.HIGH) -> World:
    """One coach for Funan and Yingshang, which leaves Funan at 08:00 of the fourth day; Funan turns high."""
    shipments = [at_hour(3, 8), shipment(start=YINGSHANG, window=(moment(3), moment(5)), cohort=1)]
    zones = (Zone("341225", Level.HIGH, moment(3, high_from), None),)
    world = schedule_world(shipments, legal_rules(unmixed_from=limit), zones=zones)
    people = (cohort(1, 20, origin=FUNAN), cohort(2, 20, origin=YINGSHANG))
    return World.of(world.scenario, world.policy, world.ground, world.shipments, world.rides, people)


def found(world: World) -> object:
    """What the book says to the departure of 08:00."""
    return MixingBook(world).find(options(world)[0])


def test_people_from_both_sides_of_the_level_do_not_share_a_coach() -> None:
    assert found(mixed_world(7)) == Shortage("MIXING_LIMIT", FUNAN)


def test_the_level_at_boarding_counts() -> None:
    assert found(mixed_world(9)) == ()


def test_without_the_rule_all_may_mix() -> None:
    assert found(mixed_world(7, None)) == ()

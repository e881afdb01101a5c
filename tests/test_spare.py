"""What fleets have left: less by every sortie, nothing of the time in which no vehicle was found."""

from __future__ import annotations

from planner.domain.plan import LegRole
from planner.domain.routing import RoutedTrip, TripLoad
from planner.optimise.problem import vehicle_seconds
from planner.schedule.rotations import Failure
from planner.spare import Spare
from tests.builders.small_schedule import run_all, schedule_world, shipment
from tests.builders.small_world import fleet


def test_sorties_take_their_time_and_say_when_they_leave() -> None:
    world = schedule_world([shipment(24)])
    (sortie,) = sorties = run_all(world)
    spare = Spare.of(world, sorties, ())
    used_s = sortie.free_s - sortie.out.depart_s
    assert spare.seconds == (vehicle_seconds(world.scenario, world.scenario.fleets[0]) - used_s,)
    assert spare.taken == ((0, sortie.timed.run.depart_s, used_s),)
    assert spare.short == frozenset()


def test_a_trip_without_a_vehicle_leaves_nothing_of_its_time_unless_it_failed_for_another_reason() -> None:
    asked = shipment(24)
    world = schedule_world([asked])
    routed = RoutedTrip(LegRole.DIRECT, None, 0, (asked.from_place,), (asked.to_place,), (TripLoad(0, 24),))
    failures = [Failure(routed, reason, "NB") for reason in ("NO_VEHICLE", "NO_DRIVER")]
    leaves = asked.depart_from + world.offset_s
    assert Spare.of(world, (), failures[:1]).short == Spare.of(world, (), failures[1:]).short == {(0, leaves)}
    assert Spare.of(world, (), [Failure(routed, "WINDOW_TOO_SHORT", "")]).short == frozenset()


def test_a_fleet_whose_trips_are_used_up_has_no_time() -> None:
    world = schedule_world([shipment(24)], fleets=[fleet(count=1, drivers=2, max_trips=1)])
    assert Spare.of(world, run_all(world), ()).seconds == (0,)

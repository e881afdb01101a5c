from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.domain.plan import LegRole
from planner.domain.routing import Shipment
from planner.schedule.departures import SLACK_S, demands_of, departures
from planner.schedule.world import World
from planner.units import DAY_S, HOUR_S
from tests.builders.small_schedule import schedule_world, shipment, trip_of
from tests.builders.small_world import FUNAN, YINGSHANG, cohort, moment


def worth_driving(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Departures and rides of one coach with all shipments of a world."""
    routed = trip_of(world.shipments, *range(len(world.shipments)))
    return departures(world, routed, demands_of(world, routed), routed.pickups + routed.drops)


def test_windows_of_all_who_use_a_stop_are_kept_together() -> None:
    early, late = shipment(5, window=(moment(1), moment(4))), shipment(5, window=(moment(2), moment(6)))
    world = schedule_world([early, late, shipment(5, YINGSHANG)])
    demands = demands_of(world, trip_of(world.shipments, 0, 1, 2))
    assert [at - world.offset_s for at in demands.depart_from] == [moment(2), moment(1)]
    assert [at - world.offset_s for at in demands.arrive_to] == [moment(4)]


def test_rides_are_those_of_the_table_and_arrivals_fit_give_or_take_its_slack() -> None:
    world = schedule_world([shipment(window=(moment(1, 6), moment(2, 12)))])
    leaves, rides = worth_driving(world)
    assert len(leaves) == len(rides) > 0
    assert rides.min() >= 35_000
    assert (leaves + rides <= moment(2, 12) + world.offset_s + SLACK_S).all()


def test_waiting_for_results_widens_what_may_fit() -> None:
    def tied(**facts: object) -> Shipment:
        return shipment(5, "NBH", window=(moment(2, 8), moment(2, 12)), role=LegRole.LAST_MILE, **facts)

    plain, asked = tied(arrive_from=moment(2, 11)), tied(arrive_from=moment(2, 11), tested=True)
    people = [cohort(1, 9, origin="NBH")]
    first_plain = worth_driving(schedule_world([plain], cohorts=people))[0].min()
    first_asked = worth_driving(schedule_world([asked], cohorts=people))[0].min()
    assert 0 < first_plain - first_asked <= 7_200


def test_the_days_come_in_order_and_decent_hours_of_a_day_first() -> None:
    leaves, _ = worth_driving(schedule_world([shipment(start=FUNAN)]))
    days = (leaves // DAY_S).tolist()
    assert days == sorted(days)
    first = leaves[leaves // DAY_S == days[0]]
    assert 6 * HOUR_S <= first[0] % DAY_S <= 21 * HOUR_S


def test_a_coach_that_waits_for_milder_rules_has_no_departure_before() -> None:
    world = schedule_world([shipment(20)])
    routed = trip_of(world.shipments, 0)
    demands, stops = demands_of(world, routed), routed.pickups + routed.drops
    waits = replace(routed, depart_from=moment(4, 9))
    left = departures(world, waits, demands, stops)[0] - world.offset_s
    assert left.min() == moment(4, 9)
    assert departures(world, routed, demands, stops)[0].min() - world.offset_s < moment(2)

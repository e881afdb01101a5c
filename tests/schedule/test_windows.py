from __future__ import annotations

import numpy as np
import pytest

from planner.schedule.clock import limits_of, run
from planner.schedule.departures import demands_of
from planner.schedule.windows import Windows
from planner.units import HOUR_S
from tests.builders.small_schedule import LEGAL, schedule_world, shipment, trip_of
from tests.builders.small_world import moment

DWELL_S = 600
LEGS = np.array([9 * HOUR_S], dtype=np.int64)
DWELLS = np.array([DWELL_S], dtype=np.int64)


def test_departures_looked_at_together_are_judged_like_each_run_by_itself() -> None:
    world = schedule_world([shipment(window=(moment(1, 6), moment(3, 12)))])
    routed = trip_of(world.shipments, 0)
    windows = Windows.of(world, routed, demands_of(world, routed))
    departs = np.arange(moment(1), moment(4), 1_800, dtype=np.int64) + world.offset_s
    limits = limits_of(LEGAL, 2, 700_000)
    for longest_s in (None, 10 * HOUR_S):
        runs = [run(depart, LEGS, DWELLS, limits) for depart in departs.tolist()]
        alone = [one is not None and windows.kept(one, longest_s) for one in runs]
        assert windows.kept_by(departs, LEGS, DWELLS, limits, longest_s).tolist() == alone
        assert any(alone)
        assert not all(alone)


@pytest.mark.parametrize(
    ("leave", "kept"),
    [((1, 5), False), ((1, 6), True), ((1, 20), False), ((2, 20), False)],
)
def test_a_ride_leaves_and_arrives_in_its_windows_while_the_site_is_open(leave: tuple[int, int], kept: bool) -> None:
    world = schedule_world([shipment(window=(moment(1, 6), moment(2, 22)))])
    world.hours["S1"] = (8 * HOUR_S, 20 * HOUR_S)
    routed = trip_of(world.shipments, 0)
    windows = Windows.of(world, routed, demands_of(world, routed))
    made = run(moment(*leave) + world.offset_s, LEGS, DWELLS, limits_of(LEGAL, 2, 0))
    assert made is not None
    assert windows.kept(made, None) is kept


def test_test_sites_stand_between_pickups_and_drops_with_hours_alone() -> None:
    world = schedule_world([shipment()])
    routed = trip_of(world.shipments, 0)
    world.hours["NBH"] = (HOUR_S, 2 * HOUR_S)
    windows = Windows.of(world, routed, demands_of(world, routed), ("NBH",))
    assert windows.spans[1, 2:].tolist() == [HOUR_S, 2 * HOUR_S]
    assert windows.rides.tolist() == [[0, 2]]

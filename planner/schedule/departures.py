"""Departures worth driving: what the ride table leaves of the windows of a trip, in the order of preference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.domain.plan import LegRole
from planner.domain.routing import RoutedTrip
from planner.domain.rule import RuleSet
from planner.schedule.clock import Ints
from planner.schedule.labs import county_of_site
from planner.schedule.world import OPEN_ALL_DAY, World
from planner.units import DAY_S, HOUR_S

Bools = npt.NDArray[np.bool_]
DIRECT_STEP_S = 1_800
LINKED_STEP_S = 600
EARLY_S, LATE_S = 6 * HOUR_S, 21 * HOUR_S
"""Boarding outside these hours is avoided where there is a choice."""
ODD_HOUR_S = 5 * HOUR_S
"""A departure at an odd hour counts as this much longer."""
SPACING_S = 3 * HOUR_S
SLACK_S = 4_500
"""The ride table and the exact drive may differ by this much."""


@dataclass(frozen=True, slots=True)
class Demands:
    """Windows of a trip by stop: departures allowed at pick-ups, arrivals allowed at drops."""

    depart_from: tuple[int, ...]
    depart_to: tuple[int, ...]
    arrive_from: tuple[int, ...]
    arrive_to: tuple[int, ...]


def departures(world: World, routed: RoutedTrip, demands: Demands, stops: tuple[str, ...]) -> tuple[Ints, Ints]:
    """Departures worth driving and their likely rides, in the order of preference: by day, short at decent hours."""
    first = max(demands.depart_from[0], max(routed.depart_from, world.scenario.campaign.start_at) + world.offset_s)
    last = min(demands.depart_to[0], min(demands.arrive_to), world.scenario.campaign.end_at + world.offset_s)
    step = DIRECT_STEP_S if routed.role is LegRole.DIRECT else LINKED_STEP_S
    departs = np.arange(-(-first // 300) * 300, last + 1, step, dtype=np.int64)
    legs = _shortest_way(world, stops, departs)
    if legs is None:
        return departs[:0], departs[:0]
    rules = world.rules_at(int(departs[0]))
    dwell = (len(routed.pickups) - 1) * rules.times.pickup_dwell_s + (len(routed.drops) - 1) * rules.times.drop_dwell_s
    ride = world.ride_s(departs, int(legs[1].sum())) + dwell
    fits, direct = np.zeros(len(departs), dtype=np.bool_), routed.role is LegRole.DIRECT
    for halt_s in _test_times(world, routed, rules):
        fits |= _fit(world, rules, demands, (departs, ride + halt_s), stops[-1], direct)
    departs, ride = departs[fits], ride[fits]
    order = _preferred(routed.role, departs, ride)
    return departs[order], ride[order]


def decent(depart: Ints) -> Bools:
    """Whether departures, local seconds, are at hours at which people board where there is a choice."""
    hour = depart % DAY_S
    return np.asarray((hour >= EARLY_S) & (hour <= LATE_S))


def _preferred(role: LegRole, departs: Ints, ride: Ints) -> Ints:
    """Order of departures (ascending) with their likely rides."""
    if role is LegRole.LAST_MILE:
        return np.arange(len(departs))
    hour = departs % DAY_S
    odd = np.where(decent(departs), 0, ODD_HOUR_S)
    if role is LegRole.FEEDER:
        # As late as the line-haul allows, but the evening before rather than in the middle of the night.
        return np.asarray(np.lexsort((-departs, odd)))
    order = np.lexsort((odd + ride + hour // 4, departs // DAY_S))
    return np.asarray(order[_spread_over_day(departs[order])])


def _test_times(world: World, routed: RoutedTrip, rules: RuleSet) -> set[int]:
    """Times that tests on the way may take: none, or a halt for each county of the sites of those who may be tested."""
    aboard = [load.shipment for load in routed.loads if world.shipments[load.shipment].tested]
    if routed.role is LegRole.FEEDER or not aboard:
        return {0}
    return {0, len({county_of_site(world, shipment) for shipment in aboard}) * rules.test_result_s}


def _fit(
    world: World, rules: RuleSet, demands: Demands, rides: tuple[Ints, Ints], last: str, direct: bool
) -> Bools:
    """Which departures, given with the time to the last stop, are likely to keep windows, hours and longest ride."""
    departs, ride = rides
    arrive = departs + ride
    opens, closes = world.hours.get(last, OPEN_ALL_DAY)
    second = arrive % DAY_S
    fits = (arrive >= demands.arrive_from[-1] - SLACK_S) & (arrive <= min(demands.arrive_to) + SLACK_S)
    if opens <= closes:
        fits &= (second >= opens - SLACK_S) & (second <= closes + SLACK_S)
    longest_s = rules.times.longest_s(direct)
    if longest_s is not None:
        fits &= ride <= longest_s + SLACK_S
    return np.asarray(fits)


def _shortest_way(world: World, stops: tuple[str, ...], departs: Ints) -> tuple[Ints, Ints] | None:
    """The shortest way on any day of departure; sealed ground may open within the window."""
    if not len(departs):
        return None
    days = range(int(departs[0]) // DAY_S, int(departs[-1]) // DAY_S + 1)
    epochs = sorted({world.epoch(day * DAY_S) for day in days})
    ways = [legs for epoch in epochs if (legs := world.legs(stops, epoch)) is not None]
    return min(ways, key=lambda legs: int(legs[1].sum()), default=None)


def _spread_over_day(departs: Ints) -> Ints:
    """New order of departures: days as before, but the best of each part of the day before second best ones.

    Vehicles come free at all hours; four departures within one hour would find the same vehicles gone.
    """
    part = departs // SPACING_S
    order = np.argsort(part, kind="stable")
    first = np.concatenate([[True], np.diff(part[order]) > 0])
    began = np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order)) - began
    return np.asarray(np.lexsort((np.arange(len(departs)), rank, departs // DAY_S)))


def demands_of(world: World, routed: RoutedTrip) -> Demands:
    """Windows at each pick-up and drop from the shipments that use it."""
    far = 1 << 50
    depart_from, depart_to = [0] * len(routed.pickups), [far] * len(routed.pickups)
    arrive_from, arrive_to = [0] * len(routed.drops), [far] * len(routed.drops)
    for load in routed.loads:
        shipment = world.shipments[load.shipment]
        up, down = routed.pickups.index(shipment.from_place), routed.drops.index(shipment.to_place)
        depart_from[up] = max(depart_from[up], shipment.depart_from + world.offset_s)
        depart_to[up] = min(depart_to[up], shipment.depart_to + world.offset_s)
        arrive_from[down] = max(arrive_from[down], shipment.arrive_from + world.offset_s)
        arrive_to[down] = min(arrive_to[down], shipment.arrive_to + world.offset_s)
    return Demands(tuple(depart_from), tuple(depart_to), tuple(arrive_from), tuple(arrive_to))

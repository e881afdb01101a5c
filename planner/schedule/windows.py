"""The windows of a trip as arrays, and which departures keep them when they are driven by the clock.

Most departures that the ride table lets through miss a window by minutes. One compiled look drives them all; the few
that are left are then looked at closely.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from planner.domain.routing import RoutedTrip
from planner.schedule.clock import DAY_S, Ints, Run, drive
from planner.schedule.departures import Demands
from planner.schedule.world import OPEN_ALL_DAY, World
from planner.units import HOUR_S

FAR_S = 1 << 50


@dataclass(frozen=True, slots=True)
class Windows:
    """What a trip has to keep at its stops, in local seconds.

    Attributes
    ----------
    spans : int64 [n, 4]
        By stop: earliest and latest moment, opening and closing second of the day. Pick-ups count when the coach
        leaves, all others when it comes.
    rides : int64 [m, 2]
        Stops at which each load boards and alights.
    pickups : int
        How many of the stops are pick-ups.
    end_s : int
        By when the last stop must have been reached.
    """

    spans: Ints
    rides: Ints
    pickups: int
    end_s: int

    @classmethod
    def of(cls, world: World, routed: RoutedTrip, demands: Demands, labs: Sequence[str] = ()) -> Windows:
        """Windows of a trip that calls at test sites between its pick-ups and its drops."""
        ups, stops = len(routed.pickups), (*routed.pickups, *labs, *routed.drops)
        low = (*demands.depart_from, *[0] * len(labs), *demands.arrive_from)
        high = (*demands.depart_to, *[FAR_S] * len(labs), *demands.arrive_to)
        hours = [world.hours.get(stop, OPEN_ALL_DAY) for stop in stops]
        loads = [world.shipments[load.shipment] for load in routed.loads]
        drop = {stop: number for number, stop in enumerate(routed.drops, ups + len(labs))}
        rides = [(routed.pickups.index(load.from_place), drop[load.to_place]) for load in loads]
        return cls(
            np.array([(*span, *open_) for *span, open_ in zip(low, high, hours, strict=True)], dtype=np.int64),
            np.array(rides, dtype=np.int64).reshape(-1, 2),
            ups,
            world.scenario.campaign.end_at + world.offset_s - HOUR_S,
        )

    def kept(self, driven: Run, longest_s: int | None) -> bool:
        """Whether a run keeps departure and arrival windows, opening hours and the longest ride."""
        most = FAR_S if longest_s is None else longest_s
        return bool(_kept(driven.depart_s, driven.events, self.spans, self.rides, self.pickups, self.end_s, most))

    def kept_by(
        self, departs: Ints, legs: Ints, dwells: Ints, limits: Ints, longest_s: int | None
    ) -> npt.NDArray[np.bool_]:
        """Which departures [n] of a fresh crew keep them; legs, dwells and limits as ``drive`` takes them."""
        most = FAR_S if longest_s is None else longest_s
        found = _kept_by(departs, legs, dwells, limits, self.spans, self.rides, self.pickups, self.end_s, most)
        return np.asarray(found)


@njit(cache=True)
def _kept(depart, events, spans, rides, pickups, end_s, longest_s):  # type: ignore[no-untyped-def]
    moments = np.empty(len(spans), dtype=np.int64)
    moments[0], stop = depart, 1
    for event in range(len(events)):
        if events[event, 0] == 0:
            moments[stop] = events[event, 2] if stop < pickups else events[event, 1]
            stop += 1
    for stop in range(len(spans)):
        second = moments[stop] % DAY_S
        after, before = second >= spans[stop, 2], second <= spans[stop, 3]
        is_open = (after and before) if spans[stop, 2] <= spans[stop, 3] else (after or before)
        if not is_open or moments[stop] < spans[stop, 0] or moments[stop] > spans[stop, 1]:
            return False
    for ride in range(len(rides)):
        if moments[rides[ride, 1]] - moments[rides[ride, 0]] > longest_s:
            return False
    return moments[-1] <= end_s


@njit(cache=True)
def _kept_by(  # type: ignore[no-untyped-def]
    departs, legs, dwells, limits, spans, rides, pickups, end_s, longest_s
):
    kept = np.zeros(len(departs), dtype=np.bool_)
    events, driven = np.empty((256, 5), dtype=np.int64), np.empty((256, 2), dtype=np.int64)
    for number in range(len(departs)):
        made, _, _ = drive(departs[number], legs, dwells, limits, driven, 0, events)
        kept[number] = made >= 0 and _kept(
            departs[number], events[:made], spans, rides, pickups, end_s, longest_s
        )
    return kept

"""Parts of a plan that can be improved side by side: trips by where they begin, fleets shared out."""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np

from planner.optimise.engines.arrays import (
    F64,
    KEY,
    KEYS,
    MOST_AT_ONCE,
    MOST_TIME,
    MOST_TRIPS,
    RoutingData,
    RoutingState,
)
from planner.optimise.engines.states import seed_array, state_of

GOLDEN_ANGLE = pi * (3 - 5**0.5)
"""Turn from one cutting line to the next: no two of a few dozen are alike."""


def split(data: RoutingData, state: RoutingState, spots: F64, number: int, parts: int) -> list[RoutingState]:
    """States with about as many trips each, cut across a line that turns with ``number``.

    Every part sees all items, its own trips, the persons left at its own pick-ups, and its share of what the fleets
    have to spare.

    Parameters
    ----------
    spots : float64 [keys, 2]
        Longitude and latitude of each pick-up key.
    """
    if parts == 1:
        return [state]
    active = np.sort(state.active[: state.tally[0]])
    turn = number * GOLDEN_ANGLE
    along = spots @ np.array([cos(turn), sin(turn)])
    of_trip = along[state.trip[active, KEYS]]
    cuts = np.quantile(of_trip, [k / parts for k in range(1, parts)])
    trip_part, item_part = np.searchsorted(cuts, of_trip), np.searchsorted(cuts, along[data.item[:, KEY]])
    made = []
    for part in range(parts):
        mine = active[trip_part == part]
        left = np.where(item_part == part, state.left, 0).astype(np.int32)
        seed = seed_array(int(state.seed[0] >> np.uint64(20)) + part)
        made.append(state_of(data, state.trip[mine], state.loads[mine], left, seed))
        made[-1].hopeless[:] = state.hopeless
    _share_fleets(data, state, made)
    return made


def _share_fleets(data: RoutingData, whole: RoutingState, parts: list[RoutingState]) -> None:
    """Count as used in every part what it may not take: the limits less its own use and its share of the spare."""
    limit = np.column_stack([data.fleet[:, MOST_TRIPS], data.fleet[:, MOST_TIME], data.phase_time])
    at_once = np.broadcast_to(data.fleet[:, MOST_AT_ONCE, None], whole.at_once.shape)
    for rows, most in (("used", limit), ("at_once", at_once)):
        spare = np.maximum(most - getattr(whole, rows), 0)
        for number, part in enumerate(parts):
            share = (spare + number) // len(parts)
            getattr(part, rows)[:] = np.maximum(most - share, 0)


def joined(data: RoutingData, parts: list[RoutingState]) -> RoutingState:
    """One state of all parts."""
    if len(parts) == 1:
        return parts[0]
    rows = [np.sort(part.active[: part.tally[0]]) for part in parts]
    trip = np.concatenate([part.trip[mine] for part, mine in zip(parts, rows, strict=True)])
    loads = np.concatenate([part.loads[mine] for part, mine in zip(parts, rows, strict=True)])
    left = np.sum([part.left for part in parts], axis=0).astype(np.int32)
    state = state_of(data, trip, loads, left, parts[0].seed)
    state.hopeless[:] = parts[0].hopeless
    return state

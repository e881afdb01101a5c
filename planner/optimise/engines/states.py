"""States of the routing engine: empty, and rebuilt from trips."""

from __future__ import annotations

import numpy as np

from planner.optimise.engines.arrays import (
    I32,
    I64,
    IN_PHASE,
    MARK,
    MAX_LOADS,
    MOST_FREED,
    PERSONS,
    SLOTS_PER_KEY,
    TRIP_COLUMNS,
    U64,
    WAVE,
    RoutingData,
    RoutingState,
)
from planner.optimise.engines.ruin_recreate import enter_all

TOUCHED = 2_048
"""Trips that one iteration may change, at most."""


def empty_state(data: RoutingData, seed: int) -> RoutingState:
    """A state without trips, with room for the worst case."""
    persons = data.item[:, PERSONS]
    least = max(1, int(data.usable[data.usable > 0].min(initial=1_000)))
    slots = int(len(persons) + (persons // least).sum()) + 64
    keys = len(data.near)
    left = persons.astype(np.int32)
    return RoutingState(
        trip=np.zeros((slots, TRIP_COLUMNS), np.int64),
        loads=np.zeros((slots, 2, MAX_LOADS), np.int32),
        active=np.zeros(slots, np.int32),
        free=np.arange(slots - 1, -1, -1, dtype=np.int32),
        key_trips=np.zeros((keys, SLOTS_PER_KEY), np.int32),
        key_count=np.zeros(keys, np.int32),
        key_open=np.zeros((keys, SLOTS_PER_KEY), np.int32),
        open_count=np.zeros(keys, np.int32),
        left=left,
        hopeless=np.zeros(len(persons), np.int8),
        used=np.zeros((len(data.fleet), IN_PHASE + len(data.phase)), np.int64),
        at_once=np.zeros((len(data.fleet), int(data.item[:, WAVE].max(initial=0)) + 1), np.int32),
        tally=np.array([0, slots, 0, 0], np.int64),
        total=np.array([0.0, float((data.penalty * left).sum())], np.float64),
        touched=np.zeros(TOUCHED, np.int32),
        saved=np.zeros((TOUCHED, TRIP_COLUMNS), np.int64),
        saved_loads=np.zeros((TOUCHED, 2, MAX_LOADS), np.int32),
        scratch=np.zeros(TRIP_COLUMNS, np.int64),
        freed=np.zeros(MOST_FREED, np.int32),
        score=np.zeros(MOST_FREED, np.float64),
        seed=seed_array(seed),
    )


def seed_array(seed: int) -> U64:
    """State of the random numbers; never 0."""
    return np.array([(seed * 0x9E3779B97F4A7C15 + 0x1234567) & 0xFFFFFFFFFFFFFFFF or 1], np.uint64)


def state_of(data: RoutingData, trip: I64, loads: I32, left: I32, seed: U64) -> RoutingState:
    """A state with these trips and persons left, room for as many trips more as an empty one has.

    Parameters
    ----------
    trip : int64 [trips, TRIP_COLUMNS]
    loads : int32 [trips, 2, MAX_LOADS]
    left : int32 [items]
    """
    state, n = empty_state(data, 0), len(trip)
    state.trip[:n], state.loads[:n] = trip, loads
    state.trip[:n, MARK] = -1
    state.left[:] = left
    state.seed[:] = seed
    slots = len(state.trip)
    state.free[: slots - n] = np.arange(slots - 1, n - 1, -1, dtype=np.int32)
    state.tally[1] = slots - n
    state.total[:] = 0.0, float((data.penalty * left).sum())
    enter_all(data, state, n)
    return state

"""Coach routing: from shipments to trips, by construction and ruin-and-recreate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.domain.limits import Limits, Progress
from planner.domain.plan import LegRole
from planner.domain.routing import RoutedTrip, Shipment, TripLoad
from planner.domain.travel import Ground
from planner.optimise.engines.arrays import (
    DROPS,
    FLEET,
    I32,
    MAX_LOADS,
    N_DROPS,
    N_LOADS,
    N_PICKUPS,
    ORIGIN,
    PERSONS,
    PICKUPS,
    SLOTS_PER_KEY,
    TARGET,
    TRIP_COLUMNS,
    WAVE,
    RoutingData,
    RoutingState,
)
from planner.optimise.engines.ruin_recreate import construct, improve

SLICE = 200
"""Iterations between two looks at the clock."""
START_HEAT_SHARE, END_HEAT_SHARE = 0.05, 0.001
"""First and last temperature, as shares of the mean cost of a trip."""
MOST_RUINED = 8
"""Trips emptied at once, at most."""


@dataclass(frozen=True, slots=True)
class Routing:
    """Trips found and the persons of each shipment left behind."""

    trips: tuple[RoutedTrip, ...]
    left: tuple[int, ...]
    cost_cents: int
    iterations: int


def route_coaches(data: RoutingData, ground: Ground, shipments: Sequence[Shipment], limits: Limits) -> Routing:
    """Carry as many persons as fit, best tiers first, at the least cost found within the limits."""
    if not shipments or not len(data.fleet):
        return Routing((), tuple(s.persons for s in shipments), 0, 0)
    state = _empty_state(data, limits.seed)
    construct(data, state, _first_order(data))
    _anneal(data, state, limits)
    trips = tuple(_trip(state, t, ground, shipments) for t in sorted(state.active[: state.tally[0]].tolist()))
    return Routing(trips, tuple(int(v) for v in state.left), round(float(state.total[0])), int(state.tally[2]))


def _first_order(data: RoutingData) -> I32:
    """Best tiers first, then the far, then the many."""
    far = data.way[0, 0][data.item[:, ORIGIN], data.item[:, TARGET]]
    return np.lexsort((np.arange(len(far)), -data.item[:, PERSONS], -far, -data.penalty)).astype(np.int32)


def _anneal(data: RoutingData, state: RoutingState, limits: Limits) -> None:
    """Improve until the limits end; the temperature falls with the share of the limit used."""
    if state.tally[0] == 0 or limits.iterations == 0:
        return
    typical = state.total[0] / state.tally[0]
    start_s = max(limits.remaining_s(), 1e-9)
    first = int(state.tally[2])
    while True:
        done = int(state.tally[2]) - first
        share = done / limits.iterations if limits.iterations is not None else 1 - limits.remaining_s() / start_s
        if share >= 1 or limits.remaining_s() <= 0:
            return
        heat = typical * START_HEAT_SHARE * (END_HEAT_SHARE / START_HEAT_SHARE) ** max(share, 0.0)
        slice_size = SLICE if limits.iterations is None else min(SLICE, limits.iterations - done)
        improve(data, state, slice_size, heat, MOST_RUINED)
        limits.report(Progress("routing", share, int(state.total[0]), int(state.left.sum())))


def _trip(state: RoutingState, t: int, ground: Ground, shipments: Sequence[Shipment]) -> RoutedTrip:
    loads = tuple(TripLoad(int(state.loads[t, 0, j]), int(state.loads[t, 1, j])) for j in range(state.trip[t, N_LOADS]))
    first = shipments[loads[0].shipment]
    return RoutedTrip(
        role=LegRole(first.role),
        service_id=first.service_id,
        fleet=int(state.trip[t, FLEET]),
        pickups=tuple(ground.places[p].place_id for p in state.trip[t, PICKUPS : PICKUPS + state.trip[t, N_PICKUPS]]),
        drops=tuple(ground.places[p].place_id for p in state.trip[t, DROPS : DROPS + state.trip[t, N_DROPS]]),
        loads=loads,
    )


def _empty_state(data: RoutingData, seed: int) -> RoutingState:
    """A state without trips, with room for the worst case."""
    persons = data.item[:, PERSONS]
    least = max(1, int(data.usable[data.usable > 0].min(initial=1_000)))
    slots = int(len(persons) + (persons // least).sum()) + 64
    keys = len(data.near)
    touched = 2_048
    left = persons.astype(np.int32)
    return RoutingState(
        trip=np.zeros((slots, TRIP_COLUMNS), np.int64),
        loads=np.zeros((slots, 2, MAX_LOADS), np.int32),
        active=np.zeros(slots, np.int32),
        free=np.arange(slots - 1, -1, -1, dtype=np.int32),
        key_trips=np.zeros((keys, SLOTS_PER_KEY), np.int32),
        key_count=np.zeros(keys, np.int32),
        left=left,
        used=np.zeros((len(data.fleet), 2), np.int64),
        at_once=np.zeros((len(data.fleet), int(data.item[:, WAVE].max(initial=0)) + 1), np.int32),
        tally=np.array([0, slots, 0, 0], np.int64),
        total=np.array([0.0, float((data.penalty * left).sum())], np.float64),
        touched=np.zeros(touched, np.int32),
        saved=np.zeros((touched, TRIP_COLUMNS), np.int64),
        saved_loads=np.zeros((touched, 2, MAX_LOADS), np.int32),
        scratch=np.zeros(TRIP_COLUMNS, np.int64),
        seed=np.array([(seed * 0x9E3779B97F4A7C15 + 0x1234567) & 0xFFFFFFFFFFFFFFFF or 1], np.uint64),
    )

"""Parts of a plan improved side by side: nothing is lost, nothing is used twice."""

from __future__ import annotations

import numpy as np
import pytest

from planner.optimise.blocks import joined, split
from planner.optimise.engines.arrays import (
    MOST_AT_ONCE,
    MOST_TIME,
    MOST_TRIPS,
    N_LOADS,
    SECONDS,
    TRIPS,
    RoutingData,
    RoutingState,
)
from planner.optimise.engines.ruin_recreate import construct, improve
from planner.optimise.engines.states import empty_state
from planner.optimise.problem import build_routing_data
from planner.optimise.routing import _first_order, _spots
from tests.builders.small_world import FUNAN, PLANE, SmallWorld, fleet, small_world
from tests.optimise.errands import random_errands

SHORT = [fleet(count=3, drivers=6, max_trips=2), fleet("FY", PLANE[FUNAN], seats=30, count=2, drivers=4)]


def planned(world: SmallWorld, seed: int) -> tuple[RoutingData, RoutingState, np.ndarray]:
    errands = random_errands(seed, count=30)
    data = build_routing_data(world.scenario, world.policy, world.ground, errands, world.rides)
    state = empty_state(data, seed)
    construct(data, state, _first_order(data))
    return data, state, _spots(data, world.ground)


def loads(state: RoutingState) -> list[tuple[int, ...]]:
    active = state.active[: state.tally[0]]
    return sorted(tuple(state.loads[t, :, : state.trip[t, N_LOADS]].ravel().tolist()) for t in active)


@pytest.mark.parametrize("number", [0, 1, 2, 7])
def test_parts_hold_every_trip_and_everybody_left_once(number: int) -> None:
    data, state, spots = planned(small_world(fleets=SHORT), 3)
    parts = split(data, state, spots, number, 2)
    assert sorted(loads(parts[0]) + loads(parts[1])) == loads(state)
    assert (parts[0].left + parts[1].left).tolist() == state.left.tolist()
    again = joined(data, parts)
    assert loads(again) == loads(state)
    assert again.total.tolist() == pytest.approx(state.total.tolist())
    assert again.used.tolist() == state.used.tolist()
    assert again.at_once.tolist() == state.at_once.tolist()


def test_what_fleets_have_to_spare_is_shared_out_and_never_doubled() -> None:
    data, state, spots = planned(small_world(fleets=SHORT), 4)
    parts = split(data, state, spots, 0, 2)
    for column, most in ((TRIPS, data.fleet[:, MOST_TRIPS]), (SECONDS, data.fleet[:, MOST_TIME])):
        spare = sum(np.maximum(most - part.used[:, column], 0) for part in parts)
        assert (spare <= np.maximum(most - state.used[:, column], 0)).all()
    waves = sum(np.maximum(data.fleet[:, MOST_AT_ONCE, None] - part.at_once, 0) for part in parts)
    assert (waves <= np.maximum(data.fleet[:, MOST_AT_ONCE, None] - state.at_once, 0)).all()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_parts_improved_apart_are_a_plan_within_all_limits(seed: int) -> None:
    data, state, spots = planned(small_world(fleets=SHORT), seed)
    before = state.total.sum()
    for number in range(6):
        parts = split(data, state, spots, number, 2)
        for part in parts:
            improve(data, part, 100, 0.0, 6)
        state = joined(data, parts)
        assert (state.used[:, TRIPS] <= data.fleet[:, MOST_TRIPS]).all()
    assert state.total.sum() <= before + 1


def test_one_part_is_the_whole_plan() -> None:
    data, state, spots = planned(small_world(), 5)
    (part,) = split(data, state, spots, 3, 1)
    assert part is state and joined(data, [part]) is state

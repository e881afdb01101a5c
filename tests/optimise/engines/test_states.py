"""States of the engine: empty ones have room, rebuilt ones are what they were made of."""

from __future__ import annotations

import numpy as np
import pytest

from planner.optimise.engines.arrays import PERSONS, POSITION
from planner.optimise.engines.ruin_recreate import construct
from planner.optimise.engines.states import empty_state, seed_array, state_of
from planner.optimise.problem import build_routing_data
from planner.optimise.routing import _first_order
from tests.builders.small_world import small_world
from tests.optimise.errands import random_errands


def test_an_empty_state_leaves_everybody_behind_and_holds_a_coach_for_each() -> None:
    world, errands = small_world(), random_errands(1)
    data = build_routing_data(world.scenario, world.policy, world.ground, errands, world.rides)
    state = empty_state(data, 1)
    assert state.left.tolist() == data.item[:, PERSONS].tolist()
    assert state.tally.tolist() == [0, len(state.trip), 0, 0] and len(state.trip) > len(errands)
    assert state.total.tolist() == [0.0, pytest.approx(float((data.penalty * state.left).sum()))]


def test_a_state_made_of_the_trips_of_another_counts_the_same() -> None:
    world, errands = small_world(), random_errands(2)
    data = build_routing_data(world.scenario, world.policy, world.ground, errands, world.rides)
    state = empty_state(data, 1)
    construct(data, state, _first_order(data))
    active = np.sort(state.active[: state.tally[0]])
    other = state_of(data, state.trip[active], state.loads[active], state.left, state.seed)
    assert other.used.tolist() == state.used.tolist() and other.key_count.tolist() == state.key_count.tolist()
    assert other.total.tolist() == pytest.approx(state.total.tolist())
    assert other.trip[other.active[: len(active)], POSITION].tolist() == list(range(len(active)))
    assert sorted([*other.active[: len(active)], *other.free[: other.tally[1]]]) == list(range(len(other.trip)))


def test_no_seed_is_the_dead_state_of_the_generator() -> None:
    assert all(int(seed_array(seed)[0]) for seed in range(1000))

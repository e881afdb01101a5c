"""The engine's own books: after any number of rejected iterations they say what a recount says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from planner.domain.place import Level, Zone
from planner.domain.routing import Shipment
from planner.domain.rule import LoadCap
from planner.optimise.engines import ruin_recreate
from planner.optimise.engines.arrays import (
    ARRIVE_FROM,
    ARRIVE_TO,
    BUSY,
    BY_FLEET,
    CAP,
    CENTS,
    COST,
    DEPART_FROM,
    DEPART_TO,
    DIRECT,
    DROPS,
    FIRM,
    FLEET,
    I32,
    I64,
    IN_PHASE,
    KEYS,
    LOAD,
    N_DROPS,
    N_FIRMS,
    N_LOADS,
    N_PICKUPS,
    ORIGIN,
    PERSONS,
    PHASE,
    PICKUPS,
    POSITION,
    SEATS,
    SECONDS,
    SLOTS_PER_KEY,
    TARGET,
    TRIPS,
    WAVE,
    WINDOW,
    RoutingData,
    RoutingState,
)
from planner.optimise.engines.ruin_recreate import construct, improve
from planner.optimise.engines.states import empty_state
from planner.optimise.problem import NO_LIMIT, build_routing_data, with_vehicle_time
from planner.optimise.routing import _first_order
from tests.builders.small_world import CLOCK, FUNAN, PLANE, SmallWorld, fleet, moment, rules, small_world
from tests.optimise.errands import errand, random_errands


def build(world: SmallWorld, errands: Sequence[Shipment], seed: int = 1) -> tuple[RoutingData, RoutingState]:
    data = build_routing_data(world.scenario, world.policy, world.ground, errands, world.rides)
    state = empty_state(data, seed)
    construct(data, state, _first_order(data))
    return data, state


def recount(data: RoutingData, state: RoutingState) -> None:
    """Every sum that the engine keeps, from the trips alone."""
    in_use = np.flatnonzero(state.trip[:, N_LOADS] > 0)
    count, free = int(state.tally[0]), int(state.tally[1])
    assert sorted(state.active[:count].tolist()) == in_use.tolist()
    assert sorted([*state.free[:free].tolist(), *in_use.tolist()]) == list(range(len(state.trip)))
    assert all(state.active[state.trip[t, POSITION]] == t for t in in_use)
    left = data.item[:, PERSONS].copy()
    used, at_once, fleet_of = np.zeros_like(state.used), np.zeros_like(state.at_once), state.trip[:, FLEET]
    for t in in_use:
        loads = state.loads[t, :, : state.trip[t, N_LOADS]]
        np.subtract.at(left, loads[0], loads[1])
        assert loads[1].sum() == state.trip[t, LOAD] <= state.trip[t, CAP]
        assert len(set(loads[0].tolist())) == loads.shape[1]
        assert len(set(data.item[loads[0], FIRM].tolist())) == state.trip[t, N_FIRMS]
        used[fleet_of[t], TRIPS] += 1
        used[fleet_of[t], [SECONDS, IN_PHASE + state.trip[t, PHASE]]] += state.trip[t, BUSY]
        at_once[fleet_of[t], data.item[loads[0, 0], WAVE]] += 1
        _stops(data, state.trip[t], loads[0])
    assert left.min() >= 0
    assert state.left.tolist() == left.tolist()
    assert state.used.tolist() == used.tolist()
    assert state.at_once.tolist() == at_once.tolist()
    assert state.total[0] == pytest.approx(float(state.trip[in_use, COST].sum()), abs=1)
    assert state.total[1] == pytest.approx(float((data.penalty * left).sum()), rel=1e-9, abs=1)
    _keys(state, in_use.tolist())


def _stops(data: RoutingData, trip: I64, items: I32) -> None:
    """A trip calls where those aboard get on and off and nowhere else, in the windows that all of them leave."""
    aboard = data.item[items]
    ups, downs = trip[PICKUPS : PICKUPS + trip[N_PICKUPS]].tolist(), trip[DROPS : DROPS + trip[N_DROPS]].tolist()
    assert sorted(ups) == sorted(set(aboard[:, ORIGIN].tolist()))
    assert sorted(downs) == sorted(set(aboard[:, TARGET].tolist()))
    opens = max(int(data.phase[trip[PHASE]]), int(aboard[:, DEPART_FROM].max()))
    closes = [int(aboard[:, column].min()) for column in (DEPART_TO, ARRIVE_TO)]
    assert trip[WINDOW : WINDOW + 4].tolist() == [opens, closes[0], int(aboard[:, ARRIVE_FROM].max()), closes[1]]


def _keys(state: RoutingState, in_use: list[int]) -> None:
    listed: dict[int, list[int]] = {key: [] for key in range(len(state.key_count))}
    for t in in_use:
        for key in state.trip[t, KEYS : KEYS + state.trip[t, N_PICKUPS]]:
            listed[int(key)].append(t)
    for key, trips in listed.items():
        assert len(trips) <= SLOTS_PER_KEY
        assert sorted(state.key_trips[key, : state.key_count[key]].tolist()) == sorted(trips)
        roomy = sorted(t for t in trips if state.trip[t, LOAD] < state.trip[t, CAP])
        assert sorted(state.key_open[key, : state.open_count[key]].tolist()) == roomy


CROWDED = [fleet(count=2, drivers=4), fleet("FY", PLANE[FUNAN], seats=30, count=2, drivers=4, max_trips=3)]


@pytest.mark.parametrize("heat", [0.0, 1e4, 1e7])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_books_are_right_after_every_kind_of_iteration(heat: float, seed: int) -> None:
    data, state = build(small_world(fleets=CROWDED), random_errands(seed, count=20), seed)
    recount(data, state)
    for _ in range(10):
        improve(data, state, 20, heat, 8)
        recount(data, state)


def test_a_rejected_iteration_changes_nothing() -> None:
    data, state = build(small_world(), random_errands(9))
    improve(data, state, 400, 0.0, 4)
    for _ in range(60):
        before = {
            tuple(state.loads[t, :, : state.trip[t, N_LOADS]].ravel().tolist()) + tuple(state.trip[t, KEYS:].tolist())
            for t in state.active[: state.tally[0]]
        }
        accepted, totals = int(state.tally[3]), state.total.copy()
        improve(data, state, 1, 0.0, 8)
        if state.tally[3] == accepted:
            after = {
                tuple(state.loads[t, :, : state.trip[t, N_LOADS]].ravel().tolist())
                + tuple(state.trip[t, KEYS:].tolist())
                for t in state.active[: state.tally[0]]
            }
            assert len(after) == len(before)
            assert state.total.tolist() == totals.tolist()


def test_without_heat_nothing_grows_worse() -> None:
    data, state = build(small_world(fleets=CROWDED), random_errands(5, count=20))
    best = float(state.total.sum())
    for _ in range(20):
        improve(data, state, 10, 0.0, 8)
        assert state.total.sum() <= best + 1
        best = float(state.total.sum())


def test_level_and_waves_are_kept_through_improvement() -> None:
    shut = Zone(PLANE[FUNAN][2], Level.SEALED, moment(-9), None)
    data, state = build(small_world(rules(sealed_closed=True), zones=(shut,)), [errand(5), errand(5, "adcode:522327")])
    improve(data, state, 100, 1e6, 8)
    assert state.left.tolist() == [5, 0]
    assert data.item[:, DIRECT].tolist() == [1, 1]


def test_those_whom_no_coach_could_ever_take_are_told_from_those_without_a_free_one() -> None:
    far = errand(5, "adcode:522327", arrive_to=moment(1, 3))
    data, state = build(small_world(fleets=[fleet(count=1, drivers=2, max_trips=1)]), [errand(30), far])
    assert state.left.tolist() == [6, 5]
    assert state.hopeless.tolist() == [0, 1]
    improve(data, state, 50, 1e6, 8)
    recount(data, state)


def milder_on_the_fifth_day() -> SmallWorld:
    full = replace(rules(caps=(LoadCap("*", "*", "*", Fraction(1)),)), version="test@later", effective_from=moment(4))
    return small_world(rules(), full)


def test_a_coach_waits_for_milder_rules_where_that_makes_it_fuller() -> None:
    data, state = build(milder_on_the_fifth_day(), [errand(45, arrive_to=moment(6, 20))])
    (trip,) = state.trip[state.active[: state.tally[0]]]
    assert trip[LOAD] == 45 > data.usable[0].max()
    assert trip[WINDOW] == data.phase[1] == moment(4) + CLOCK.offset_s
    soon = errand(45, arrive_to=moment(3, 20), depart_to=moment(3, 20))
    _, early = build(milder_on_the_fifth_day(), [soon])
    assert early.tally[0] == 2 and early.left.tolist() == [0]


def test_who_joins_a_coach_that_waits_does_not_make_it_leave_before() -> None:
    data, state = build(milder_on_the_fifth_day(), [errand(30), errand(15, "adcode:341226")])
    improve(data, state, 300, 0.0, 4)
    recount(data, state)
    assert state.tally[0] == 1
    assert state.trip[state.active[0], WINDOW] == data.phase[1]


def test_a_phase_without_vehicle_time_sends_coaches_in_another() -> None:
    world, asked = milder_on_the_fifth_day(), [errand(45)]
    data = build_routing_data(world.scenario, world.policy, world.ground, asked, world.rides)
    data = with_vehicle_time(data, [NO_LIMIT], [], {(0, int(data.phase[1]))})
    state = empty_state(data, 1)
    construct(data, state, _first_order(data))
    assert state.tally[0] == 2 and set(state.trip[state.active[:2], PHASE].tolist()) == {0}


def test_no_compiled_function_counts_references() -> None:
    compiled = {name: made for name, made in vars(ruin_recreate).items() if hasattr(made, "targetoptions")}
    assert {"construct", "improve", "_place", "_try_insert"} <= set(compiled)
    assert {name for name, made in compiled.items() if made.targetoptions.get("_nrt") is not False} == set()


def test_coaches_for_an_item_alone_stand_cheapest_seats_first_and_cost_what_the_trip_costs() -> None:
    world = small_world()
    data, state = build(world, [errand(5), errand(30)])
    for item in range(2):
        rows = data.alone[data.alone_from[item] : data.alone_from[item + 1]]
        prices = [Fraction(int(row[CENTS]), int(row[SEATS])) for row in rows]
        assert prices and prices == sorted(prices)
    costs = {(int(row[BY_FLEET]), int(row[CENTS])) for row in data.alone}
    alone = np.flatnonzero(state.trip[:, N_LOADS] == 1).tolist()
    assert alone and all((int(state.trip[t, FLEET]), int(state.trip[t, COST])) in costs for t in alone)

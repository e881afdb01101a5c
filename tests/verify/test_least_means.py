"""Least means that plan.json tells are counted again: what the planner finds stands, anything better is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.fleet import Escort
from planner.domain.plan import EscortDuty
from planner.explain.least_means import Rows, deepest, least_means
from planner.verify.least_means import _most_at_once, check_least_means
from planner.verify.world import World


def told(world: World) -> dict[str, tuple[int, int]]:
    """What the planner would tell of the plan."""
    plan = world.plan
    rows = Rows(plan.trips, plan.stop_times, plan.loads, plan.duties, plan.escort_duties, plan.offers)
    return {f.subject: (int(f.value), int(f.limit)) for f in least_means(world.scenario, world.policy, rows)}


def test_what_the_planner_tells_of_the_little_world_stands(toy_world: World) -> None:
    found = told(toy_world)
    assert {"vehicles", "drivers", "carriages", "coach_trips"} <= set(found)
    assert list(check_least_means(toy_world, found)) == []


@pytest.mark.parametrize("subject", ["vehicles", "drivers", "carriages", "coach_trips"])
def test_another_number_in_use_and_a_greater_least_are_refused(toy_world: World, subject: str) -> None:
    used, least = told(toy_world)[subject]
    assert [v.unit for v in check_least_means(toy_world, {subject: (used + 1, least)})] == ["used"]
    assert [v.unit for v in check_least_means(toy_world, {subject: (used, least + 1)})] == ["least"]
    assert list(check_least_means(toy_world, {subject: (used, least - 1)})) == []


def test_a_kind_that_the_plan_does_not_know_is_refused(toy_world: World) -> None:
    assert [v.unit for v in check_least_means(toy_world, {"escorts:piper": (1, 1)})] == ["used", "least"]


def test_escorts_are_counted_by_kind_and_moment(toy_world: World) -> None:
    trips = [trip for trip in toy_world.plan.trips if trip.fleet_id][:2]
    rides = tuple(
        EscortDuty(f"M{n}", 1, t.trip_id, t.from_stop_id, t.to_stop_id, t.depart_at, t.arrive_at)
        for n, t in enumerate(trips)
    )
    medics = {f"M{n}": Escort(f"M{n}", "medic", "341225", 0, 1 << 40) for n in range(2)}
    folder = replace(toy_world.folder, plan=replace(toy_world.plan, escort_duties=rides))
    scenario = replace(toy_world.scenario, escorts=tuple(medics.values()))
    world = replace(toy_world, folder=folder, escorts=medics, scenario=scenario)
    found = told(world)
    assert found["escorts:medic"][0] == 2
    assert list(check_least_means(world, found)) == []


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(1, 2)), max_size=8))
def test_both_sides_find_the_same_deepest_overlap(spans: list[tuple[int, int, int]]) -> None:
    assert _most_at_once(spans) == deepest(spans)

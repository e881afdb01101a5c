"""Bounds by the duals of an earlier plan: valid for the new plan, proved again by the verifier, the same where nothing
moved."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from planner.domain.demand import Cohort
from planner.domain.plan import ObjectiveLevel
from planner.optimise.bound import Certificate, prove_bounds
from planner.optimise.quick_bounds import RESTATED, restated_bounds
from tests.builders.proofs import judged
from tests.builders.small_world import YINGSHANG, SmallWorld, cohort, fleet, limits, small_world
from tests.optimise.test_bound import bounds, publish


def levels(left: Sequence[int], cost_cents: int) -> list[ObjectiveLevel]:
    behind = [ObjectiveLevel(f"unserved_tier_{tier}", persons, "persons") for tier, persons in enumerate(left)]
    return [*behind, ObjectiveLevel("cost", cost_cents, "fen")]


def proven(world: SmallWorld, cohorts: Sequence[Cohort], reached: Sequence[ObjectiveLevel]) -> Certificate:
    ways = world.ways(cohorts)
    return prove_bounds(world.scenario, world.policy, cohorts, ways.direct, ways.linehaul, reached, limits())


WORLD = small_world(fleets=(fleet(count=2, max_trips=1),))
COHORTS = [cohort(1, 120), cohort(2, 60, "S2", YINGSHANG)]


@pytest.mark.parametrize("before", [0, 40, 90, 180])
@pytest.mark.parametrize("after", [0, 40, 89, 91, 180])
def test_restated_bounds_are_proved_again_and_no_better_than_new_ones(
    before: int, after: int, tmp_path: object
) -> None:
    earlier = proven(WORLD, COHORTS, levels([0, 0, before], 9_000_000))
    restated = restated_bounds(earlier, levels([0, 0, after], 8_000_000))
    new = proven(WORLD, COHORTS, levels([0, 0, after], 8_000_000))
    assert all(bounds(restated)[name] <= value for name, value in bounds(new).items())
    assert judged(publish(tmp_path, restated), {}) == ()  # type: ignore[arg-type]
    if before == after:
        assert bounds(restated) == bounds(new)


def test_it_is_said_that_the_duals_are_earlier_ones() -> None:
    earlier = proven(WORLD, COHORTS, levels([0, 0, 90], 9_000_000))
    once = restated_bounds(earlier, levels([0, 0, 80], 8_000_000))
    twice = restated_bounds(once, levels([0, 0, 70], 8_000_000))
    assert {bound.method for bound in once.bounds} == {f"{bound.method}{RESTATED}" for bound in earlier.bounds}
    assert [bound.method for bound in twice.bounds] == [bound.method for bound in once.bounds]


def test_a_level_that_was_never_bounded_is_an_error() -> None:
    with pytest.raises(KeyError, match="cost"):
        restated_bounds(Certificate((), {"levels": []}), levels([], 1))

"""Small campaigns against the best of all their plans: bound ≤ best ≤ plan, level by level."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.properties.small_instances import Group, Instance, Metres, best_value, draw, rules
from tests.properties.small_runs import Compared, compare

BLOCK = 20


@pytest.mark.parametrize("block", range(6))
def test_bounds_are_below_the_best_plan_and_the_plan_is_not_better(block: int) -> None:
    done = [compare(seed) for seed in range(block * BLOCK, (block + 1) * BLOCK)]
    assert [fault for one in done for fault in one.faults] == []
    assert sum(one.found == one.best for one in done) >= BLOCK - 4  # a search by counted work may miss a few


@pytest.mark.slow
@pytest.mark.parametrize("block", range(500))
def test_ten_thousand_small_instances(block: int) -> None:
    done = [compare(seed) for seed in range(block * BLOCK, (block + 1) * BLOCK)]
    assert [fault for one in done for fault in one.faults] == []


def test_faults_are_told() -> None:
    assert Compared(1, (0, 90), (0, 100), (0, 100)).faults == ()
    assert Compared(1, (0, 90), (0, 100), (1, 80)).faults != ()  # the bound on cost is above the plan
    assert Compared(1, (0, 100), (0, 100), (0, 99)).faults != ()
    assert Compared(1, (0, 101), (0, 100), (0, 101)).faults != ()
    assert Compared(1, (0, 70), (0, 100), (1, 80)).faults == ()  # a dearer service is another cost


def _by_hand(*groups: Group, coaches: int) -> tuple[Instance, Metres]:
    """One kind of coach of 10 seats at the site, 100 km from A and B, which lie 10 km apart: 1 fen a metre."""
    made = draw(1)
    fleet = replace(
        made.scenario.fleets[0], fleet_id="F1", seats=10, count=coaches, fixed_cents=0, cents_per_km=1_000,
        driver_day_cents=0,
    )  # fmt: skip
    instance = Instance(
        replace(made.scenario, fleets=(fleet,)), rules(made.policy.rulesets[0].caps[0].share * 0 + 1, 2, 1), groups
    )
    names = {"A": 0, "B": 1, "S1": 2, "depot:F1": 2}
    table = np.array([[0, 10_000, 100_000], [10_000, 0, 100_000], [100_000, 100_000, 0]], dtype=np.int32)
    return instance, Metres(names, table)


def test_the_best_is_what_a_pencil_says() -> None:
    few = _by_hand(Group("A", "S1", 0, 4), Group("B", "S1", 0, 5), coaches=2)
    assert best_value(*few) == (0, 210_000)  # one coach calls at both
    many = _by_hand(Group("A", "S1", 0, 10), Group("B", "S1", 0, 9), coaches=2)
    assert best_value(*many) == (0, 400_000)
    one = _by_hand(Group("A", "S1", 0, 7), Group("B", "S1", 1, 7), coaches=1)
    assert best_value(*one) == (0, 4, 210_000)  # the better tier whole, three of the other

"""Small campaigns against the best of all their plans: bound ≤ best ≤ plan, level by level."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.properties import small_runs
from tests.properties.small_instances import Group, Instance, Metres, best_value, draw, rules
from tests.properties.small_runs import Compared, compare
from tests.properties.small_tally import kind_of

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


def test_a_run_goes_on_where_results_were_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results, figures = tmp_path / "kept.jsonl", tmp_path / "figures.json"
    results.write_text("[7, [0, 5], [0, 6], [0, 7]]\n[8, [0, 5], [0, 6], [1, 5]]\n", encoding="utf-8")
    assert small_runs.main(["3", "--first", "7", "--keep", str(results), "--json", str(figures)]) == 0
    assert [json.loads(line)[0] for line in results.read_text(encoding="utf-8").splitlines()] == [7, 8, 9]
    document = json.loads(figures.read_text(encoding="utf-8"))
    assert document["count"] == 3
    assert (document["seen"]["best service, dearer"], document["seen"]["leaves more behind"]) == (1, 1)
    assert "seed 8" in capsys.readouterr().out


def test_a_plan_is_worse_by_its_first_worse_level() -> None:
    found = ((1, 2, 5), (1, 2, 6), (2, 1, 4), (1, 3, 4))
    assert [kind_of(Compared(1, (0, 0, 0), (1, 2, 5), plan)) for plan in found] == [
        "the best plan", "best service, dearer", "leaves as many behind, but of a better tier", "leaves more behind"
    ]  # fmt: skip

"""Planner and verifier, written apart from the same words, asked about campaigns that nobody thought of."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.pipeline import PlanOptions
from tests.properties.campaigns import campaign, write_campaign
from tests.properties.judging import judge

USUAL, MANY = range(25), range(25, 525)
ASKED = 2
"""Cohorts asked what would release them: each costs as much as a plan of these campaigns."""


def counted(seed: int) -> PlanOptions:
    """A little work that ends the same every time."""
    return PlanOptions(seed=seed, threads=1, deterministic=True, iterations=300)


def faults(seed: int, tmp: Path, monkeypatch: pytest.MonkeyPatch, twice: bool = False) -> tuple[str, ...]:
    """Everything wrong with the plan of a seed's campaign."""
    monkeypatch.setattr("planner.releasing.MOST_ASKED", ASKED)
    return judge(write_campaign(campaign(seed), tmp / "scenario"), tmp / "plan", counted(seed), twice).faults


@pytest.mark.parametrize("seed", USUAL)
def test_the_plan_of_a_random_campaign_has_no_fault(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert faults(seed, tmp_path, monkeypatch, twice=seed % 8 == 0) == ()


@pytest.mark.slow
@pytest.mark.parametrize("seed", MANY)
def test_the_plans_of_many_random_campaigns_have_no_fault(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert faults(seed, tmp_path, monkeypatch, twice=seed % 8 == 0) == ()


@pytest.mark.parametrize("seed", [3, 11, 17])
def test_a_search_that_the_clock_ends_keeps_every_rule_too(seed: int, tmp_path: Path) -> None:
    options = PlanOptions(time_limit_s=1.0, seed=seed, threads=1)
    assert judge(write_campaign(campaign(seed), tmp_path / "scenario"), tmp_path / "plan", options).faults == ()


def test_most_random_campaigns_are_campaigns_and_move_people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.releasing.MOST_ASKED", 0)
    refused = served = 0
    for seed in range(100, 110):
        folder = write_campaign(campaign(seed), tmp_path / f"scenario-{seed}")
        options = PlanOptions(seed=1, threads=1, deterministic=True, iterations=50)
        found = judge(folder, tmp_path / f"plan-{seed}", options)
        refused, served = refused + bool(found.refused), served + found.served
    assert refused <= 2 and served >= 50


def test_a_seed_makes_the_same_campaign_byte_by_byte(tmp_path: Path) -> None:
    first, second = (write_campaign(campaign(8), tmp_path / name) for name in ("a", "b"))
    assert {f.name: f.read_bytes() for f in first.iterdir()} == {f.name: f.read_bytes() for f in second.iterdir()}

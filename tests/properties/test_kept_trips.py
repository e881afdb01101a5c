"""Random pins of plans of random campaigns: what they keep stays row by row, and the new plan breaks no rule."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.errors import BadInput, BadPolicy
from planner.ingest import read_scenario
from planner.options import PlanOptions
from planner.policy import load_policy
from tests.keeping.replanned import faults_of_keeping, plan_keeping, random_pins
from tests.properties.campaigns import campaign, write_campaign

FEW = settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
MANY = settings(FEW, max_examples=400)


def faults(seed: int, pinning: int, tmp: Path) -> list[str]:
    """Everything wrong with a plan of a seed's campaign that keeps random pins of an earlier one."""
    folder = write_campaign(campaign(seed), tmp / "scenario")
    try:
        scenario = read_scenario(folder)
        load_policy(scenario)
    except (BadInput, BadPolicy):
        return []
    options = PlanOptions(seed=seed, threads=1, deterministic=True, iterations=150)
    before = plan_keeping(scenario, None, options)
    pins = random_pins(before, pinning)
    return faults_of_keeping(folder, before, pins, options, tmp / "plan") if pins else []


@FEW
@given(seed=st.integers(0, 9_999), pinning=st.integers(0, 99))
def test_what_random_pins_keep_stays_and_no_rule_is_broken(seed: int, pinning: int) -> None:
    with tempfile.TemporaryDirectory() as tmp:
        assert faults(seed, pinning, Path(tmp)) == []


@pytest.mark.slow
@MANY
@given(seed=st.integers(0, 9_999), pinning=st.integers(0, 99))
def test_what_many_random_pins_keep_stays_and_no_rule_is_broken(seed: int, pinning: int) -> None:
    with tempfile.TemporaryDirectory() as tmp:
        assert faults(seed, pinning, Path(tmp)) == []

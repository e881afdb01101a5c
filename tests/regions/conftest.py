"""A national campaign of a few hundred persons, as counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.domain.demand import HeatFlow
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.ingest import read_scenario
from planner.policy import load_policy
from planner.recipes import build_scenario
from planner.regions.coordinate import matched


@pytest.fixture(scope="session")
def nation_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_scenario("china-1.7M", 300, 7, "heat", tmp_path_factory.mktemp("nation") / "scenario")


@pytest.fixture(scope="session")
def nation(nation_folder: Path) -> Scenario:
    return read_scenario(nation_folder)


@pytest.fixture(scope="session")
def policy(nation: Scenario) -> Policy:
    return load_policy(nation)


@pytest.fixture(scope="session")
def flows(nation: Scenario, policy: Policy) -> tuple[HeatFlow, ...]:
    return matched(nation, policy)

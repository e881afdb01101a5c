"""Fixtures of the verifier's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.verify.world import World
from tests.builders import switch_on
from tests.verify.judging import Toy, make_toy, world_of


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    return make_toy(tmp_path)


@pytest.fixture
def toy_world(toy: Toy) -> World:
    return world_of(toy)


@pytest.fixture
def strict(toy: Toy) -> Toy:
    """The little world with tests on arrival, escorts, promises and unmixed origins."""
    switch_on(toy.scenario, "test")
    return toy


@pytest.fixture
def lodged(toy: Toy) -> Toy:
    """The little world with quarantine on arrival and closed loops."""
    switch_on(toy.scenario, "quarantine")
    return toy

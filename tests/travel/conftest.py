"""One county graph for all tests of travel."""

from __future__ import annotations

import pytest

from planner.domain.place import Place
from planner.travel.county_graph import CountyGraph
from tests.travel.places import around


@pytest.fixture(scope="session")
def sites() -> tuple[Place, ...]:
    """Sites in three counties of Ningbo and one of Zhoushan."""
    return (*around("330203", 20), *around("330206", 20, 2), *around("330282", 20, 3), *around("330902", 5, 4, 0.02))


@pytest.fixture(scope="session")
def graph(sites: tuple[Place, ...]) -> CountyGraph:
    """County graph with these sites."""
    return CountyGraph(sites)

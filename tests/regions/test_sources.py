"""Two ends of a cluster know each other by their code."""

from __future__ import annotations

import pickle

from planner.regions.sources import call, code_version
from tests.regions import work


def test_the_code_is_known_by_its_version_and_a_digest() -> None:
    version, _, digest = code_version().partition("+")
    assert version
    assert len(digest) == 12


def test_a_function_that_is_packed_does_its_task() -> None:
    assert call(pickle.dumps(work.echo), b"x") == work.echo(b"x")

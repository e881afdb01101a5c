"""A peer's answer goes through the product's clocks, tables and verifier, like the product's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.recipes import build_scenario
from tests.benchmarks.peers.run import OURS, PEERS, run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("peers") / "scenario"
    build_scenario("coach-17k", 150, 3, "lists", home)
    return home


@pytest.mark.parametrize("peer", PEERS)
def test_a_peer_gives_a_plan_without_violations_at_its_own_cost(peer: str, folder: Path, tmp_path: Path) -> None:
    row = run(folder, tmp_path / "plan", peer, 1.0, 1, 1)
    assert row["violations"] == 0
    assert row["served"] + sum(row["left"].values()) == row["persons"] == 150
    assert row["served"] >= 150 - row["left_out"] > 0
    # Fen are rounded once a trip in the plan, once a way in the peer's matrix.
    assert row["cost_cents"] == pytest.approx(row["own_cost_cents"], abs=20 * row["coaches"])


def test_the_product_takes_the_same_way_and_brings_its_bound(folder: Path, tmp_path: Path) -> None:
    row = run(folder, tmp_path / "plan", OURS, 1.0, 1, 1)
    assert (row["violations"], row["served"]) == (0, 150)
    assert 0 < row["bound_cents"] <= row["cost_cents"]

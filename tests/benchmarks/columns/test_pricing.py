"""Pricing and bound on works small enough to look at every coach."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from tests.benchmarks.columns.bound import bound, with_pairs
from tests.benchmarks.columns.pricing import MOST, NEVER, Work, cost_of, found_nothing, search

pytestmark = pytest.mark.slow  # compiles for longer than it runs


def _work(seed: int, shipments: int = 7) -> Work:
    rng = np.random.default_rng(seed)
    spots = rng.integers(0, 300_000, (shipments + 2, 2))
    way = np.hypot(*(spots[:, None] - spots).transpose(2, 0, 1)).astype(np.int64)
    for place in range(len(way)):
        np.minimum(way, way[:, place, None] + way[place], out=way)
    origin, target = np.arange(shipments), shipments + rng.integers(0, 2, shipments)
    order = np.argsort(-way[origin, target], kind="stable")
    opens = rng.integers(0, 3, shipments)
    persons = rng.integers(1, 15, shipments)
    columns = (origin[order], target[order], persons, opens, opens + 2)
    return with_pairs(Work(way, *columns, np.empty((0, 0)), np.array([80_000.0, 600.0]), np.array([10])))


def _worth_by_cost(work: Work, person: np.ndarray, visit: np.ndarray, longest: int) -> float:
    """Most worth by cost over every coach, by looking at all."""
    table, best = np.zeros((1 << MOST, MOST), np.int64), 0.0
    for size in range(1, longest + 1):
        for names in combinations(range(len(work.persons)), size):
            if work.pair[np.ix_(names, names)].max() >= NEVER:
                continue
            seats = sorted((p for n in names for p in [person[n]] * (int(work.persons[n]) - 1)), reverse=True)
            worth = sum(visit[n] + person[n] for n in names) + sum(seats[: int(work.seats[0]) - size])
            best = max(best, worth / cost_of(work, np.array(names), size, table))
    return best


@pytest.mark.parametrize("seed", range(20))
def test_no_coach_with_profit_is_missed(seed: int) -> None:
    work, rng = _work(seed), np.random.default_rng(100 + seed)
    person, visit = rng.uniform(5_000, 30_000, 7), rng.uniform(0, 20_000, 7)
    found = found_nothing(7, 4)
    search(work, person, visit, 7, found)
    assert found.tally[1] == 0
    most = _worth_by_cost(work, person, visit, 7)
    assert found.ratio[0] <= most * (1 + 1e-9)
    assert found.ratio[0] == pytest.approx(most) or most <= 1


@pytest.mark.parametrize("seed", range(5))
def test_the_bound_lies_between_full_coaches_and_a_coach_for_each(seed: int) -> None:
    work = _work(seed)
    value, whole = bound(work, [], 7)
    alone = np.diag(work.pair)
    assert whole
    assert (work.persons * alone).sum() / 10 * (1 - 1e-3) <= value <= (-(-work.persons // 10) * alone).sum() + 1

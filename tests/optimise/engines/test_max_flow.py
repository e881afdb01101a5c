from __future__ import annotations

import random
from itertools import chain, combinations

import pytest

from planner.optimise.engines.max_flow import Arc, min_cut


def capacity(arcs: list[Arc], side: frozenset[str]) -> int:
    return sum(most for tail, head, most in arcs if tail in side and head not in side)


@pytest.mark.parametrize("seed", range(20))
def test_no_other_cut_is_less(seed: int) -> None:
    draw = random.Random(seed)
    names = ["s", "t", *"abcde"]
    arcs = [(a, b, draw.randint(0, 9)) for a in names for b in names if a != b and draw.random() < 0.5]
    arcs += [("s", "a", 3), ("a", "t", 4)]
    found = min_cut(arcs, "s", "t")
    assert "s" in found and "t" not in found
    subsets = chain.from_iterable(combinations("abcde", size) for size in range(6))
    assert capacity(arcs, found) == min(capacity(arcs, frozenset({"s", *chosen})) for chosen in subsets)


def test_of_equal_cuts_the_one_nearest_to_the_source_is_taken() -> None:
    assert min_cut([("s", "a", 5), ("a", "t", 5)], "s", "t") == {"s"}

"""Shares become whole numbers that add up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.recipes.amounts import scaled, shared_out


@given(
    total=st.integers(0, 5_000),
    weights=st.lists(st.floats(0.01, 100.0), min_size=1, max_size=40),
    least=st.integers(0, 2),
)
def test_shares_sum_to_the_total_and_keep_their_least(total: int, weights: list[float], least: int) -> None:
    if total < least * len(weights):
        with pytest.raises(ValueError, match="at least"):
            shared_out(total, np.array(weights), least)
        return
    counts = shared_out(total, np.array(weights), least)
    assert counts.sum() == total
    assert counts.min() >= least


def test_a_scaled_count_is_never_lost_and_nothing_stays_nothing() -> None:
    assert scaled(28, 0.1) == 3
    assert scaled(3, 0.01) == 1
    assert scaled(0, 5.0) == 0

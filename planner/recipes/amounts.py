"""Whole numbers that add up: shares into counts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def shared_out(total: int, weights: npt.NDArray[np.float64], least: int = 0) -> npt.NDArray[np.int64]:
    """Integers in proportion to ``weights`` that sum to ``total`` (largest remainder), each at least ``least``.

    >>> shared_out(10, np.array([1.0, 1.0, 2.0])).tolist()
    [3, 2, 5]

    Raises
    ------
    ValueError
        ``total`` is too small to give each its least.
    """
    spare = total - least * len(weights)
    if spare < 0:
        raise ValueError(f"{total} cannot give {len(weights)} places at least {least} each")
    exact = weights / weights.sum() * spare
    counts = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - counts), kind="stable")
    counts[order[: spare - int(counts.sum())]] += 1
    result: npt.NDArray[np.int64] = counts + least
    return result


def scaled(count: int, factor: float, least: int = 1) -> int:
    """``count`` × ``factor``, rounded, at least ``least``; nothing stays nothing."""
    return 0 if count == 0 else max(least, round(count * factor))

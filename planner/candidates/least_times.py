"""Least driving times over any chain of ways: what no vehicle can beat, whatever it passes on the way.

A way of the ground is the shortest, not the fastest, so that driving by way of a third place may save time. Bounds
must not overlook it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from planner.domain.fleet import MOST_DRIVERS
from planner.domain.rule import RuleSet
from planner.domain.travel import UNREACHABLE, Ground
from planner.units import DAY_S

Ints = npt.NDArray[np.int64]


class LeastTimes:
    """Least driving seconds between places of a ground, those alike in ``label`` taken as one spot.

    Parameters
    ----------
    label : int64 [places]
        Spot of each place, numbered from 0 without gaps. Driving within a spot takes no time here, so that the times
        stay below every real one; over several states of sealed ground the least counts, and either direction.
    """

    def __init__(self, ground: Ground, label: Ints) -> None:
        self.label = label
        drive = np.minimum.reduce([matrix.drive_s for matrix in ground.matrices])
        order = np.argsort(label, kind="stable")
        starts = np.searchsorted(label[order], np.arange(int(label.max(initial=-1)) + 1))
        rows = np.minimum.reduceat(drive[order], starts, axis=0)
        table = np.minimum.reduceat(rows[:, order], starts, axis=1).astype(np.int64)
        self._table = np.minimum(table, table.T)
        np.fill_diagonal(self._table, 0)

    def between(self, groups: Sequence[Ints]) -> Ints:
        """Least seconds from the nearest place of each group to every place, [groups, places]; or back.

        Nothing is near an empty group: ``UNREACHABLE``.
        """
        size = len(self._table)
        least = np.full((len(groups), size), UNREACHABLE, dtype=np.int64)
        for number, group in enumerate(groups):
            if len(group):
                least[number] = self._table[self.label[group]].min(axis=0)
        changed = bool(size)
        while changed:
            before = least.copy()
            for spot in range(size):
                np.minimum(least, least[:, [spot]] + self._table[spot], out=least)
            changed = not np.array_equal(before, least)
        return np.minimum(least, UNREACHABLE)[:, self.label]


def least_elapsed_s(driving_s: Ints, rulesets: Sequence[RuleSet]) -> Ints:
    """Least time from the first wheel's turn to the last of so much driving, under the mildest rule set.

    A vehicle rests after ``continuous_day_s`` whoever drives it, and two drivers drive it no longer than twice
    ``driving_24h_s`` in any 24 hours, so that what is more than that in n whole days comes after them.
    """
    least = np.full(driving_s.shape, UNREACHABLE, dtype=np.int64)
    for rules in (ruleset.drivers for ruleset in rulesets):
        rests = 0 if rules.continuous_day_s is None else np.maximum(-(-driving_s // rules.continuous_day_s) - 1, 0)
        most = DAY_S if rules.driving_24h_s is None else min(DAY_S, MOST_DRIVERS * rules.driving_24h_s)
        days = np.maximum(-(-driving_s // most) - 1, 0)
        least = np.minimum(least, driving_s + np.maximum(rests * rules.rest_s, days * (DAY_S - most)))
    return least

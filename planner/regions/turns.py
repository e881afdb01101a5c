"""How long each region may take: its part, by persons, of the time that all processes have left together."""

from __future__ import annotations

import heapq

LEAST_S = 2.0
"""Time limit of a region at least."""


class Turns:
    """Time limits of regions, worked out as they are given out, so that what one overruns the later ones make up for.

    Parameters
    ----------
    workers : int
        Regions that are planned at the same time.
    end_s : float
        When all should be done.
    persons : int
        Persons of all regions.
    """

    def __init__(self, workers: int, end_s: float, persons: int) -> None:
        self._end_s, self._left = end_s, persons
        self._free_at = [0.0] * workers

    def next(self, persons: int, now_s: float) -> float:
        """Time limit, s, of the next region, which begins when the first process is free.

        >>> turns = Turns(2, 100.0, 100)
        >>> turns.next(50, 20.0), turns.next(25, 20.0), turns.next(25, 20.0)
        (80.0, 40.0, 40.0)
        """
        start_s = max(now_s, heapq.heappop(self._free_at))
        spare_s = sum(max(0.0, self._end_s - max(now_s, free_s)) for free_s in (start_s, *self._free_at))
        limit_s = max(LEAST_S, min(self._end_s - start_s, spare_s * persons / max(1, self._left)))
        self._left -= persons
        heapq.heappush(self._free_at, start_s + limit_s)
        return limit_s

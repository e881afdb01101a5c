"""How long and how a run may search; passed in, so that planning itself never looks at a clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Incumbent:
    """A verified plan that stands in its place: seconds after the run began, persons served by tier, cost in fen."""

    seconds: float
    served: tuple[int, ...]
    cost_cents: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands: stage, share of its time used, and the best known figures (fen, persons).

    ``cost_cents`` and ``unserved`` are of the search as it goes; ``incumbent`` is the verified plan in place,
    ``bound_cents`` a proven bound of its cost, and ``first_plan_s`` when the first verified plan stood.
    """

    stage: str
    share: float
    cost_cents: int | None = None
    unserved: int | None = None
    bound_cents: int | None = None
    message: str = ""
    incumbent: Incumbent | None = None
    first_plan_s: float | None = None

    @property
    def gap(self) -> float | None:
        """(cost − bound) / cost of the verified plan; ``None`` where either is unknown or the cost is 0."""
        if self.incumbent is None or self.bound_cents is None or self.incumbent.cost_cents <= 0:
            return None
        return max(0.0, 1 - self.bound_cents / self.incumbent.cost_cents)


@dataclass(frozen=True, slots=True)
class Limits:
    """Seed, threads and the end of the search.

    Attributes
    ----------
    remaining_s : callable
        Seconds left; at or below 0 the search returns the best it has.
    iterations : int or None
        With a number, work is limited by it and not by time: the result depends on input and seed alone.
    report : callable
        Takes a ``Progress``; may raise to cancel.
    in_thread : callable
        Called by each thread of the search as it begins.
    """

    seed: int
    threads: int
    remaining_s: Callable[[], float]
    iterations: int | None = None
    report: Callable[[Progress], None] = lambda _: None
    in_thread: Callable[[], None] = lambda: None

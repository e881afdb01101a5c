"""How long and how a run may search; passed in, so that planning itself never looks at a clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands: stage, share of its time used, and the best known figures (fen, persons)."""

    stage: str
    share: float
    cost_cents: int | None = None
    unserved: int | None = None
    bound_cents: int | None = None
    message: str = ""


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
    """

    seed: int
    threads: int
    remaining_s: Callable[[], float]
    iterations: int | None = None
    report: Callable[[Progress], None] = lambda _: None

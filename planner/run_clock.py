"""The clock of one run: its deadline, what its stages take, and the verified plans that stood on the way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from planner.domain.limits import Incumbent, Limits, Progress
from planner.options import PlanOptions
from planner.second_core import give_way

KEPT_SHARE = 0.08
KEPT_PER_COHORT_S = 0.0015
LEAST_SEARCH_SHARE = 0.3
"""Time kept for what follows the search, before anything is measured: a share of the limit and a little for each
cohort; searching gets at least its share."""


class RunClock:
    """Deadline, seed and stage timings of one run: with signals the only place of planning that looks at a clock.

    Attributes
    ----------
    timings : dict
        Wall seconds by stage.
    incumbents : tuple of Incumbent
        Verified plans that stood in their place, in order.
    kept_s : float
        Seconds kept for what follows the search.
    bound_cents : int or None
        A proven bound of the cost, once there is one.
    tick : callable
        Called with every report, before it is passed on.
    """

    def __init__(self, options: PlanOptions, report: Callable[[Progress], None] = lambda _: None) -> None:
        self.options = options
        self.timings: dict[str, float] = {}
        self.incumbents: tuple[Incumbent, ...] = ()
        self.bound_cents: int | None = None
        self.tick: Callable[[], None] = lambda: None
        self._report = report
        self._start = time.monotonic() if options.began_s is None else options.began_s
        self.kept_s = options.time_limit_s * KEPT_SHARE

    def quiet(self) -> RunClock:
        """The same clock for another process: it has the same past and reports to nobody."""
        other = RunClock(replace(self.options, began_s=self._start))
        other.timings, other.incumbents, other.kept_s = dict(self.timings), self.incumbents, self.kept_s
        return other

    def elapsed_s(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self._start

    def left_s(self) -> float:
        """Seconds until the time limit; negative after it."""
        return self.options.time_limit_s - self.elapsed_s()

    def keep_for(self, cohorts: int) -> None:
        """Keep time for what follows the search, before anything is measured."""
        self.keep(self.options.time_limit_s * KEPT_SHARE + cohorts * KEPT_PER_COHORT_S)

    def keep(self, seconds: float) -> None:
        """Keep these seconds for what follows the search; searching gets at least its share of the limit."""
        self.kept_s = min(seconds, self.options.time_limit_s * (1 - LEAST_SEARCH_SHARE))

    def report(self, progress: Progress) -> None:
        """Pass on what is told, with the verified plan and the bound that are known."""
        self.tick()
        stands = self.incumbents[-1] if self.incumbents else None
        first_s = self.incumbents[0].seconds if self.incumbents else None
        self._report(replace(progress, incumbent=stands, bound_cents=self.bound_cents, first_plan_s=first_s))

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Report a stage and time it."""
        self.report(Progress(name, 0.0))
        start = time.monotonic()
        try:
            yield
        finally:
            self.timings[name] = round(time.monotonic() - start, 3)

    def while_s(self, seconds: float) -> Callable[[], bool]:
        """Whether fewer seconds have passed since now; always, where work is limited instead of time."""
        end = time.monotonic() + seconds
        return lambda: self.options.deterministic or time.monotonic() < end

    def limits(self) -> Limits:
        """What a search may use; time for what follows is kept back, and what is kept may change under way."""
        o = self.options
        return Limits(
            seed=o.seed,
            threads=o.threads,
            remaining_s=self._remaining_s,
            iterations=o.iterations if o.deterministic else None,
            report=self.report,
            in_thread=give_way,
        )

    def short_limits(self, seconds: float) -> Limits:
        """Limits of a search in one thread that ends after some seconds from now and gives way to nobody."""
        end = time.monotonic() + seconds
        limits = replace(self.limits(), in_thread=lambda: None)
        return replace(limits, threads=1, remaining_s=lambda: end - time.monotonic())

    def _remaining_s(self) -> float:
        """Seconds left of the search; none once somebody has asked to stop."""
        if self.options.stopped():
            return 0.0
        return self.options.time_limit_s if self.options.deterministic else self.left_s() - self.kept_s

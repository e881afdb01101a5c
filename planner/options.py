"""What a run is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """How to search.

    Attributes
    ----------
    time_limit_s : float
        Wall seconds for the whole run.
    threads : int
        Processor cores to use. With two or more, plans on the way are written and verified while the search goes on.
    iterations : int
        Work of the routing engine when ``deterministic``; time does not count then.
    stopped : callable
        Says when somebody asks to end the search: the run goes on with the best it has.
    bounds : bool
        Whether bounds are proven; without them no plan is called optimal.
    began_s : float or None
        ``time.monotonic()`` at which the time limit began to count; ``None``: when the run is started.
    """

    time_limit_s: float = 60.0
    seed: int = 1
    threads: int = 2
    deterministic: bool = False
    iterations: int = 20_000
    stopped: Callable[[], bool] = lambda: False
    bounds: bool = True
    began_s: float | None = None

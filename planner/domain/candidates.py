"""Ways of travelling that come into question, as arrays: what candidates hands to the optimiser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class CoachPhase:
    """Direct coaches that leave in ``[from_at, until_at)``, under one rule set; one entry per cohort.

    Fields as of ``DirectWays``.
    """

    from_at: int
    until_at: int
    practical: npt.NDArray[np.bool_]
    estimate: npt.NDArray[np.int64]
    share_s: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DirectWays:
    """Direct coach, one entry per cohort.

    ``practical``: the timetable is likely to find a departure; ``possible``: no rule excludes it (used in bounds).
    Prices per person in fen; ``share_s``: likely vehicle seconds that a person takes; ``seats``: most usable
    seats of any coach. ``phases``: the same by the rule set under which the coach leaves, in order of time.
    ``floors`` gives the prices that no plan undercuts: only bounds ask for them, and a plan is made before those.
    """

    practical: npt.NDArray[np.bool_]
    possible: npt.NDArray[np.bool_]
    floors: Callable[[], npt.NDArray[np.int64]]
    seats: npt.NDArray[np.int64]
    phases: tuple[CoachPhase, ...]

    @property
    def floor(self) -> npt.NDArray[np.int64]:
        """Prices that no plan undercuts."""
        return self.floors()

    @property
    def estimate(self) -> npt.NDArray[np.int64]:
        """Price under the rules of the first phase."""
        return self.phases[0].estimate

    @property
    def share_s(self) -> npt.NDArray[np.int64]:
        """Vehicle seconds under the rules of the first phase."""
        return self.phases[0].share_s


@dataclass(frozen=True, slots=True)
class LinehaulWays:
    """A cohort on an offered service, one entry per pair.

    ``walk_in``: the hub lies in the origin's catchment, no feeder; prices are feeder + last mile, without the
    service's own. ``practical`` and ``floors`` as for direct ways.
    """

    cohort: npt.NDArray[np.int64]
    service: npt.NDArray[np.int64]
    walk_in: npt.NDArray[np.bool_]
    practical: npt.NDArray[np.bool_]
    estimate: npt.NDArray[np.int64]
    floors: Callable[[], npt.NDArray[np.int64]]

    @property
    def floor(self) -> npt.NDArray[np.int64]:
        """Prices that no plan undercuts."""
        return self.floors()

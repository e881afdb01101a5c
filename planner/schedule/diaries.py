"""What the vehicles of a fleet are booked for, as arrays that one compiled look goes through.

Every departure that is tried asks all vehicles of a fleet; for the fleets of a city that is most of the work of a
rotation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from numba import njit

from planner.schedule.clock import DAY_S, Ints

T = TypeVar("T", bound=np.generic)

NEVER_S = 1 << 50
NO_LIMIT = 1 << 50
FEW = 4
"""Vehicles and sorties that a new diary has room for; both grow twofold."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Free time of a vehicle before its sortie number ``index``."""

    index: int
    from_s: int
    until_s: int


@dataclass(frozen=True, slots=True)
class Wish:
    """A sortie that wants a vehicle; local seconds.

    Attributes
    ----------
    board_s, first_s, last_s : int
        Boarding; the vehicle is away from ``first_s`` to ``last_s`` at least.
    drive_s : int
        Driving, empty runs included.
    crew : int
        Drivers of the loaded trip.
    isolates : bool
        Whether the crew stays away from others afterwards.
    week_s : int or None
        Most driving of one driver in seven days.
    max_trips : int or None
        Most sorties of a vehicle.
    """

    board_s: int
    first_s: int
    last_s: int
    drive_s: int
    crew: int
    isolates: bool
    week_s: int | None
    max_trips: int | None


def _room() -> Ints:
    return np.zeros((FEW, FEW), dtype=np.int64)


@dataclass(slots=True)
class Diaries:
    """Sorties of every vehicle (row) of a fleet in order of time: begin, end with rest, driving seconds.

    ``crews``: drivers of each vehicle; ``fixed``: it runs a closed loop, for whose crew beds are kept, so nobody
    joins the crew. All vehicles are there from ``ready_s`` on.
    """

    ready_s: int
    starts: Ints = field(default_factory=_room)
    frees: Ints = field(default_factory=_room)
    driven: Ints = field(default_factory=_room)
    counts: Ints = field(default_factory=lambda: np.zeros(FEW, dtype=np.int64))
    crews: Ints = field(default_factory=lambda: np.zeros(FEW, dtype=np.int64))
    fixed: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(FEW, dtype=np.bool_))
    used: int = 0

    def open(self) -> None:
        """Begin the diary of one more vehicle."""
        if self.used == len(self.counts):
            self.starts, self.frees, self.driven = (_twice(rows, 0) for rows in (self.starts, self.frees, self.driven))
            self.counts, self.crews, self.fixed = _twice(self.counts), _twice(self.crews), _twice(self.fixed)
        self.used += 1

    def book(self, row: int, index: int, sortie: tuple[int, int, int]) -> None:
        """Enter a sortie (begin, end with rest, driving seconds) as number ``index`` of a vehicle."""
        count = int(self.counts[row])
        if count == self.starts.shape[1]:
            self.starts, self.frees, self.driven = (_twice(rows, 1) for rows in (self.starts, self.frees, self.driven))
        for rows, value in zip((self.starts, self.frees, self.driven), sortie, strict=True):
            rows[row, index + 1 : count + 1] = rows[row, index:count]
            rows[row, index] = value
        self.counts[row] = count + 1

    def span(self, row: int) -> tuple[int, int] | None:
        """Begin of the first and end of the last sortie of a vehicle; ``None``: it has none."""
        count = int(self.counts[row])
        return (int(self.starts[row, 0]), int(self.frees[row, count - 1])) if count else None

    def fitting(self, wish: Wish, most: int) -> list[tuple[Gap, int]]:
        """Vehicles (rows) with free time and week of driving enough for a sortie, the tightest first."""
        gaps, found = _fitting(
            self.starts, self.frees, self.driven, self.counts[: self.used], self.crews, self.fixed, self.ready_s,
            wish.board_s, wish.first_s, wish.last_s, wish.drive_s, wish.crew, wish.isolates,
            NO_LIMIT if wish.week_s is None else wish.week_s, NO_LIMIT if wish.max_trips is None else wish.max_trips,
        )  # fmt: skip
        if not len(found):
            return []
        order = np.argsort(-gaps[:, 1], kind="stable")[:most]
        return [(Gap(*gap), row) for gap, row in zip(gaps[order].tolist(), found[order].tolist(), strict=True)]


def _twice(rows: npt.NDArray[T], axis: int = 0) -> npt.NDArray[T]:
    """The array with as much room again along an axis."""
    return np.concatenate([rows, np.zeros_like(rows)], axis=axis)


@njit(cache=True)
def _fitting(  # type: ignore[no-untyped-def]
    starts, frees, driven, counts, crews, fixed, ready_s,
    board_s, first_s, last_s, drive_s, crew, isolates, week_s, most,
):
    """Gaps [n, 3] (index, from, until) and rows [n] of the vehicles that could go, by row."""
    gaps, found, made = np.empty((len(counts), 3), dtype=np.int64), np.empty(len(counts), dtype=np.int64), 0
    for row in range(len(counts)):
        count = counts[row]
        if count >= most or (crews[row] != crew if isolates else fixed[row] and crew > crews[row]):
            continue
        index = count
        while index and starts[row, index - 1] > board_s:
            index -= 1
        from_s = frees[row, index - 1] if index else ready_s
        until_s = starts[row, index] if index < count else NEVER_S
        if not from_s <= board_s < until_s or from_s > first_s or until_s < last_s:
            continue
        total = drive_s
        for k in range(count):
            if starts[row, k] >= last_s - 7 * DAY_S and frees[row, k] <= last_s:
                total += driven[row, k]
        if week_s < NO_LIMIT and total > week_s * max(crews[row], crew):
            continue
        gaps[made, 0], gaps[made, 1], gaps[made, 2], found[made] = index, from_s, until_s, row
        made += 1
    return gaps[:made], found[:made]

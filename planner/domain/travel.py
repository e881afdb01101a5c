"""How far and how long: places in, integer metres and seconds out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from planner.domain.place import Place

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

UNREACHABLE = 2**30
"""Stands for "no way" in both distance and time."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """All pairs between ``places`` (in their order).

    ``distance_m`` is symmetric, obeys the triangle inequality and holds ``UNREACHABLE`` where no way
    exists; ``drive_s`` is the driving time by day along that way, without stops. Both int32 [n, n].
    """

    places: tuple[Place, ...]
    distance_m: npt.NDArray[np.int32]
    drive_s: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Ground:
    """Places with their distances on every epoch of sealed ground, and the levels on the ways between them.

    Attributes
    ----------
    places : tuple of Place
        Row order of the matrices.
    matrices : tuple of Matrix
        One for each distinct set of sealed counties.
    sealed : tuple of frozenset of str
        What each matrix goes round: counties that are sealed or off the corridors, and sealed areas as
        ``area:<area_id>``.
    epoch_of_day : tuple of int
        Matrix in force for departures on each day, from ``first_day`` on.
    first_day : int
        Local day number of the first column.
    passed : tuple of int8 arrays [n, n]
        Strictest level of the counties on each way: one for each state of levels and of sealed ground.
    passed_of_day : tuple of int
        Table of ``passed`` for departures on each day; −1 (or empty) where no rule set looks at the path.
    """

    places: tuple[Place, ...]
    matrices: tuple[Matrix, ...]
    sealed: tuple[frozenset[str], ...]
    epoch_of_day: tuple[int, ...]
    first_day: int
    passed: tuple[npt.NDArray[np.int8], ...] = ()
    passed_of_day: tuple[int, ...] = ()

    def index(self) -> dict[str, int]:
        """Row of each place id."""
        return {place.place_id: row for row, place in enumerate(self.places)}


@dataclass(frozen=True, slots=True)
class PathStep:
    """A county that a way runs through, with the metres and driving seconds inside it."""

    adcode: str
    distance_m: int
    motorway_m: int
    drive_s: int


@dataclass(frozen=True, slots=True)
class Route:
    """One way between two places: the counties it crosses in order, and points for drawing."""

    distance_m: int
    drive_s: int
    motorway_m: int
    steps: tuple[PathStep, ...]
    points: tuple[tuple[float, float], ...]


class TravelSource(Protocol):
    """A provider of distances: county graph, great circle, matrix file or routing engine."""

    name: str

    def matrix(self, places: Sequence[Place], sealed: frozenset[str]) -> Matrix:
        """All pairs between ``places``, never through ``sealed`` ground.

        Parameters
        ----------
        sealed : frozenset of str
            Counties (6 digits) and sub-county areas of the scenario (``area:<area_id>``).

        Raises
        ------
        TravelError
            A place cannot be located by this source.
        """
        ...

    def routes(self, pairs: Sequence[tuple[Place, Place]], sealed: frozenset[str]) -> tuple[Route | None, ...]:
        """The way of each pair, agreeing with ``matrix`` to the metre and second; ``None``: no way."""
        ...

    def passed(
        self, places: Sequence[Place], sealed: frozenset[str], levels: Mapping[str, int]
    ) -> npt.NDArray[np.int8]:
        """Highest of ``levels`` (by county, others 0) among the counties that each way of ``routes`` touches."""
        ...

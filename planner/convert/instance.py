"""A public instance as read: customers around one depot, whole numbers, the file's own rounding kept."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class VehicleType:
    """Like vehicles: most load, price of a route and price of a unit of distance; ``count`` ``None``: without limit."""

    capacity: int
    fixed: Fraction
    per_unit: Fraction
    count: int | None


@dataclass(frozen=True, slots=True)
class Instance:
    """A depot (node 0) and customers (nodes 1 … n).

    Attributes
    ----------
    distance : int64 [n + 1, n + 1]
        In grains: a unit of distance is ``grains_per_unit`` of them. Symmetric.
    grains_per_unit : int
        1, or 10 where a tenth of a unit counts (Solomon files, DIMACS rounding).
    points : float64 [n + 1, 2] or None
        Coordinates in units, where the file gives them.
    demands : tuple of int
        By node; 0 at the depot.
    windows : tuple of (int, int) or None
        First and last moment at which service may begin, whole units, by node; the depot's is the whole horizon.
    service : int
        Units that every customer's service takes.
    rounding : str
        How distances were rounded, in words.
    """

    name: str
    distance: npt.NDArray[np.int64]
    grains_per_unit: int
    points: npt.NDArray[np.float64] | None
    demands: tuple[int, ...]
    vehicles: tuple[VehicleType, ...]
    windows: tuple[tuple[int, int], ...] | None
    service: int
    rounding: str

    @property
    def customers(self) -> int:
        """Number of customers."""
        return len(self.demands) - 1

    def length(self, route: tuple[int, ...]) -> Fraction:
        """Units from the depot through the customers of a route and back."""
        nodes = (0, *route, 0)
        grains = sum(int(self.distance[a, b]) for a, b in zip(nodes, nodes[1:], strict=False))
        return Fraction(grains, self.grains_per_unit)

    def cost(self, route: tuple[int, ...], vehicle: int) -> Fraction:
        """The instance's own price of a route by a type of vehicle."""
        kind = self.vehicles[vehicle]
        return kind.fixed + kind.per_unit * self.length(route)

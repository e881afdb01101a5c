"""Numbers packed for a page: differences of scaled integers, and trips' ways as runs over shared points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Point = tuple[float, float]


def deltas(points: Iterable[Point], digits: int) -> list[int]:
    """Flat list of latitude and longitude differences in units of ``10**-digits`` degree.

    >>> deltas([(121.5, 29.8), (121.6, 29.7)], 1)
    [298, 1215, -1, 1]
    """
    scale, flat, lat_before, lon_before = 10**digits, [], 0, 0
    for lon, lat in points:
        lat_now, lon_now = round(lat * scale), round(lon * scale)
        flat += [lat_now - lat_before, lon_now - lon_before]
        lat_before, lon_before = lat_now, lon_now
    return flat


@dataclass(slots=True)
class WayTable:
    """Ways as lists of shared points; equal stretches of different ways meet in the same points.

    Points are numbered as they first appear, so a way is a few runs of consecutive numbers.

    Attributes
    ----------
    grid_deg : float
        Points are moved to the nearest multiple; a coarser grid lets nearly equal ways meet.
    """

    grid_deg: float
    points: list[Point] = field(default_factory=list)
    runs: list[list[int]] = field(default_factory=list)
    _numbers: dict[tuple[int, int], int] = field(default_factory=dict)
    _ways: dict[tuple[int, ...], int] = field(default_factory=dict)

    def add(self, points: Iterable[Point]) -> int:
        """Number of the way through ``points`` (lon, lat); an equal way keeps its number."""
        numbers: list[int] = []
        for lon, lat in points:
            key = (round(lon / self.grid_deg), round(lat / self.grid_deg))
            number = self._numbers.get(key)
            if number is None:
                number = self._numbers[key] = len(self.points)
                self.points.append((key[0] * self.grid_deg, key[1] * self.grid_deg))
            if not numbers or numbers[-1] != number:
                numbers.append(number)
        found = self._ways.setdefault(tuple(numbers), len(self.runs))
        if found == len(self.runs):
            self.runs.append(as_runs(numbers))
        return found


def as_runs(numbers: Sequence[int]) -> list[int]:
    """Start and signed length of every stretch of consecutive numbers.

    >>> as_runs([4, 5, 6, 9, 8])
    [4, 3, 9, -2]
    """
    runs: list[int] = []
    at = 0
    while at < len(numbers):
        step = 1 if at + 1 < len(numbers) and numbers[at + 1] == numbers[at] + 1 else -1
        end = at + 1
        while end < len(numbers) and numbers[end] == numbers[end - 1] + step:
            end += 1
        length = end - at
        runs += [numbers[at], length * step if length > 1 else 1]
        at = end
    return runs

"""Distances given by the user in ``matrix.csv``."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from planner.domain.place import SEAT_PREFIX, Place, ZoneArea
from planner.domain.travel import UNREACHABLE, Matrix, Route
from planner.errors import TravelError
from planner.travel.areas import SealableAreas
from planner.travel.great_circle import ends_passed, straight_route
from planner.travel.shortest import Pairs, all_pairs, graph_of

Pair = tuple[str, str]
Length = tuple[int, int]

COLUMNS = ("from", "to", "distance_m", "drive_s")
LIMITS = {"distance_m": 20_000_000, "drive_s": 2_000_000}
"""Largest allowed values: half the Earth's round, and about three weeks of driving."""


class MatrixFile:
    """``TravelSource`` of a table ``from, to, distance_m, drive_s``.

    The planner's bounds need a metric, so the source makes one: of the two directions of a pair the longer
    counts, and the distance of a pair is the shortest way over the rows (metric closure). A pair may
    therefore be missing where others lead there, and a pair longer than a way over third places is
    shortened; ``name`` says so. Rows at a place in a sealed county are shut. The file knows no ways, so that
    a pair whose straight line touches a sealed sub-county area is shut as well.

    Parameters
    ----------
    rows : mapping
        Pair of place ids, ascending, to metres and seconds.
    counties : mapping
        County of each place id that the scenario knows; ``adcode:NNNNNN`` needs no entry.
    areas : sequence of ZoneArea, optional
        Sub-county areas that may be sealed.
    """

    name = "matrix (shortest ways over matrix.csv)"

    def __init__(
        self, rows: Mapping[Pair, Length], counties: Mapping[str, str], areas: Sequence[ZoneArea] = ()
    ) -> None:
        self._areas = SealableAreas(areas)
        ids = sorted({place_id for pair in rows for place_id in pair})
        self._index = {place_id: at for at, place_id in enumerate(ids)}
        self._county = np.array([_county(place_id, counties) for place_id in ids])
        self._ends = np.array([[self._index[a], self._index[b]] for a, b in rows], dtype=np.int64).reshape(-1, 2)
        self._length = np.array(list(rows.values()), dtype=np.int64).reshape(-1, 2)
        self._closed: dict[frozenset[str], Pairs] = {}

    @classmethod
    def read(cls, path: str | Path, places: Sequence[Place] = (), areas: Sequence[ZoneArea] = ()) -> MatrixFile:
        """Read ``matrix.csv``; ``places`` of the scenario tell in which county an id lies.

        Raises
        ------
        TravelError
            The file or a column is missing, a cell is no whole number in range, or two rows of one
            direction contradict each other.
        """
        return cls(_read_rows(Path(path)), {place.place_id: place.adcode for place in places}, areas)

    def matrix(self, places: Sequence[Place], sealed: frozenset[str]) -> Matrix:
        """All pairs; see ``TravelSource.matrix``."""
        at = np.array([self._at(place) for place in places], dtype=np.int64)
        found = self._closure(sealed).spread(at)
        crossed = self._areas.crossed_pairs(sealed, places)
        if not crossed.any():
            return Matrix(tuple(places), found.metres, found.seconds)
        return Matrix(
            tuple(places),
            np.where(crossed, np.int32(UNREACHABLE), found.metres),
            np.where(crossed, np.int32(UNREACHABLE), found.seconds),
        )

    def routes(self, pairs: Sequence[tuple[Place, Place]], sealed: frozenset[str]) -> tuple[Route | None, ...]:
        """Straight lines with the lengths of the file; see ``TravelSource.routes``."""
        closed = self._closure(sealed)
        found: list[Route | None] = []
        for start, stop in pairs:
            key = (self._at(start), self._at(stop))
            metres, seconds = int(closed.metres[key]), int(closed.seconds[key])
            shut = metres == UNREACHABLE or bool(self._areas.crossed_pairs(sealed, (start, stop))[0, 1])
            found.append(None if shut else straight_route(start, stop, metres, seconds))
        return tuple(found)

    def passed(
        self,
        places: Sequence[Place],
        sealed: frozenset[str],  # noqa: ARG002 - straight routes touch the same counties on any ground
        levels: Mapping[str, int],
    ) -> npt.NDArray[np.int8]:
        """Level of the counties of both ends; see ``TravelSource.passed``."""
        return ends_passed(places, levels)

    def _at(self, place: Place) -> int:
        try:
            return self._index[place.place_id]
        except KeyError as error:
            raise TravelError(
                f"place {place.place_id!r} occurs in no row of matrix.csv; add its distances to the places it is "
                "used with"
            ) from error

    def _closure(self, sealed: frozenset[str]) -> Pairs:
        if sealed not in self._closed:
            shut = np.isin(self._county, sorted(sealed))
            usable = np.asarray(~shut[self._ends].any(axis=1))
            graph = graph_of(self._ends, self._length[:, 0], self._length[:, 1], len(self._county), usable)
            self._closed[sealed] = all_pairs(graph, np.arange(len(self._county)))
        return self._closed[sealed]


def _county(place_id: str, counties: Mapping[str, str]) -> str:
    if place_id.startswith(SEAT_PREFIX):
        return place_id.removeprefix(SEAT_PREFIX)
    return counties.get(place_id, "")


def _read_rows(path: Path) -> dict[Pair, Length]:
    if not path.is_file():
        raise TravelError(f"{path.name} is missing; network.provider 'matrix' needs it beside scenario.toml")
    directed: dict[Pair, Length] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise TravelError(f"{path.name}: missing column(s) {missing}; the header is {','.join(COLUMNS)}")
        for line, row in enumerate(reader, start=2):
            pair = (row["from"], row["to"])
            length = tuple(_whole(path.name, line, name, row[name]) for name in LIMITS)
            if pair[0] == pair[1]:
                continue
            if directed.setdefault(pair, (length[0], length[1])) != length:
                raise TravelError(f"{path.name} row {line}: {pair[0]!r} to {pair[1]!r} stands twice and differs")
    if not directed:
        raise TravelError(f"{path.name} holds no pair of different places")
    rows: dict[Pair, Length] = {}
    for (a, b), length in directed.items():
        rows[min(a, b), max(a, b)] = max(length, directed.get((b, a), length))
    return rows


def _whole(table: str, line: int, column: str, text: str | None) -> int:
    limit = LIMITS[column]
    try:
        value = int(text or "")
    except ValueError as error:
        raise TravelError(f"{table} row {line} {column}: {text!r} is not a whole number") from error
    if not 0 <= value <= limit:
        raise TravelError(f"{table} row {line} {column}: {value} is not between 0 and {limit}")
    return value

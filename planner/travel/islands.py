"""Islands that lie in a county of the mainland, or in another island's county.

A place there must not be joined to the county seat as if there were a road. Each island has a node of
its own; places of its county within its radius stand on it, and only its ferries and bridges lead off.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from planner.data_files import data_path
from planner.domain.place import Link, Place
from planner.units import great_circle_m


@dataclass(frozen=True, slots=True)
class Island:
    """An island: its landing (WGS-84 degrees), the circle that holds it, and its links to county seats.

    ``Link.from_adcode`` is the island's own county; metres and seconds count from the landing to the seat of
    ``Link.to_adcode``.
    """

    name: str
    adcode: str
    lon: float
    lat: float
    radius_m: int
    links: tuple[Link, ...]


@lru_cache(maxsize=1)
def shipped_islands() -> tuple[Island, ...]:
    """Islands of ``data/travel/islands.csv`` with their rows of ``island_links.csv``."""
    rows = _rows("island_links.csv")
    return tuple(
        Island(
            name=row["name"],
            adcode=row["adcode"],
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            radius_m=int(row["radius_m"]),
            links=tuple(
                Link(row["adcode"], link["to_adcode"], link["kind"], int(link["distance_m"]), int(link["drive_s"]))
                for link in rows
                if link["island"] == row["name"]
            ),
        )
        for row in _rows("islands.csv")
    )


def island_at(place: Place) -> int | None:
    """Number of the nearest island whose circle holds ``place``; ``None``: on the main ground of its county."""
    held = [
        (away, number)
        for number, island in enumerate(shipped_islands())
        if island.adcode == place.adcode
        and (away := great_circle_m(place.lon, place.lat, island.lon, island.lat)) <= island.radius_m
    ]
    return min(held)[1] if held else None


def grounds(places: Sequence[Place], county: npt.NDArray[np.int64], seats: int) -> npt.NDArray[np.int64]:
    """Node of the ground that each place stands on: its county seat, or ``seats`` + number of its island."""
    found = county.copy()
    for index, place in enumerate(places):
        island = island_at(place)
        if island is not None:
            found[index] = seats + island
    return found


def _rows(name: str) -> list[dict[str, str]]:
    with data_path("travel", name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))

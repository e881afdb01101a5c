"""A plan as one GeoPackage (OGC 12-128) for people who work with a GIS: routes, trips, stops, calls, zones, origins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.domain.plan import Plan
from planner.domain.scenario import Scenario
from planner.publish.areas import county_areas
from planner.publish.atomic import file_written_whole
from planner.publish.geojson import area_polygons, stop_features, trip_features, zone_features
from planner.publish.places import Places

if TYPE_CHECKING:
    import geopandas
    import pandas

CRS = "EPSG:4326"
Json = dict[str, Any]


def write_geopackage(plan: Plan, scenario: Scenario, path: Path) -> None:
    """Write all layers into one file, whole or not at all; WGS-84, no person's name or id.

    Layers: ``trips`` (line of each trip), ``routes`` (trips of one mode between the same ends, merged), ``stops``,
    ``calls`` (a table without geometry: every halt, joined to stops by stop_id), ``zones`` (county and spell of a
    level), ``origins`` (counties with persons who travel and who stay behind). Empty layers are left out.
    """
    import pyogrio

    places = Places(scenario)
    trips = layer(trip_features(plan, scenario, places))
    stops, calls = stop_layers(stop_features(plan, scenario, places))
    layers = {
        "routes": route_layer(trips), "trips": trips, "stops": stops, "zones": layer(zone_features(scenario)),
        "origins": layer(origin_features(plan)), "calls": calls,
    }  # fmt: skip
    with file_written_whole(path) as draft:
        draft.unlink()
        for name, frame in layers.items():
            if not frame.empty:
                pyogrio.write_dataframe(frame, draft, layer=name, driver="GPKG", append=draft.exists())


def layer(features: Iterable[Json]) -> geopandas.GeoDataFrame:
    """Features as a layer; lists become text joined by ``;``."""
    import geopandas

    found = [
        {**feature, "properties": {name: _flat(value) for name, value in feature["properties"].items()}}
        for feature in features
    ]
    if not found:
        return geopandas.GeoDataFrame(geometry=[], crs=CRS)
    return geopandas.GeoDataFrame.from_features(found, crs=CRS)


def route_layer(trips: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Trips of one mode between the same ends as one feature, with their number, persons, seats and days."""
    if trips.empty:
        return trips
    sums = {
        "trip_id": "count", "load": "sum", "usable_seats": "sum", "distance_m": "max", "date": ["min", "max"],
    }  # fmt: skip
    merged = trips.dissolve(by=["mode", "leg_role", "from_stop_id", "to_stop_id"], aggfunc=sums).reset_index()
    merged.columns = [_column(name) for name in merged.columns]
    names = {
        "trip_id_count": "trips", "load_sum": "persons", "usable_seats_sum": "usable_seats",
        "distance_m_max": "distance_m", "date_min": "first_day", "date_max": "last_day",
    }  # fmt: skip
    return merged.rename(columns=names).set_geometry("geometry")


def stop_layers(features: Iterable[Json]) -> tuple[geopandas.GeoDataFrame, pandas.DataFrame]:
    """Stops with what boards and alights there, and their calls as a table of its own."""
    import pandas

    stops, calls = [], []
    for feature in features:
        properties = dict(feature["properties"])
        calls += [{"stop_id": properties["stop_id"], **call} for call in properties.pop("calls")]
        stops.append({**feature, "properties": properties})
    return layer(stops), pandas.DataFrame(calls)


def origin_features(plan: Plan) -> Iterable[Json]:
    """One MultiPolygon for each county that people come from: who travels, who stays behind."""
    origin = {cohort.cohort_id: cohort.origin_adcode for cohort in plan.cohorts}
    served: dict[str, int] = defaultdict(int)
    left: dict[str, int] = defaultdict(int)
    for (cohort_id, _), persons in {(row.cohort_id, row.part_id): row.persons for row in plan.loads}.items():
        served[origin[cohort_id]] += persons
    for row in plan.unserved:
        if row.cohort_id in origin:
            left[origin[row.cohort_id]] += row.persons
    for area in county_areas(sorted({*served, *left})):
        properties = {
            "adcode": area.adcode, "name": area.name, "name_en": area.name_en,
            "served": served[area.adcode], "unserved": left[area.adcode],
        }  # fmt: skip
        geometry = {"type": "MultiPolygon", "coordinates": area_polygons(area)}
        yield {"type": "Feature", "id": area.adcode, "properties": properties, "geometry": geometry}


def _flat(value: object) -> object:
    return ";".join(map(str, value)) if isinstance(value, list) else value


def _column(name: object) -> str:
    return "_".join(part for part in map(str, name) if part) if isinstance(name, tuple) else str(name)

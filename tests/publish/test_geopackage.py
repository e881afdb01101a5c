"""A GeoPackage: read back as a GIS would."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas
import pyogrio
import pytest

from planner.publish.geopackage import layer, route_layer, write_geopackage
from tests.publish.builders import small_scenario, synthetic_plan


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gpkg") / "schedule.gpkg"
    write_geopackage(synthetic_plan(60), small_scenario(), path)
    return path


def test_the_layers_are_in_wgs84_and_whole(file: Path) -> None:
    plan = synthetic_plan(60)
    names = {str(name): kind for name, kind in pyogrio.list_layers(file)}
    assert set(names) == {"routes", "trips", "stops", "zones", "origins", "calls"}
    assert names["calls"] is None
    for name in set(names) - {"calls"}:
        found = geopandas.read_file(file, layer=name)
        assert found.crs is not None and found.crs.to_epsg() == 4326, name
        assert found.geometry.is_valid.all() or name in {"routes", "trips"}, name
    assert len(geopandas.read_file(file, layer="trips")) == len(plan.trips)
    assert len(pyogrio.read_dataframe(file, layer="calls", read_geometry=False)) == len(plan.stop_times)


def test_routes_sum_their_trips(file: Path) -> None:
    plan, routes = synthetic_plan(60), geopandas.read_file(file, layer="routes")
    assert routes["trips"].sum() == len(plan.trips)
    assert routes["persons"].sum() == sum(trip.load for trip in plan.trips)
    trains = routes[routes["mode"] == "train"]
    assert (trains["first_day"].min(), trains["last_day"].max()) == ("2020-02-17", "2020-03-01")


def test_origins_tell_who_travels_and_who_stays(file: Path) -> None:
    plan, origins = synthetic_plan(60), geopandas.read_file(file, layer="origins")
    persons = {(row.cohort_id, row.part_id): row.persons for row in plan.loads}
    assert origins["served"].sum() == sum(persons.values())
    assert origins.set_index("adcode")["unserved"].to_dict()["411525"] == 37


def test_calls_meet_their_stops(file: Path) -> None:
    calls = pyogrio.read_dataframe(file, layer="calls", read_geometry=False)
    stops = geopandas.read_file(file, layer="stops")
    assert set(calls["stop_id"]) == set(stops["stop_id"])
    assert calls.groupby("stop_id")["board"].sum().to_dict() == stops.set_index("stop_id")["board"].to_dict()


def test_nobody_is_named(file: Path) -> None:
    content = file.read_bytes()
    for worker in small_scenario().workers:
        assert worker.name.encode() not in content and worker.phone.encode() not in content


def test_empty_layers_are_left_out(tmp_path: Path) -> None:
    scenario = replace(small_scenario(), zones=(), zone_areas=())
    write_geopackage(synthetic_plan(3), scenario, tmp_path / "x.gpkg")
    assert "zones" not in {str(name) for name, _ in pyogrio.list_layers(tmp_path / "x.gpkg")}
    assert route_layer(layer([])).empty

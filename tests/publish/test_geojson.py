"""GeoJSON that any reader takes, without a person in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from shapely.geometry import shape

from planner.publish.geojson import write_geojson
from tests.publish.builders import small_scenario, synthetic_plan


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("geojson")
    write_geojson(synthetic_plan(trips=30), small_scenario(), home)
    return home


def features(folder: Path, name: str) -> list[dict]:  # type: ignore[type-arg]
    document = json.loads((folder / name).read_text(encoding="utf-8"))
    assert document["type"] == "FeatureCollection"
    return list(document["features"])


@pytest.mark.parametrize("name", ["trips.geojson", "stops.geojson", "zones.geojson"])
def test_geometries_are_valid_and_in_the_country(folder: Path, name: str) -> None:
    found = features(folder, name)
    assert found
    for feature in found:
        geometry = shape(feature["geometry"])
        assert geometry.is_valid or name == "zones.geojson"
        west, south, east, north = geometry.bounds
        assert 73 < west <= east < 136
        assert 3 < south <= north < 54
    assert len({feature["id"] for feature in found}) == len(found)


def test_every_trip_is_a_line_even_without_drawn_geometry(folder: Path) -> None:
    found = features(folder, "trips.geojson")
    assert {f["properties"]["trip_id"] for f in found} == {trip.trip_id for trip in synthetic_plan(trips=30).trips}
    assert {f["geometry"]["type"] for f in found} == {"LineString"}


def test_a_stop_lists_its_calls_in_order(folder: Path) -> None:
    station = next(f for f in features(folder, "stops.geojson") if f["id"] == "RS-NB")["properties"]
    times = [call["arrive_at"] for call in station["calls"]]
    assert times == sorted(times)
    assert station["alight"] == sum(call["alight"] for call in station["calls"]) > 0


def test_zones_name_their_days(folder: Path) -> None:
    zone = next(f for f in features(folder, "zones.geojson") if f["properties"]["adcode"] == "411525")["properties"]
    assert zone["level"] == "high"
    assert zone["days"] == ["2020-02-17", "2020-02-18", "2020-02-19", "2020-02-20"]


def test_no_person_is_in_it(folder: Path) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
    for worker in small_scenario().workers:
        assert worker.name not in text
        assert worker.worker_id not in text
        assert worker.phone not in text

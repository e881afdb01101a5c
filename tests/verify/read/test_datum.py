from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from planner.domain.scenario import Scenario
from planner.errors import BadInput
from planner.ingest import read_scenario as ingest_scenario
from planner.ingest.datum import gcj02_of, wgs84_of
from planner.verify.read.datum import to_gcj02, to_wgs84
from planner.verify.read.scenario import read_scenario
from tests.builders import edit_text, toy_scenario


def test_the_published_example_comes_out() -> None:
    assert to_gcj02(116.404, 39.915) == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-12)


def test_both_reckonings_agree_there_and_back() -> None:
    draw = np.random.default_rng(7)
    for lon, lat in zip(draw.uniform(74, 134, 300).tolist(), draw.uniform(18, 53, 300).tolist(), strict=True):
        assert to_gcj02(lon, lat) == pytest.approx([float(figure) for figure in gcj02_of(lon, lat)], abs=1e-11)
        assert to_wgs84(lon, lat) == pytest.approx([float(figure) for figure in wgs84_of(lon, lat)], abs=1e-9)


def _points(scenario: Scenario) -> list[tuple[float, float]]:
    rows = (*scenario.sites, *scenario.stops, *scenario.fleets)
    return [(row.lon, row.lat) for row in rows]


def test_a_scenario_in_gcj02_reads_as_the_planner_reads_it(tmp_path: Path) -> None:
    folder = toy_scenario(tmp_path)
    before = _points(read_scenario(folder))
    edit_text(folder / "scenario.toml", "[campaign]\n", '[campaign]\ndatum = "gcj02"\n')
    ring = [[121.5, 29.8], [121.6, 29.8], [121.6, 29.9], [121.5, 29.8]]
    feature = {
        "type": "Feature",
        "properties": {"adcode": "3302", "level": "high", "valid_from": "2020-02-22"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    (folder / "zones.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    ours, theirs = read_scenario(folder), ingest_scenario(folder)
    assert np.array(_points(ours)) == pytest.approx(np.array(_points(theirs)), abs=1e-9)
    assert np.abs(np.array(_points(ours)) - np.array(before)).max() > 0.001
    corners = [_corners(scenario) for scenario in (ours, theirs)]
    assert corners[0] == pytest.approx(corners[1], abs=1e-9)
    assert np.abs(corners[0] - np.array(ring)).max() > 0.001


def _corners(scenario: Scenario) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    text = scenario.zone_areas[0].wkt
    inner = text[text.rindex("(") + 1 : text.index(")")]
    return np.array([[float(figure) for figure in pair.split()] for pair in inner.split(",")])


def test_an_unknown_datum_is_refused(tmp_path: Path) -> None:
    folder = toy_scenario(tmp_path)
    edit_text(folder / "scenario.toml", "[campaign]\n", '[campaign]\ndatum = "bd09"\n')
    with pytest.raises(BadInput, match="bd09"):
        read_scenario(folder)


def test_a_file_of_areas_says_its_own_datum() -> None:
    from planner.units import LocalClock
    from planner.verify.read.areas import read_areas

    with pytest.raises(ValueError, match="bd09"):
        read_areas('{"datum": "bd09", "features": []}', LocalClock(28_800))

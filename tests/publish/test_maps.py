"""Map pages: one file, nothing from outside, small and quick enough for 5,000 trips."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from pathlib import Path

import folium
import pytest

from planner.errors import BadPlanFolder
from planner.publish.heat_map import write_heat
from planner.publish.map_data import plan_map_document
from planner.publish.maps import OfflineMap, embedded_json, write_heat_map, write_map
from tests.publish.builders import DAYS, small_scenario, synthetic_plan
from tests.publish.hostile import SCRIPTS

OUTSIDE = re.compile(
    r"""(?:src|href|action|data|poster|srcset)\s*=\s*["']?\s*(?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import|"""
    r"""\bimport\s*\(|\bfetch\s*\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts""",
    re.IGNORECASE,
)
MOST_BYTES = 8_000_000
MOST_CPU_S = 15


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("map") / "map.html"
    write_map(synthetic_plan(trips=100), small_scenario(), path)
    return path.read_text(encoding="utf-8")


def figures(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="rl-data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return dict(json.loads(found[1]))


def test_the_page_refers_to_nothing_outside(page: str) -> None:
    assert not OUTSIDE.findall(page)
    assert "default-src 'none'" in page.split("<script", maxsplit=1)[0]


def test_the_heat_page_refers_to_nothing_outside(tmp_path: Path) -> None:
    write_heat_map(small_scenario(), tmp_path / "heat.html")
    assert not OUTSIDE.findall((tmp_path / "heat.html").read_text(encoding="utf-8"))


def test_no_script_or_style_of_folium_is_left() -> None:
    assert folium.Map.default_js
    assert OfflineMap.default_js == OfflineMap.default_css == []


def test_five_thousand_trips_fit(tmp_path: Path) -> None:
    plan, scenario = synthetic_plan(trips=5_000), small_scenario()
    began = time.process_time()  # not the clock on the wall: machines are shared
    size = write_map(plan, scenario, tmp_path / "map.html")
    assert time.process_time() - began < MOST_CPU_S
    assert size == (tmp_path / "map.html").stat().st_size < MOST_BYTES


def test_same_plan_draws_the_same_bytes(tmp_path: Path, page: str) -> None:
    write_map(synthetic_plan(trips=100), small_scenario(), tmp_path / "again.html")
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == page


def test_no_person_is_on_the_page(page: str) -> None:
    for worker in small_scenario().workers:
        assert worker.worker_id not in page
        assert worker.name not in page
        assert worker.national_id not in page
        assert worker.phone not in page


@pytest.mark.parametrize("payload", SCRIPTS)
def test_typed_names_stay_inside_the_figures(tmp_path: Path, payload: str) -> None:
    write_map(synthetic_plan(trips=20), small_scenario(hostile=payload), tmp_path / "map.html")
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert str(figures(page)["title"]).endswith(payload)
    outside = re.sub(r'<script type="application/json" id="rl-data">.*?</script>', "", page, flags=re.DOTALL)
    assert payload not in outside or payload in ("]]>", "<!--<script>")
    names = {str(row[2]) for row in figures(page)["places"] if row[1] == "site"}  # type: ignore[attr-defined]
    assert names
    assert all(name.endswith(payload) for name in names)


@pytest.mark.parametrize("payload", [*SCRIPTS, "\u2028\u2029<>&"])
def test_embedded_json_cannot_leave_its_element(payload: str) -> None:
    text = embedded_json({"name": payload})
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == {"name": payload}


def test_every_run_and_place_is_in_the_figures() -> None:
    plan = synthetic_plan(trips=100)
    document = plan_map_document(plan, small_scenario())
    assert len(document["runs"]) == 100 + 2 * DAYS
    assert len(document["days"]) == DAYS
    places = {row[0] for row in document["places"]}
    assert places == {stop.stop_id for stop in plan.stop_times}
    column = document["run_columns"].index("riders")
    assert sum(row[column] for row in document["runs"]) == sum(stop.board for stop in plan.stop_times)


def test_zones_are_counted_in_days_of_the_campaign() -> None:
    document = plan_map_document(synthetic_plan(trips=3), small_scenario())
    spans = {(level, first, until) for _, level, first, until in document["zones"]}
    assert spans == {(1, 0, 6), (2, 0, 4), (3, 0, DAYS), (1, 1, 5)}


def test_dense_ways_are_thinned_until_they_fit() -> None:
    plan = synthetic_plan(trips=60, with_services=False)
    dense = tuple(
        replace(shape, points=tuple((a + i * 1e-4 + n * 1e-5, b) for i in range(4_000) for a, b in shape.points[:1]))
        for n, shape in enumerate(plan.shapes)
    )
    document = plan_map_document(replace(plan, shapes=dense), small_scenario())
    assert len(document["points"]) / 2 < 150_000


def test_a_plan_of_another_scenario_is_refused(tmp_path: Path) -> None:
    scenario = replace(small_scenario(), stops=())
    with pytest.raises(BadPlanFolder, match="wrong scenario"):
        write_map(synthetic_plan(trips=3), scenario, tmp_path / "map.html")
    assert not list(tmp_path.iterdir())


def test_an_unknown_language_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'fr'"):
        write_map(synthetic_plan(trips=3), small_scenario(), tmp_path / "map.html", "fr")


def test_the_heat_table_stands_beside_its_map(tmp_path: Path) -> None:
    table, page, rows = write_heat(small_scenario(), tmp_path / "heat.html")
    lines = table.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "origin_adcode,name,name_en,lon,lat,workers,named"
    assert len(lines) == 1 + len(rows)
    assert page.is_file()

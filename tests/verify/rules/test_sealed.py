from __future__ import annotations

import csv
import json

import pytest

from tests.builders import add_row, edit_text, set_cells
from tests.verify.judging import Change, Toy, broken_by


def _passed(toy: Toy) -> str:
    """County that trip D1 passes from 07:25 to 10:35."""
    with (toy.plan / "paths.csv").open(encoding="utf-8") as file:
        return next(row["adcode"] for row in csv.DictReader(file) if (row["trip_id"], row["seq"]) == ("D1", "3"))


CORRUPTIONS: dict[str, Change] = {
    "a county on the way": lambda t: (
        add_row(t.scenario, "zones", adcode=_passed(t), level="sealed", valid_from="2020-02-24"),
    ),
    "a province on the way": lambda t: add_row(
        t.scenario, "zones", adcode="33", level="sealed", valid_from="2020-02-24T10:35", valid_to="2020-02-24T14:55"
    ),
    "a path led through a sealed city": lambda t: set_cells(
        t.plan, "paths", {"trip_id": "D1", "seq": "3"}, adcode="420106"
    ),
    "a rest in a sealed city": lambda t: set_cells(
        t.plan, "stop_times", {"trip_id": "D1", "seq": "3"}, stop_id="adcode:420106"
    ),
    "sealed for a minute while the coach passes": lambda t: add_row(
        t.scenario, "zones", adcode=_passed(t), level="sealed", valid_from="2020-02-24T09:00",
        valid_to="2020-02-24T09:01",
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_ways_through_sealed_counties_are_caught(toy: Toy, change: Change) -> None:
    assert "sealed" in broken_by(toy, change)


def test_a_county_sealed_before_or_after_the_passage_is_open(toy: Toy) -> None:
    county = _passed(toy)
    add_row(toy.scenario, "zones", adcode=county, level="sealed", valid_from="2020-02-24T10:35")
    add_row(
        toy.scenario, "zones", adcode=county, level="sealed", valid_from="2020-02-20", valid_to="2020-02-24T07:25"
    )
    assert broken_by(toy) == set()


def test_a_pack_without_the_rule_lets_coaches_through(toy: Toy) -> None:
    add_row(toy.scenario, "zones", adcode=_passed(toy), level="sealed", valid_from="2020-02-24")
    edit_text(toy.pack, "sealed_closed = true", "sealed_closed = false")
    assert broken_by(toy) == set()


def test_a_sealed_origin_is_caught_also_by_its_level(toy: Toy) -> None:
    add_row(toy.scenario, "zones", adcode="522327", level="sealed", valid_from="2020-02-24")
    assert broken_by(toy) == {"sealed", "load_cap"}


ON_THE_WAY = (118.9, 31.33)
"""Half-way between the third and the fourth point of D1's drawn way, which it reaches about noon."""


def _seal(toy: Toy, lon: float, lat: float, half: float = 0.05, **facts: str) -> None:
    """A sealed square around a point."""
    west, south, east, north = lon - half, lat - half, lon + half, lat + half
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    properties = {"adcode": "340181", "level": "sealed", "valid_from": "2020-02-24", "area_id": "A1", **facts}
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    (toy.scenario / "zones.geojson").write_text(text, encoding="utf-8")


def _draw(toy: Toy, trip_id: str, *points: tuple[float, float]) -> None:
    """Other points for a trip; none: its way is left out."""
    path = toy.plan / "paths.geojson"
    document = json.loads(path.read_text(encoding="utf-8"))
    kept = [one for one in document["features"] if one["properties"]["trip_id"] != trip_id or points]
    for one in kept:
        if one["properties"]["trip_id"] == trip_id:
            one["geometry"]["coordinates"] = [list(point) for point in points]
    path.write_text(json.dumps({**document, "features": kept}), encoding="utf-8")


AREAS: dict[str, Change] = {
    "across the drawn way": lambda t: _seal(t, *ON_THE_WAY),
    "across the drawn way while the coach is there": lambda t: _seal(
        t, *ON_THE_WAY, valid_from="2020-02-24T10:35", valid_to="2020-02-24T14:55"
    ),
    "across a way led through it": lambda t: (
        _seal(t, 118.5, 32.5),
        _draw(t, "D1", (115.59, 32.66), (116.26, 32.64), (118.9, 32.5), (121.83, 29.90)),
    ),
    "elsewhere, and the way is not drawn": lambda t: (_seal(t, 118.5, 32.5), _draw(t, "D1")),
    "elsewhere, and the way misses its second stop": lambda t: (
        _seal(t, 118.5, 32.5),
        _draw(t, "D1", (115.59, 32.66), (117.89, 31.63), (121.83, 29.90)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", AREAS.values(), ids=AREAS.keys())
def test_ways_through_sealed_areas_are_caught(toy: Toy, change: Change) -> None:
    assert broken_by(toy, change) == {"sealed"}


def test_a_stop_inside_a_sealed_area_is_caught_also_by_its_level(toy: Toy) -> None:
    _seal(toy, 116.26, 32.64, 0.01, adcode="341226")
    assert broken_by(toy) == {"sealed", "load_cap", "stop_ban"}


@pytest.mark.parametrize(
    ("centre", "facts"),
    [
        (ON_THE_WAY, {"valid_from": "2020-02-24T15:00"}),
        (ON_THE_WAY, {"valid_from": "2020-02-24T08:00", "valid_to": "2020-02-24T10:00"}),
        (ON_THE_WAY, {"level": "high"}),
        ((118.5, 32.5), {}),
    ],
    ids=["sealed later", "sealed earlier", "not sealed", "off the way"],
)
def test_a_way_past_areas_or_past_their_time_is_open(
    toy: Toy, centre: tuple[float, float], facts: dict[str, str]
) -> None:
    _seal(toy, *centre, **facts)
    assert broken_by(toy) == set()


def test_a_rest_at_a_county_seat_stands_for_its_county_and_not_for_areas_around_the_seat(toy: Toy) -> None:
    # around the seat of Chaohu, off the way drawn here
    _seal(toy, 117.885, 31.627, 0.01)
    _draw(toy, "D1", (115.59, 32.66), (116.26, 32.64), (117.5, 32.0), (119.91, 31.03), (121.83, 29.90))
    assert broken_by(toy) == set()
    set_cells(toy.plan, "stop_times", {"trip_id": "D1", "seq": "3"}, activity="disinfect")
    assert "sealed" in broken_by(toy)

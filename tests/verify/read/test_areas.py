from __future__ import annotations

import json

import pytest

from planner.domain.place import Level
from planner.units import LocalClock
from planner.verify.read.areas import read_areas

CLOCK = LocalClock(28_800)
RING = [[121.8, 29.8], [121.9, 29.8], [121.9, 30.0], [121.8, 29.8]]


def _text(**properties: str) -> str:
    geometry = {"type": "Polygon", "coordinates": [RING]}
    return json.dumps({"type": "FeatureCollection", "features": [{"properties": properties, "geometry": geometry}]})


def test_an_area_holds_from_its_first_to_its_last_day() -> None:
    facts = {"adcode": "330206", "level": "high", "valid_from": "2020-02-20", "valid_to": "2020-02-21"}
    (area,) = read_areas(_text(**facts), CLOCK)
    assert (area.level, area.until_at, area.from_at) == (
        Level.HIGH,
        area.from_at + 2 * 86_400,
        CLOCK.moment("2020-02-20T00:00"),
    )


@pytest.mark.parametrize(
    "text", ["{}", "[]", "no json", _text(adcode="330206", level="purple", valid_from="2020-02-20")]
)
def test_what_is_no_area_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_areas(text, CLOCK)

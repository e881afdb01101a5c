"""The document behind a map: sub-county areas stand beside the counties, with their level and days."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from planner.domain.place import Level, ZoneArea
from planner.domain.scenario import Scenario
from planner.ingest import read_scenario
from planner.publish.map_data import heat_map_document
from tests.builders import toy_scenario

SQUARE = "POLYGON ((121.8 29.8, 121.9 29.8, 121.9 30, 121.8 30, 121.8 29.8))"


def _with_area(folder: Path, level: Level, first: int, last: int | None) -> Scenario:
    scenario = read_scenario(toy_scenario(folder))
    day = scenario.campaign.clock.day(scenario.campaign.start_at)
    start, end = (None if n is None else scenario.campaign.clock.midnight(day + n) for n in (first, last))
    assert start is not None
    return replace(scenario, zone_areas=(ZoneArea("harbour", "330206", level, start, end, SQUARE),))


@pytest.mark.parametrize(
    ("level", "first", "last", "days"), [(Level.SEALED, 1, 3, [1, 3]), (Level.MEDIUM, 0, None, [0, 8])]
)
def test_an_area_is_drawn_with_its_level_on_its_days(
    tmp_path: Path, level: Level, first: int, last: int | None, days: list[int]
) -> None:
    document = heat_map_document(_with_area(tmp_path, level, first, last))
    number = next(n for n, area in enumerate(document["areas"]) if area["code"] == "harbour")
    assert len(document["areas"][number]["rings"]) == 1
    assert [row[1:] for row in document["zones"] if row[0] == number] == [[int(level), *days]]

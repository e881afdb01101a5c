"""All papers of a plan, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import BadPlanFolder, BadUsage
from planner.publish.papers import PAPERS, write_papers
from tests.publish.builders import small_scenario, synthetic_plan

GEOJSON = {"trips.geojson", "stops.geojson", "zones.geojson"}


@pytest.mark.parametrize(
    ("kinds", "files"),
    [
        (("xlsx",), {"schedule.xlsx"}), (("geojson",), GEOJSON), (("gpkg",), {"schedule.gpkg"}),
        (("gtfs", "ics"), {"gtfs.zip", "schedule.ics"}),
        (PAPERS, {"schedule.xlsx", *GEOJSON, "schedule.gpkg", "gtfs.zip", "schedule.ics"}),
    ],
)
def test_the_papers_asked_for_are_written(tmp_path: Path, kinds: tuple[str, ...], files: set[str]) -> None:
    written = write_papers(synthetic_plan(trips=3), small_scenario(), tmp_path / "out", kinds)
    assert {path.name for path in written} == files
    assert all(path.is_file() for path in written)


def test_an_enterprise_gets_a_workbook_under_a_safe_name(tmp_path: Path) -> None:
    files = write_papers(synthetic_plan(trips=3), small_scenario(), tmp_path / "out", ("xlsx",), "E001")
    assert {path.name for path in files} == {"schedule.xlsx", "enterprise-E001.xlsx"}


def test_papers_are_replaced_as_a_whole(tmp_path: Path) -> None:
    write_papers(synthetic_plan(trips=3), small_scenario(), tmp_path / "out")
    files = write_papers(synthetic_plan(trips=3), small_scenario(), tmp_path / "out", ("geojson",))
    assert {path.name for path in files} == GEOJSON


def test_a_failure_leaves_the_earlier_papers(tmp_path: Path) -> None:
    before = write_papers(synthetic_plan(trips=3), small_scenario(), tmp_path / "out")
    with pytest.raises(BadUsage):
        write_papers(synthetic_plan(trips=3), small_scenario(), tmp_path / "out", ("xlsx",), "E999")
    assert all(path.is_file() for path in before)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("keep me")
    with pytest.raises(BadPlanFolder):
        write_papers(synthetic_plan(trips=3), small_scenario(), tmp_path)

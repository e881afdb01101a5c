from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import BadInput
from planner.ingest import read_scenario
from tests.builders import add_row, toy_scenario


@pytest.mark.parametrize(("kind", "place"), [("quarantine", "QS1"), ("crew_bed", "LD1")])
def test_beds_may_stand_after_the_campaign(tmp_path: Path, kind: str, place: str) -> None:
    folder = toy_scenario(tmp_path)
    add_row(folder, "capacities", kind=kind, place_id=place, date="2020-03-09", amount="5")
    assert read_scenario(folder).capacities[-1].amount == 5


@pytest.mark.parametrize(
    ("kind", "place", "date"), [("permit", "PO-NB", "2020-03-09"), ("quarantine", "QS1", "2020-01-09")]
)
def test_other_capacities_lie_between_planning_and_the_end(tmp_path: Path, kind: str, place: str, date: str) -> None:
    folder = toy_scenario(tmp_path)
    add_row(folder, "capacities", kind="quarantine", place_id="QS1", date="2020-03-09", amount="5")
    add_row(folder, "capacities", kind=kind, place_id=place, date=date, amount="5")
    with pytest.raises(BadInput) as caught:
        read_scenario(folder)
    assert [(problem.column, problem.code) for problem in caught.value.problems] == [("date", "outside_horizon")]

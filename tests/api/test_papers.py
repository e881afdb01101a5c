from __future__ import annotations

from pathlib import Path

from api.papers import PlannerPapers
from tests.builders import set_cells, toy_plan, toy_scenario


def test_the_planners_papers_read_verify_and_draw(tmp_path: Path) -> None:
    folders, papers = (toy_scenario(tmp_path), toy_plan(tmp_path)), PlannerPapers()
    scenario, plan = papers.read(*folders)
    assert (scenario.campaign.campaign_id, len(plan.trips)) == ("toy", 4)
    assert papers.verify(*folders) == ()
    papers.draw(plan, scenario, tmp_path / "map.html")
    assert "<html" in (tmp_path / "map.html").read_text(encoding="utf-8")
    assert papers.counties()["330206"].name == "北仑区"


def test_what_did_not_change_is_read_once_and_what_did_is_read_again(tmp_path: Path) -> None:
    folders, papers = (toy_scenario(tmp_path), toy_plan(tmp_path)), PlannerPapers()
    first = papers.read(*folders)
    assert papers.read(*folders) is first
    set_cells(folders[1], "trips", {"trip_id": "D1"}, load="40")
    assert papers.read(*folders) is not first
    assert papers.verify(*folders) != ()

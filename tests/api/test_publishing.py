from __future__ import annotations

import csv
import gzip
import io
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from api.publishing import publish_plan
from api.store import schedules
from api.store.database import open_database, reading, upgrade
from api.store.metadata import METADATA
from api.store.models import CampaignRow
from planner.domain.violation import Violation
from planner.errors import BadPlanFolder, PlanRefused
from planner.publish.receipt import plan_digest
from planner.publish.tables import write_plan
from tests.api.fakes import MAP_PAGE, NOW, FakePapers, address, few_trips, publish

VIOLATION = Violation("load_cap", "T00001", "30", "24", "persons", "30 persons, 24 may board")


def rows_of(folder: Path) -> int:
    """Rows of all tables."""
    engine = open_database(address(folder))
    with reading(engine) as session:
        return sum(session.scalar(select(func.count()).select_from(t)) or 0 for t in METADATA.sorted_tables)


def test_the_first_publication_is_version_1_and_the_next_supersedes_it(tmp_path: Path) -> None:
    first, second = publish(tmp_path), publish(tmp_path, now=NOW + 60)
    assert (first.version, second.version) == (1, 2)
    assert (first.served, first.unserved, first.trips) == (second.served, 37, 12)
    with reading(open_database(address(tmp_path))) as session:
        old, new = (schedules.get_schedule(session, p.schedule_id) for p in (first, second))
        assert old is not None
        assert new is not None
        assert (old.superseded_at, new.superseded_at) == (NOW + 60, None)


def test_a_plan_with_a_violation_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(PlanRefused, match="30 persons, 24 may board"):
        publish(tmp_path, FakePapers(violations=(VIOLATION,)))
    publish(tmp_path)
    before = rows_of(tmp_path)
    with pytest.raises(PlanRefused):
        publish(tmp_path, FakePapers(violations=(VIOLATION,) * 9))
    assert rows_of(tmp_path) == before


def test_a_failure_half_way_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path)
    before = rows_of(tmp_path)
    monkeypatch.setattr(schedules, "MapRow", None)  # the map is stored last but one
    with pytest.raises(Exception, match="None"):
        publish(tmp_path)
    assert rows_of(tmp_path) == before


def test_a_plan_of_another_scenario_is_refused(tmp_path: Path) -> None:
    papers = FakePapers(plan=replace(few_trips(), scenario_sha256="f" * 64))
    with pytest.raises(PlanRefused, match="made from scenario ffffffffffff"):
        publish(tmp_path, papers)


def test_a_plan_changed_after_it_was_verified_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanRefused, match="changed after it was verified"):
        publish(tmp_path, FakePapers(plan=replace(few_trips(), receipt="a" * 64)))


def test_a_folder_changed_during_publication_is_refused(tmp_path: Path) -> None:
    class Meddler(FakePapers):
        def draw(self, *arguments: object) -> None:
            super().draw(*arguments)
            trips = tmp_path / "plan" / "trips.csv"
            trips.write_text(trips.read_text().replace("FL1", "FL2"))

    with pytest.raises(PlanRefused, match="while it was being published"):
        publish(tmp_path, Meddler())


def test_the_receipt_is_the_digest_of_the_plan_that_was_verified(tmp_path: Path) -> None:
    assert publish(tmp_path).receipt == plan_digest(tmp_path / "plan")


def test_an_incomplete_folder_is_refused_by_the_name_of_the_missing_file(tmp_path: Path) -> None:
    papers = FakePapers()
    write_plan(papers.plan, papers.scenario, tmp_path / "plan")
    (tmp_path / "plan" / "offers.csv").unlink()
    with pytest.raises(BadPlanFolder, match=r"offers\.csv"):
        publish_plan(tmp_path, tmp_path / "plan", address(tmp_path), papers)


def test_map_and_files_are_stored_as_written_but_without_people(tmp_path: Path) -> None:
    plan = few_trips()
    plan = replace(plan, trips=(replace(plan.trips[0], escort_ids=("医生甲",)), *plan.trips[1:]))
    done = publish(tmp_path, FakePapers(plan=plan))
    with reading(open_database(address(tmp_path))) as session:
        page = schedules.get_map(session, done.schedule_id)
        trips = schedules.get_file(session, done.schedule_id, "trips.csv")
        assert page is not None
        assert trips is not None
        assert gzip.decompress(page.html_gzip).decode() == MAP_PAGE
        table = list(csv.reader(io.StringIO(gzip.decompress(trips.content_gzip).decode())))
        assert "escort_ids" not in table[0]
        assert {len(row) for row in table} == {len(table[0])}
        assert len(table) == 13


def test_no_byte_of_the_database_knows_a_worker(tmp_path: Path) -> None:
    publish(tmp_path)
    content = b"".join(path.read_bytes() for path in tmp_path.glob("returnline.db*"))
    assert "测试甲".encode() not in content
    assert b"3412041900010" not in content


def test_publications_at_the_same_time_get_versions_of_their_own(tmp_path: Path) -> None:
    papers, versions = FakePapers(), []
    write_plan(papers.plan, papers.scenario, tmp_path / "plan")
    upgrade(open_database(address(tmp_path)))

    def go() -> None:
        versions.append(publish_plan(tmp_path, tmp_path / "plan", address(tmp_path), papers).version)

    threads = [threading.Thread(target=go) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(versions) == [1, 2, 3, 4, 5]


def test_a_campaign_keeps_its_newest_name(tmp_path: Path) -> None:
    papers = FakePapers()
    publish(tmp_path, papers)
    renamed = replace(papers.scenario, campaign=replace(papers.scenario.campaign, name="新名称"))
    publish(tmp_path, FakePapers(scenario=renamed))
    with reading(open_database(address(tmp_path))) as session:
        assert [row.name for row in session.scalars(select(CampaignRow))] == ["新名称"]

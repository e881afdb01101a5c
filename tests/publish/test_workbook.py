"""Workbooks for people: complete, masked, and nothing live inside."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook

from planner.domain.plan import Unserved
from planner.errors import BadUsage
from planner.publish.manifest import masked
from planner.publish.workbook import write_manifests
from tests.publish.builders import CLOCK, small_scenario, synthetic_plan
from tests.publish.hostile import FORMULAS

SHEETS = [
    "概览 overview", "车次 trips", "时刻 stop times", "一车一策 manifests", "台账 ledger", "到达 arrivals",
    "运力 offers", "未安排 unserved",
]  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    path = tmp_path_factory.mktemp("book") / "schedule.xlsx"
    write_manifests(synthetic_plan(trips=60), small_scenario(), path)
    return openpyxl.load_workbook(path)


def rows(book: Workbook, sheet: str) -> list[tuple[object, ...]]:
    return list(book[sheet].iter_rows(values_only=True))


def test_every_sheet_has_chinese_and_english_headers(book: Workbook) -> None:
    assert book.sheetnames == SHEETS
    for sheet in SHEETS:
        chinese, english = rows(book, sheet)[:2]
        assert all(chinese), sheet
        assert all(str(name).isascii() for name in english if name), sheet


def test_trips_are_in_order_of_batch_with_local_times(book: Workbook) -> None:
    plan = synthetic_plan(trips=60)
    found = rows(book, "车次 trips")[2:]
    assert len(found) == len(plan.trips)
    assert [row[0] for row in found] == sorted(trip.batch_no for trip in plan.trips)
    trip = next(trip for trip in plan.trips if trip.trip_id == found[0][1])
    assert found[0][6] == datetime.fromisoformat(CLOCK.iso(trip.depart_at)).replace(tzinfo=None)
    assert found[0][11] == pytest.approx(trip.distance_m / 1000)
    assert found[0][16] == pytest.approx(trip.cost_cents / 100)


def test_every_halt_is_listed(book: Workbook) -> None:
    assert len(rows(book, "时刻 stop times")) == 2 + len(synthetic_plan(trips=60).stop_times)


def test_a_manifest_names_everybody_aboard_and_counts_the_unnamed(book: Workbook) -> None:
    plan = synthetic_plan(trips=60)
    lines = rows(book, "一车一策 manifests")
    named = [line for line in lines if line[1] and str(line[1]).startswith("测试甲")]
    assert len(named) == len([seat for seat in plan.manifest if seat.worker_id < "W000400"])
    titles = [line for line in lines[2:] if line[0] in {trip.trip_id for trip in plan.trips}]
    assert len(titles) == len(plan.trips)
    assert sum(int(str(line[5])) for line in titles) == sum(load.persons for load in plan.loads)


def test_identity_shows_its_last_four_characters_only(tmp_path: Path) -> None:
    path = tmp_path / "schedule.xlsx"
    scenario = small_scenario()
    write_manifests(synthetic_plan(trips=60), scenario, path)
    with zipfile.ZipFile(path) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))
    for worker in scenario.workers:
        assert worker.national_id not in text
        assert worker.phone not in text
    assert masked(scenario.workers[3].phone) in text


@pytest.mark.parametrize(("text", "shown"), [("10012345678", "*******5678"), ("1234", "****"), ("", "")])
def test_masking_keeps_the_last_four_of_longer_texts(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_unserved_carry_the_reason_in_words(tmp_path: Path) -> None:
    plan = synthetic_plan(trips=3)
    plan = replace(plan, unserved=(Unserved("C-left", 37, "LIGHT_RED", "light is red"),))
    write_manifests(plan, small_scenario(), tmp_path / "x.xlsx")
    last = rows(openpyxl.load_workbook(tmp_path / "x.xlsx"), "未安排 unserved")[-1]
    assert "红灯" in str(last[5])
    assert "light" in str(last[6])
    assert last[9]


def test_an_enterprise_sees_only_its_own_people_and_no_costs(tmp_path: Path) -> None:
    plan, scenario = synthetic_plan(trips=60), small_scenario()
    write_manifests(plan, scenario, tmp_path / "e.xlsx", "E003")
    book = openpyxl.load_workbook(tmp_path / "e.xlsx")
    assert "运力 offers" not in book.sheetnames
    text = " ".join(str(cell) for sheet in book.sheetnames for row in rows(book, sheet) for cell in row if cell)
    others = [firm.name for firm in scenario.enterprises if firm.enterprise_id != "E003"]
    assert not [name for name in others if f" {name} " in text]
    assert "费用" not in text
    own = {cohort.cohort_id for cohort in plan.cohorts if cohort.enterprise_id == "E003"}
    trips = {load.trip_id for load in plan.loads if load.cohort_id in own}
    assert len(rows(book, "车次 trips")) == 2 + len(trips)


def test_an_unknown_enterprise_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadUsage, match="E999"):
        write_manifests(synthetic_plan(trips=3), small_scenario(), tmp_path / "e.xlsx", "E999")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("payload", FORMULAS)
def test_no_typed_text_becomes_a_formula_or_a_link(tmp_path: Path, payload: str) -> None:
    scenario = small_scenario(workers=12)
    scenario = replace(
        scenario,
        campaign=replace(scenario.campaign, name=payload),
        enterprises=tuple(replace(firm, name=payload) for firm in scenario.enterprises),
        workers=tuple(replace(w, name=payload, phone=payload, national_id=payload) for w in scenario.workers),
        stops=tuple(replace(stop, name=payload) for stop in scenario.stops),
        sites=tuple(replace(site, name=payload) for site in scenario.sites),
    )
    write_manifests(synthetic_plan(trips=4), scenario, tmp_path / "x.xlsx")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/" in name]
    assert not [sheet for sheet in sheets if re.search("<f[ >]|<hyperlink", sheet)]
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert not [c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f" or c.hyperlink]

"""Frames: cells by column, bad ones set aside."""

from __future__ import annotations

from planner.ingest.cells import CellContext
from planner.ingest.columns import table
from planner.ingest.frame import BAD, Frame, read_frame
from planner.ingest.gazetteer import Gazetteer
from planner.ingest.rawtable import RawTable
from planner.ingest.report import Report
from planner.reference import counties
from planner.units import LocalClock

CONTEXT = CellContext(LocalClock(28_800), Gazetteer.of(counties(), ()))


def _frame(rates: tuple[str, ...], numbers: dict[int, set[int]] | None = None) -> tuple[Frame, Report]:
    codes = ("34", "3412", "341225", "33")[: len(rates)]
    raw = RawTable("no_show", ("出发地代码", "rate"), list(range(2, 2 + len(rates))), (codes, rates), numbers or {})
    report = Report()
    return read_frame(raw, table("no_show"), CONTEXT, report), report


def test_each_cell_is_read_once_per_text_and_reported_once_per_row() -> None:
    frame, report = _frame((" 0.1", "x", "x", ""))
    assert frame.values["rate"] == ["0.1", BAD, BAD, BAD]
    assert [(p.row, p.column, p.code) for p in report.problems] == [
        (3, "rate", "not_a_share"), (4, "rate", "not_a_share"), (5, "rate", "missing"),
    ]  # fmt: skip


def test_problems_name_the_header_as_written() -> None:
    frame, _ = _frame(("0.1",))
    assert frame.problem(0, "origin_adcode", "code", "is odd").column == "出发地代码"


def test_a_code_typed_as_a_number_is_refused() -> None:
    frame, report = _frame(("0.1", "0.2"), {0: {1}, 1: {0, 1}})
    assert frame.values["origin_adcode"][1] is BAD
    assert [(p.row, p.code) for p in report.problems] == [(3, "number_typed_id")]


def test_only_readable_cells_are_given() -> None:
    frame, _ = _frame(("0.1", "x", "0.3"))
    assert list(frame.given("rate")) == [(0, "0.1"), (2, "0.3")]
    assert list(frame.pairs("origin_adcode", "rate")) == [(0, "34", "0.1"), (2, "341225", "0.3")]
    assert list(frame.pairs("rate", "nothing")) == []
    assert list(frame.failing("rate", lambda rate: rate > "0.2")) == [(2, "0.3")]


def test_bad_ids_still_count_as_known() -> None:
    frame, _ = _frame(("0.1",))
    assert frame.known_ids("origin_adcode") == {"34"}
    assert len(frame) == 1

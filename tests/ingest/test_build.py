"""Frames to objects: order of columns does not matter, defaults fill what is not given."""

from __future__ import annotations

from planner.domain.fleet import Capacity, NoShow
from planner.domain.place import Stop, StopKind
from planner.ingest.build import rows
from planner.ingest.columns import table
from planner.ingest.frame import Frame


def _frame(table_name: str, /, **values: list[object]) -> Frame:
    size = len(next(iter(values.values())))
    texts = {column: tuple(map(str, cells)) for column, cells in values.items()}
    return Frame(table(table_name), list(range(2, 2 + size)), texts, dict(values), {})


def test_columns_fill_fields_by_name() -> None:
    made = rows(NoShow, _frame("no_show", rate=["0.1"], origin_adcode=["34"]))
    assert made == (NoShow("34", "0.1"),)


def test_empty_cells_and_absent_columns_take_defaults() -> None:
    frame = _frame(
        "stops", stop_id=["A"], kind=[StopKind.GATE], name=["门"], lon=[121.5], lat=[29.9], adcode=["330203"],
        catchment_adcodes=[None], opens=[None],
    )  # fmt: skip
    assert rows(Stop, frame) == (Stop("A", StopKind.GATE, "门", 121.5, 29.9, "330203"),)


def test_values_are_converted_on_request() -> None:
    frame = _frame("capacities", kind=["permit"], place_id=["P"], date=[86_400], amount=[3])
    assert rows(Capacity, frame, day=lambda at: at // 86_400) == (Capacity("permit", "P", 1, 3),)


def test_no_table_means_no_rows() -> None:
    assert rows(NoShow, None) == () == rows(NoShow, _frame("no_show", rate=[], origin_adcode=[]))

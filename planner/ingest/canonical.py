"""A sheet of a workbook as the CSV file of its table: canonical column names, each row on the line where it stood."""

from __future__ import annotations

import csv
import io
from collections.abc import Set

from planner.ingest.cells import NUMBER_TYPED
from planner.ingest.columns import table
from planner.ingest.frame import TEXT_ONLY, Frame
from planner.ingest.headers import match_headers
from planner.ingest.rawtable import RawTable
from planner.ingest.report import Report
from planner.ingest.workbook import sheet_table


def sheet_csv(name: str, texts: list[list[str]], typed: Set[tuple[int, int]]) -> bytes:
    """CSV text of a sheet's rows.

    What only a workbook can tell is judged here: headers in any spelling, cells beside the table, and ids that Excel
    holds as numbers and has perhaps rounded. Everything else is judged as of any CSV file.

    Parameters
    ----------
    name : str
        Table of the contract.
    texts, typed
        As in ``sheet_table``.

    Raises
    ------
    BadInput
        With every problem found.
    """
    report = Report()
    raw = sheet_table(name, texts, typed, report)
    if raw is None:
        report.raise_if_any()
        raise AssertionError("a sheet that is no table leaves a problem")
    positions = match_headers(table(name), raw.headers, report)
    _refuse_typed_ids(raw, positions, report)
    report.raise_if_any()
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(positions)
    line = 1
    for at, cells in zip(raw.lines, zip(*(raw.columns[p] for p in positions.values()), strict=True), strict=True):
        text.write("\n" * (at - line - 1))
        writer.writerow(cells)
        line = at
    return text.getvalue().encode()


def _refuse_typed_ids(raw: RawTable, positions: dict[str, int], report: Report) -> None:
    known = table(raw.name)
    headers = {name: raw.headers[position] for name, position in positions.items()}
    frame = Frame(known, raw.lines, {name: raw.columns[p] for name, p in positions.items()}, {}, headers)
    for name, position in positions.items():
        if known.column(name).kind in TEXT_ONLY:
            for index in sorted(raw.numbers.get(position, ())):
                report.add(frame.problem(index, name, "number_typed_id", NUMBER_TYPED))

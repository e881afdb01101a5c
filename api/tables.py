"""Rows of an input that the bureau has uploaded, by the names of their columns whatever its headers are called."""

from __future__ import annotations

import csv
import io
from typing import Any

from api.lists.frames import gazetteer
from planner.ingest.cells import CellContext, clean, parser
from planner.ingest.columns import table
from planner.ingest.headers import meanings, plain
from planner.ingest.rawtable import decode
from planner.units import LocalClock


def table_rows(kind: str, content: bytes) -> list[dict[str, str]]:
    """Rows of a table that has been judged, its cells as they were written.

    Parameters
    ----------
    kind : str
        Name of the table, as in the contract.
    content : bytes
        CSV with English or Chinese headers, in UTF-8 or GB18030.
    """
    known = meanings(table(kind))
    rows = csv.reader(io.StringIO(decode(content)[0], newline=""))
    names = [known[plain(header)] for header in next(rows, [])]
    cleaned = ([clean(cell) for cell in row] for row in rows)
    return [dict(zip(names, row)) for row in cleaned if any(row)]


def typed_rows(kind: str, content: bytes, clock: LocalClock) -> list[dict[str, Any]]:
    """The same with cells as planning reads them: numbers, codes, moments as Unix seconds; ``None``: not given."""
    context = CellContext(clock, gazetteer())
    columns = table(kind).columns
    readers = {column.name: parser(column, context) for column in columns}
    nothing = dict.fromkeys(readers)
    return [
        {**nothing, **{name: readers[name](text) for name, text in row.items() if text}}
        for row in table_rows(kind, content)
    ]

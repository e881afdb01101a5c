"""The process that parses a file of an enterprise: little memory, little time, no file, no secret.

``python -I -m api.lists.child KIND`` reads the file (an .xlsx or .xls workbook, or a CSV already in UTF-8) from its
standard input and writes one JSON object: ``sheets`` with rows as they stand in the file, or ``error``. Whatever a
hostile file does to the parser ends with this process.

Cells are JSON texts, numbers and booleans; a date, moment, time or duration is a pair of its kind and its text.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import resource
import sys
from typing import Any

from api.jobs.child import die_with_parent
from api.lists.archive import Refused, look_over

MEMORY_BYTES = 1 << 30
CPU_S = 10
OPEN_FILES = 32
MOST_ROWS = 200_000
MOST_SHEETS = 50
MOST_CSV_CELLS = 6_000_000
MOST_CELL_CHARACTERS = 32_767
"""An Excel cell holds no more."""
Rows = list[list[Any]]


def main(kind: str) -> int:
    """Read standard input, write the answer; 0 unless the process is ended from outside."""
    limit()
    try:
        content = sys.stdin.buffer.read()
        sheets = csv_sheets(content.decode()) if kind == "csv" else workbook_sheets(content, kind)
        answer: dict[str, Any] = {"sheets": sheets}
    except Refused as refused:
        answer = {"error": refused.code, "detail": refused.detail}
    except MemoryError:
        answer = {"error": "too_large", "detail": ""}
    sys.stdout.write(json.dumps(answer, default=_packed))
    sys.stdout.flush()
    return 0


def limit() -> None:
    """Bound what this process may use."""
    die_with_parent()
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_S), (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):  # fmt: skip
        resource.setrlimit(what, (most, most))


def workbook_sheets(content: bytes, kind: str) -> list[dict[str, Any]]:
    """Sheets of a workbook: name, whether it is hidden, rows from A1 on."""
    if kind == "xlsx":
        look_over(content)
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        known = [sheet for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
        if len(known) > MOST_SHEETS:
            raise Refused("too_many_sheets", str(len(known)))
        found = []
        for sheet in known:
            hidden = sheet.visible is not SheetVisibleEnum.Visible
            rows = [] if hidden else _rows_of(book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False))
            found.append({"name": sheet.name, "hidden": hidden, "rows": rows})
    except (Refused, MemoryError):
        raise
    # Rust panics come as BaseException of their own; whatever the parser says, the file cannot be read.
    except BaseException as error:
        raise Refused("broken_workbook", type(error).__name__) from error
    return found


def csv_sheets(text: str) -> list[dict[str, Any]]:
    """The one sheet of a CSV file; the sign that stands most often in the first line separates its cells."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    sign = max(",\t;", key=first.count)
    csv.field_size_limit(1 << 24)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    rows: Rows = []
    cells = 0
    try:
        for row in reader:
            cells += len(row)
            if cells > MOST_CSV_CELLS:
                raise Refused("too_wide", f"{cells:,}")
            rows.append(row)
    except csv.Error as error:
        raise Refused("broken_csv", f"{reader.line_num}: {error}") from error
    return [{"name": "", "hidden": False, "rows": _rows_of(rows)}]


def _rows_of(rows: Rows) -> Rows:
    """Rows down to the last filled one."""
    while rows and not any(cell != "" for cell in rows[-1]):
        rows.pop()
    if len(rows) > MOST_ROWS:
        raise Refused("too_many_rows", f"{len(rows):,}")
    return rows


def _packed(cell: object) -> tuple[str, str]:
    """A cell that JSON has no type for."""
    if isinstance(cell, datetime.datetime):
        return "moment", cell.isoformat()
    if isinstance(cell, datetime.date):
        return "date", cell.isoformat()
    if isinstance(cell, datetime.time):
        return "time", cell.isoformat()
    if isinstance(cell, datetime.timedelta):
        return "duration", str(cell.total_seconds())
    raise TypeError(f"a cell holds a {type(cell).__name__}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

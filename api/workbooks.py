"""Tables that the bureau sends as a sheet of a workbook, with Chinese headers as it has them."""

from __future__ import annotations

from api.lists.archive import Refused
from api.lists.reading import Sheet, read_sheets
from planner.ingest.canonical import sheet_csv
from planner.ingest.headers import table_of

FILE_NAME = "input.xlsx"


def table_of_workbook(kind: str, content: bytes) -> bytes:
    """The table of a kind of input as CSV: the one sheet that there is, else the one of that name.

    The file is parsed in the limited process that reads the lists of enterprises.

    Raises
    ------
    Refused
        The file cannot be read, or none of its sheets is the table.
    Busy
        Too many files are being read.
    BadInput
        Headers or cells are wrong; every one is named.
    """
    sheet = _chosen(kind, read_sheets(FILE_NAME, content))
    return sheet_csv(kind, sheet.rows, sheet.numbers)


def _chosen(kind: str, sheets: list[Sheet]) -> Sheet:
    filled = [sheet for sheet in sheets if not sheet.hidden and any(any(row) for row in sheet.rows)]
    if len(filled) == 1:
        return filled[0]
    named = [sheet for sheet in filled if table_of(sheet.name) == kind]
    if len(named) != 1:
        raise Refused("no_sheet", kind)
    return named[0]

"""A table as text, before anything is understood: the common shape of CSV files and workbook sheets."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

from planner.ingest.report import Report

MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class RawTable:
    """Header and rows as stripped text.

    Attributes
    ----------
    name : str
        Table name of the contract.
    headers : tuple of str
        As written in the file.
    lines : list of int
        Line of each row as a person counts it; the header is 1.
    columns : tuple of tuple of str
        Cells, one tuple per header.
    numbers : mapping of int to set of int
        Column index → row indexes whose cell was a number in a workbook, not text.
    """

    name: str
    headers: tuple[str, ...]
    lines: list[int]
    columns: tuple[tuple[str, ...], ...]
    numbers: dict[int, set[int]] = field(default_factory=dict)


def decode(data: bytes) -> tuple[str, str]:
    """Text of a file and the encoding found: byte-order mark, else strict UTF-8, else GB18030, for the whole file.

    Raises
    ------
    UnicodeDecodeError
        The bytes are neither.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16"), "utf-16"
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("gb18030"), "gb18030"


def read_text_file(path: Path, name: str, report: Report) -> str | None:
    """Text of a file, or ``None`` with a problem in the report."""
    try:
        text, encoding = decode(path.read_bytes())
    except UnicodeDecodeError as error:
        report.file(
            name,
            "bad_encoding",
            f"{path.name} is neither UTF-8 nor GB18030 (byte {error.start} cannot be read); save it as CSV UTF-8",
        )
        return None
    if encoding != "utf-8":
        report.warn(f"{path.name} was read as {encoding.upper()}; save it as UTF-8")
    return text


def read_csv_table(path: Path, name: str, report: Report) -> RawTable | None:
    """A CSV file as text; rows of the wrong length become problems."""
    text = read_text_file(path, name, report)
    if text is None:
        return None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        report.file(name, "broken_csv", f"{path.name} line {reader.line_num}: {error}; check the quotation marks")
        return None
    return raw_table(name, rows, report)


def raw_table(name: str, rows: list[list[str]], report: Report) -> RawTable | None:
    """Table of header and rows; blank rows are skipped but counted."""
    if not rows or not any(cell.strip() for cell in rows[0]):
        report.file(name, "no_header", "the first row is empty; it must hold the column names")
        return None
    headers = tuple(rows[0])
    if len(headers) > MOST_COLUMNS:
        report.file(name, "too_many_columns", f"has {len(headers)} columns; at most {MOST_COLUMNS} are read")
        return None
    if len(headers) == 1 and any(sign in headers[0] for sign in "\t;"):
        report.file(name, "wrong_separator", "the columns are not separated by commas; save it as CSV (comma)")
        return None
    lines, kept = _whole_rows(name, rows, len(headers), report)
    columns = tuple(zip(*kept, strict=True)) if kept else tuple(() for _ in headers)
    return RawTable(name, headers, lines, columns)


def _whole_rows(name: str, rows: list[list[str]], width: int, report: Report) -> tuple[list[int], list[list[str]]]:
    """Lines and cells of the rows that are neither blank nor of the wrong length."""
    if set(map(len, rows)) == {width} and all(map(any, rows)):
        return list(range(2, len(rows) + 1)), rows[1:]
    lines: list[int] = []
    kept: list[list[str]] = []
    for line, row in enumerate(rows[1:], start=2):
        if not any(map(str.strip, row)):
            continue
        if len(row) != width:
            reason = f"has {len(row)} cells, the header has {width}; check for a missing or extra comma"
            report.row(name, line, "wrong_cell_count", reason)
            continue
        lines.append(line)
        kept.append(row)
    return lines, kept

"""Contract tables in columns, and how they become CSV files."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

Column = Sequence[object]


@dataclass(frozen=True, slots=True)
class TableData:
    """One table: column names of the contract and as many equally long columns. ``None`` is an empty cell."""

    name: str
    columns: tuple[str, ...]
    data: tuple[Column, ...]

    def __post_init__(self) -> None:
        if len({len(column) for column in self.data}) > 1 or len(self.columns) != len(self.data):
            raise ValueError(f"table {self.name}: columns differ in length")

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.data[0]) if self.data else 0


def from_rows(name: str, columns: tuple[str, ...], rows: Sequence[Sequence[object]]) -> TableData:
    """Table from rows in the order of ``columns``."""
    data = tuple(zip(*rows, strict=True)) if rows else tuple(() for _ in columns)
    return TableData(name, columns, data)


def without_empty(table: TableData, optional: tuple[str, ...]) -> TableData:
    """The table without those ``optional`` columns in which every cell is empty."""
    pairs = zip(table.columns, table.data, strict=True)
    kept = [(name, data) for name, data in pairs if name not in optional or any(cell_text(cell) for cell in data)]
    return TableData(table.name, tuple(name for name, _ in kept), tuple(data for _, data in kept))


def cell_text(value: object) -> str:
    """Text of a cell: empty for ``None``, ``true``/``false``, ids joined by ``;``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ";".join(str(item) for item in value)
    return str(value)


def write_csv(table: TableData, folder: Path) -> None:
    """Write ``<name>.csv``: UTF-8, header line, ``\\n``."""
    with (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(table.columns)
        texts = [_texts(column) for column in table.data]
        writer.writerows(zip(*texts, strict=True))


def _texts(column: Column) -> Sequence[object]:
    """Cells ready for the writer; plain text columns pass as they are."""
    if all(type(value) is str for value in column):
        return column
    return [cell_text(value) for value in column]

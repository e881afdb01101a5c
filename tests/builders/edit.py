"""Change one fact of a folder of tables."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path

Row = dict[str, str]


def read_rows(folder: Path, table: str) -> list[Row]:
    """Rows of ``<table>.csv`` as texts."""
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(folder: Path, table: str, rows: list[Row], header: list[str] | None = None) -> None:
    """Write ``<table>.csv``; ``header`` is needed where no row is left."""
    names = header or list(rows[0])
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def header_of(folder: Path, table: str) -> list[str]:
    """Column names of ``<table>.csv``."""
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def _matches(row: Row, where: Mapping[str, str]) -> bool:
    return all(row[column] == value for column, value in where.items())


def set_cells(folder: Path, table: str, where: Mapping[str, str], **cells: str) -> None:
    """Overwrite cells of every row that matches ``where``; a row must match."""
    rows = read_rows(folder, table)
    hits = [row for row in rows if _matches(row, where)]
    assert hits, f"{table}: no row with {dict(where)}"
    for row in hits:
        assert set(cells) <= set(row), f"{table} has no column {set(cells) - set(row)}"
        row.update(cells)
    write_rows(folder, table, rows)


def drop_rows(folder: Path, table: str, **where: str) -> None:
    """Remove every row that matches; a row must match."""
    header, rows = header_of(folder, table), read_rows(folder, table)
    kept = [row for row in rows if not _matches(row, where)]
    assert len(kept) < len(rows), f"{table}: no row with {where}"
    write_rows(folder, table, kept, header)


def add_row(folder: Path, table: str, **cells: str) -> None:
    """Append a row; columns not named stay empty."""
    header, rows = header_of(folder, table), read_rows(folder, table)
    assert set(cells) <= set(header), f"{table} has no column {set(cells) - set(header)}"
    write_rows(folder, table, [*rows, {name: cells.get(name, "") for name in header}], header)


def set_plan_value(folder: Path, key: str, value: object) -> None:
    """Overwrite a top-level key of plan.json."""
    path = folder / "plan.json"
    head = json.loads(path.read_text(encoding="utf-8"))
    head[key] = value
    path.write_text(json.dumps(head, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def edit_text(path: Path, old: str, new: str) -> None:
    """Replace text that stands exactly once in a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")

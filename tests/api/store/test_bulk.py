"""Rows that are added many at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from api.store.bulk import insert_rows
from tests.api.databases import BOTH, opened

NAMES = ("key", "since")


@pytest.mark.parametrize("kind", BOTH)
def test_rows_added_at_once_read_as_they_were_given(tmp_path: Path, kind: str) -> None:
    rows = [("测试\t\\N\n", 2**40), ("", 0), ("\\.", -1)]
    with opened(tmp_path / "bulk.db", kind).begin() as connection:
        insert_rows(connection, "known_addresses", NAMES, rows)
        found = connection.execute(text("SELECT key, since FROM known_addresses ORDER BY since DESC")).all()
    assert [tuple(row) for row in found] == rows


@pytest.mark.parametrize("kind", BOTH)
def test_a_row_that_stands_already_is_refused_as_by_any_statement(tmp_path: Path, kind: str) -> None:
    engine = opened(tmp_path / "twice.db", kind)
    with pytest.raises(IntegrityError), engine.begin() as connection:
        insert_rows(connection, "known_addresses", NAMES, [("a", 1), ("a", 2)])
    with engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM known_addresses")).scalar() == 0

"""Columns know where they go and whether they may be empty."""

from __future__ import annotations

import pytest

from planner.ingest.contracts.column import FORMATS, Column, Kind, Table


def test_a_column_fills_the_field_of_its_name_unless_told_otherwise() -> None:
    assert Column("opens", Kind.CLOCK, "开", "").target == "opens"
    assert Column("opens", Kind.CLOCK, "开", "", field="opens_s").target == "opens_s"


def test_optional_and_blank_columns_may_be_empty() -> None:
    assert Column("a", Kind.TEXT, "甲", "", optional=True).may_be_empty
    assert Column("a", Kind.TEXT, "甲", "", blank=True).may_be_empty
    assert not Column("a", Kind.TEXT, "甲", "").may_be_empty


def test_a_column_that_a_table_lacks_is_named() -> None:
    with pytest.raises(KeyError, match="no column b"):
        Table("t", "表", "", (Column("a", Kind.TEXT, "甲", ""),)).column("b")


def test_every_kind_is_explained() -> None:
    assert set(FORMATS) == set(Kind)

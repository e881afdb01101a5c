"""Tables in columns, and their CSV."""

from pathlib import Path

import pytest

from planner.recipes.tables import TableData, from_rows, without_empty, write_csv


def test_cells_are_written_as_the_contract_says(tmp_path: Path) -> None:
    table = from_rows("t", ("a", "b", "c"), [(None, True, ("x", "y")), (1, False, "宁波")])
    write_csv(table, tmp_path)
    assert (tmp_path / "t.csv").read_bytes() == "a,b,c\n,true,x;y\n1,false,宁波\n".encode()


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="differ in length"):
        TableData("t", ("a", "b"), ([1], [1, 2]))


def test_a_table_without_rows_is_empty() -> None:
    assert from_rows("t", ("a", "b"), []).rows == 0


def test_an_optional_column_is_left_out_only_when_nobody_fills_it() -> None:
    table = from_rows("t", ("a", "b", "c"), [(1, None, None), (2, None, 5)])
    assert without_empty(table, ("b", "c")).columns == ("a", "c")
    assert without_empty(table, ()).columns == ("a", "b", "c")

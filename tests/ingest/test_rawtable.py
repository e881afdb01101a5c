"""CSV text: encodings, blank rows, rows of the wrong length, broken quotes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.ingest.rawtable import decode, raw_table, read_csv_table
from planner.ingest.report import Report

TEXT = "名称,值\n鄞州区,一\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("utf-16"), "utf-16"),
    ],
    ids=["utf-8", "utf-8-sig", "gb18030", "utf-16"],
)
def test_the_whole_file_is_read_in_one_encoding(data: bytes, encoding: str) -> None:
    assert decode(data) == (TEXT, encoding)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_utf8_text_is_never_taken_for_something_else(text: str) -> None:
    assert decode(text.encode("utf-8"))[1] == "utf-8"


def _read(tmp_path: Path, data: bytes) -> tuple[object, Report]:
    path = tmp_path / "sites.csv"
    path.write_bytes(data)
    report = Report()
    return read_csv_table(path, "sites", report), report


def test_a_file_in_no_known_encoding_is_refused(tmp_path: Path) -> None:
    table, report = _read(tmp_path, b"name\n\xff\xfa\x80\xff\n")
    assert table is None
    assert report.problems[0].code == "bad_encoding"


def test_gb18030_is_read_with_a_warning(tmp_path: Path) -> None:
    table, report = _read(tmp_path, TEXT.encode("gb18030"))
    assert table is not None
    assert "GB18030" in report.warnings[0]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "no_header"),
        (b"\n1,2\n", "no_header"),
        (b'a,b\n"1,2\n', "broken_csv"),
        (b"a\tb\n1\t2\n", "wrong_separator"),
        (b"a;b\n1;2\n", "wrong_separator"),
        (b",".join([b"a"] * 201) + b"\n", "too_many_columns"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    table, report = _read(tmp_path, data)
    assert table is None
    assert [problem.code for problem in report.problems] == [code]


def test_rows_are_counted_as_a_person_counts_them() -> None:
    report = Report()
    table = raw_table("t", [["a", "b"], ["1", "2"], [], ["", " "], ["3"], ["4", "5", "6"], ["7", "8"]], report)
    assert table is not None
    assert table.lines == [2, 7]
    assert table.columns == (("1", "7"), ("2", "8"))
    assert [(p.row, p.code) for p in report.problems] == [(5, "wrong_cell_count"), (6, "wrong_cell_count")]

"""Travel from a table of distances."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.domain.place import Place
from planner.domain.travel import UNREACHABLE
from planner.errors import TravelError
from planner.travel.matrix_file import MatrixFile

A, B, C = (Place(name, 121.0 + at, 30.0, f"33020{at + 3}") for at, name in enumerate("ABC"))
HEADER = "from,to,distance_m,drive_s\n"


def _file(tmp_path: Path, rows: str, header: str = HEADER) -> Path:
    path = tmp_path / "matrix.csv"
    path.write_text(header + rows, encoding="utf-8")
    return path


def test_a_pair_longer_than_a_way_over_a_third_place_is_shortened(tmp_path: Path) -> None:
    source = MatrixFile.read(_file(tmp_path, "A,B,10,1\nB,C,10,1\nA,C,50,9\n"))
    matrix = source.matrix([A, C], frozenset())
    assert (matrix.distance_m[0, 1], matrix.drive_s[0, 1]) == (20, 2)
    (route,) = source.routes([(A, C)], frozenset())
    assert route is not None
    assert (route.distance_m, route.drive_s) == (20, 2)


def test_of_two_directions_the_longer_counts_for_both(tmp_path: Path) -> None:
    matrix = MatrixFile.read(_file(tmp_path, "A,B,10,1\nB,A,14,2\n")).matrix([A, B], frozenset())
    assert matrix.distance_m.tolist() == [[0, 14], [14, 0]]


def test_a_place_in_a_sealed_county_is_no_way_through(tmp_path: Path) -> None:
    source = MatrixFile.read(_file(tmp_path, "A,B,10,1\nB,C,10,1\n"), [A, B, C])
    assert source.matrix([A, C], frozenset({B.adcode})).distance_m[0, 1] == UNREACHABLE
    assert source.routes([(A, C)], frozenset({B.adcode})) == (None,)


def test_a_seat_is_sealed_by_its_code(tmp_path: Path) -> None:
    source = MatrixFile.read(_file(tmp_path, "A,adcode:420102,10,1\n"), [A])
    seat = Place("adcode:420102", 114.3, 30.6, "420102")
    assert source.matrix([A, seat], frozenset({"420102"})).distance_m[0, 1] == UNREACHABLE


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("A,B,ten,1\n", "row 2 distance_m: 'ten' is not a whole number"),
        ("A,B,10,-1\n", "row 2 drive_s: -1 is not between 0"),
        ("A,B,99999999999,1\n", "is not between 0 and 20000000"),
        ("A,B,10,1\nA,B,11,1\n", "row 3: 'A' to 'B' stands twice"),
        ("", "holds no pair"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, rows: str, message: str) -> None:
    with pytest.raises(TravelError, match=message):
        MatrixFile.read(_file(tmp_path, rows))


def test_a_missing_column_or_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TravelError, match="missing column"):
        MatrixFile.read(_file(tmp_path, "A,B,1\n", "from,to,distance_m\n"))
    with pytest.raises(TravelError, match=r"other\.csv is missing"):
        MatrixFile.read(tmp_path / "other.csv")


def test_a_place_that_no_row_names_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TravelError, match="'C' occurs in no row"):
        MatrixFile.read(_file(tmp_path, "A,B,10,1\n")).matrix([A, C], frozenset())

"""One cell, both ways."""

from __future__ import annotations

import pytest

from planner.domain.place import Level
from planner.publish.cells import Moments, cell_reader, cell_writer
from planner.publish.contracts import Column, Kind
from tests.publish.builders import CLOCK


def column(kind: Kind, optional: bool = False) -> Column:
    return Column("c", "c", kind, "列", "column", optional)


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (Kind.MOMENT, CLOCK.moment("2020-02-24T14:00"), "2020-02-24T14:00+08:00"),
        (Kind.MOMENT, CLOCK.moment("2020-02-24T14:00:30"), "2020-02-24T14:00:30+08:00"),
        (Kind.DATE, 18_316, "2020-02-24"),
        (Kind.FLAG, True, "true"),
        (Kind.IDS, ("a", "b"), "a;b"),
        (Kind.INTS, (2, 3), "2;3"),
        (Kind.LEVEL, Level.SEALED, "sealed"),
        (Kind.INT, 0, "0"),
    ],
)
def test_a_value_and_its_text_turn_into_each_other(kind: Kind, value: object, text: str) -> None:
    assert cell_writer(column(kind), Moments(CLOCK))(value) == text
    assert cell_reader(column(kind), None)(text) == value


def test_an_empty_cell_is_nothing_where_it_may_be() -> None:
    assert cell_reader(column(Kind.INT, optional=True), None)("") is None
    assert cell_writer(column(Kind.INT, optional=True), Moments(CLOCK))(None) == ""
    with pytest.raises(ValueError):
        cell_reader(column(Kind.INT), None)("")


@pytest.mark.parametrize(("kind", "text"), [(Kind.FLAG, "yes"), (Kind.LEVEL, "red"), (Kind.MOMENT, "2020-02-24T14:00")])
def test_a_text_of_another_kind_is_refused(kind: Kind, text: str) -> None:
    with pytest.raises(ValueError, match=text[:3]):
        cell_reader(column(kind), None)(text)


@pytest.mark.parametrize("ids", [("a;b",), ("",)])
def test_an_id_that_would_split_is_refused(ids: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="separates ids"):
        cell_writer(column(Kind.IDS), Moments(CLOCK))(ids)

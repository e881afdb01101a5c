from __future__ import annotations

import pytest

from planner.units import LocalClock
from planner.verify.read import cells
from planner.verify.read.cells import Parser

CLOCK = LocalClock(28_800)
MIDNIGHT = CLOCK.moment("2020-02-24T00:00")


@pytest.mark.parametrize(
    ("parse", "cell", "value"),
    [
        (cells.integer, "-12", -12),
        (cells.count, "１２", 12),
        (cells.real, "121.55", 121.55),
        (cells.flag, "是", True),
        (cells.flag, "False", False),
        (cells.ids, "E1；E2; ", ("E1", "E2")),
        (cells.counts, "2;3", (2, 3)),
        (cells.county, "330206", "330206"),
        (cells.area, "42", "42"),
        (cells.areas, "33;4201", ("33", "4201")),
        (cells.time_of_day, "08:30", 30_600),
        (cells.time_of_day, "24:00", 86_400),
        (cells.moment(CLOCK), "2020-02-24", MIDNIGHT),
        (cells.moment(CLOCK), "2020-02-24T06:00Z", MIDNIGHT + 50_400),
        (cells.until(CLOCK), "2020-02-24", MIDNIGHT + 86_400),
        (cells.until(CLOCK), "2020-02-24T01:00", MIDNIGHT + 3_600),
        (cells.choice("green", "red"), "红码", "red"),
        (cells.optional(cells.count, 7), "", 7),
    ],
)
def test_a_cell_is_read(parse: Parser, cell: str, value: object) -> None:
    assert parse(cell) == value


@pytest.mark.parametrize(
    ("parse", "cell"),
    [
        (cells.text, ""),
        (cells.integer, "1.0"),
        (cells.integer, ""),
        (cells.count, "-1"),
        (cells.real, "nan"),
        (cells.real, "east"),
        (cells.flag, "perhaps"),
        (cells.county, "3302"),
        (cells.area, "33020"),
        (cells.time_of_day, "24:01"),
        (cells.time_of_day, "8"),
        (cells.plan_moment(CLOCK), "2020-02-24"),
        (cells.moment(CLOCK), "2020-02-30"),
        (cells.choice("green"), "blue"),
    ],
)
def test_a_cell_that_means_nothing_is_refused(parse: Parser, cell: str) -> None:
    with pytest.raises(ValueError):
        parse(cell)

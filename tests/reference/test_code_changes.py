"""Codes of February 2020 and of the polygons translate both ways."""

from __future__ import annotations

import pytest

from planner.reference import UnknownReference, code_changes, counties, predecessor_codes, successor_code


@pytest.mark.parametrize(
    ("old", "new"),
    [("330103", "330105"), ("330104", "330102"), ("330110", "330110"), ("320611", "320613"), ("654223", "654203")],
)
def test_a_county_of_february_2020_finds_its_code_of_2022(old: str, new: str) -> None:
    assert successor_code(old) == new


def test_a_later_year_follows_later_changes() -> None:
    assert successor_code("500105") == "500105"
    assert successor_code("500105", 2025) == "500157"


def test_wholly_merged_counties_come_before_parts() -> None:
    assert predecessor_codes("330102") == ("330102", "330104")
    assert predecessor_codes("330114") == ("330104", "330109")
    assert predecessor_codes("330113") == ("330110",)
    assert predecessor_codes("410308") == ("410306", "410322")
    assert predecessor_codes("710009") == ()


def test_every_county_is_among_the_predecessors_of_its_successor() -> None:
    for code in counties():
        assert code in predecessor_codes(successor_code(code))


def test_every_change_starts_from_a_county_of_february_2020() -> None:
    assert {change.old_adcode for change in code_changes()} <= set(counties())
    assert {change.kind for change in code_changes()} == {"recoded", "merged", "part"}


def test_a_code_that_was_not_in_force_is_refused() -> None:
    with pytest.raises(UnknownReference, match="330204"):
        successor_code("330204")

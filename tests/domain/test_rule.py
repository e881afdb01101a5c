"""Caps, seats and the rule set in force."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.place import Level
from planner.domain.rule import LoadCap, Policy, RuleSet, scope_of

HALF = LoadCap("*", "*", "*", Fraction(1, 2))
FULL_IN_CITY = LoadCap("coach", "in_city", "low", Fraction(1))


def rules(version: str = "test@2020-02-11", effective_from: int = 0, *caps: LoadCap, rows: int = 0) -> RuleSet:
    return RuleSet(version, effective_from, caps or (HALF,), observation_rows={"coach": rows})


@pytest.mark.parametrize(("seats", "usable"), [(48, 24), (49, 24), (53, 26), (0, 0)])
def test_half_of_the_seats_is_rounded_down(seats: int, usable: int) -> None:
    assert rules().usable_seats("coach", "inter_city", Level.LOW, seats, 12) == usable


def test_observation_rows_count_when_they_bind_harder_than_the_cap() -> None:
    free = rules("test@2020-02-11", 0, LoadCap("*", "*", "*", Fraction(1)), rows=2)
    assert free.usable_seats("coach", "inter_city", Level.LOW, 49, 12) == 49 - 2 * 5


def test_the_first_cap_that_matches_wins() -> None:
    both = rules("test@2020-02-11", 0, FULL_IN_CITY, HALF)
    assert both.cap("coach", "in_city", Level.LOW) == 1
    assert both.cap("coach", "in_city", Level.HIGH) == Fraction(1, 2)
    assert both.cap("flight", "in_city", Level.LOW) == Fraction(1, 2)


def test_a_trip_that_no_cap_matches_is_an_error() -> None:
    with pytest.raises(LookupError, match="no load cap for flight"):
        rules("test@2020-02-11", 0, FULL_IN_CITY).cap("flight", "inter_city", Level.LOW)


@given(
    st.integers(0, 120), st.integers(1, 30), st.integers(0, 4), st.fractions(0, 1),
)  # fmt: skip
def test_usable_seats_never_exceed_the_cap_nor_the_seats_in_front(
    seats: int, seat_rows: int, observed: int, share: Fraction
) -> None:
    capped = rules("test@2020-02-11", 0, LoadCap("*", "*", "*", share), rows=observed)
    usable = capped.usable_seats("coach", "in_city", Level.LOW, seats, seat_rows)
    assert 0 <= usable <= share * seats
    assert usable <= max(0, seats - observed * -(-seats // seat_rows))


def test_the_set_in_force_is_the_latest_that_has_begun() -> None:
    policy = Policy("test", (rules("test@a", 100), rules("test@b", 200)))
    assert [policy.at(moment).version for moment in (100, 199, 200)] == ["test@a", "test@a", "test@b"]


def test_before_the_first_set_there_is_none_and_that_is_an_error() -> None:
    with pytest.raises(LookupError, match="no rule set is in force"):
        Policy("test", (rules("test@a", 100),)).at(99)


@pytest.mark.parametrize(
    ("adcodes", "scope"),
    [
        (("330206",), "in_city"),
        (("330206", "330282"), "in_city"),
        (("330206", "330502"), "inter_city"),
        (("341204", "330502", "330206"), "inter_province"),
        (("310115", "310230"), "in_city"),
    ],
)
def test_scope_follows_from_the_counties_of_the_stops(adcodes: tuple[str, ...], scope: str) -> None:
    assert scope_of(adcodes) == scope

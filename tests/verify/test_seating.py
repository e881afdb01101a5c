from __future__ import annotations

from fractions import Fraction

from planner.domain.place import Level
from planner.domain.rule import LoadCap, RuleSet
from planner.verify.seating import capped_seats, observation_seats, scope_among

CAPS = (
    LoadCap("coach", "in_city", "*", Fraction(1)),
    LoadCap("coach", "*", "high", Fraction("0.3")),
    LoadCap("coach", "*", "*", Fraction("0.7")),
)


def test_the_first_cap_that_matches_wins_and_the_product_is_exact() -> None:
    rules = RuleSet("t", 0, CAPS)
    assert capped_seats(rules, "coach", "in_city", Level.HIGH, 49) == 49
    assert capped_seats(rules, "coach", "inter_city", Level.HIGH, 50) == 15
    assert capped_seats(rules, "coach", "inter_city", Level.LOW, 10) == 7
    assert capped_seats(rules, "train", "inter_city", Level.LOW, 10) is None


def test_municipalities_are_one_city_and_provinces_two_digits() -> None:
    assert scope_among(["310101", "310230"]) == "in_city"
    assert scope_among(["330206", "330282"]) == "in_city"
    assert scope_among(["330206", "330502"]) == "inter_city"
    assert scope_among(["341204", "330206"]) == "inter_province"


def test_a_row_of_unequal_seats_counts_in_full() -> None:
    rules = RuleSet("t", 0, (), observation_rows={"coach": 2})
    assert observation_seats(rules, "coach", 49, 12) == 10
    assert observation_seats(rules, "coach", 48, 12) == 8

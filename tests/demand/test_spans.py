"""Spans of boarding and arrival: kept whole, joined, met and chosen from."""

from __future__ import annotations

from planner.demand.spans import ROOM_S, Span, chosen, joined, meet


def test_a_span_in_which_no_journey_fits_is_none() -> None:
    assert Span.of(5, 4, 0, 9) is None
    assert Span.of(5, 9, 0, 4) is None
    assert Span.of(0, 9, 3, 6) == Span(0, 6, 3, 6)


def test_spans_that_follow_each_other_and_arrive_alike_are_one() -> None:
    assert joined([Span(5, 9, 5, 9), Span(0, 4, 0, 9)]) == (Span(0, 9, 0, 9),)
    assert len(joined([Span(0, 3, 0, 9), Span(5, 9, 5, 9)])) == 2, "a gap"
    assert len(joined([Span(0, 4, 0, 6), Span(5, 9, 5, 9)])) == 2, "another last arrival"


def test_two_meet_in_the_journeys_that_both_allow() -> None:
    assert meet([Span(0, 4, 0, 9), Span(7, 9, 7, 9)], [Span(3, 8, 3, 8)]) == (Span(3, 4, 3, 8), Span(7, 8, 7, 8))
    assert meet([Span(0, 4, 0, 4)], [Span(5, 9, 5, 9)]) == ()


def test_the_earliest_span_with_room_is_chosen_else_the_longest() -> None:
    short, long, longer = Span(0, 9, 0, 9), Span(20, 30, 20, 20 + ROOM_S), Span(99, 99, 99, 99 + 2 * ROOM_S)
    assert chosen([short, long, longer]) == long
    assert chosen([short, Span(20, 40, 20, 40), Span(50, 55, 50, 55)]) == Span(20, 40, 20, 40)

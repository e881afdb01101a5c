from __future__ import annotations

from dataclasses import replace

from planner.domain.arrivals import ArrivalBook
from planner.domain.place import Level, Zone
from planner.domain.rule import ArrivalAction, ArrivalRule, Policy
from tests.builders.small_world import moment, rules

TEST = ArrivalRule(Level.MEDIUM, ArrivalAction.TEST)
STAY = ArrivalRule(Level.MEDIUM, ArrivalAction.QUARANTINE, 7)
NOTHING = ArrivalRule(Level.LOW, ArrivalAction.NONE)
FIRST = rules(arrivals=(TEST,))
SECOND = replace(FIRST, version="test@2020-02-25", effective_from=moment(5), arrivals=(STAY,))
BOOK = ArrivalBook(Policy("test", (FIRST, SECOND)), (Zone("3412", Level.MEDIUM, moment(2), moment(8)),))


def test_the_level_and_the_rules_of_the_moment_decide() -> None:
    found = [BOOK.at("341225", moment(day)) for day in (1, 2, 4, 5, 8)]
    assert found == [NOTHING, TEST, TEST, STAY, NOTHING]
    assert BOOK.at("330206", moment(4)) == NOTHING


def test_a_span_holds_everything_that_may_be_asked_in_it() -> None:
    assert BOOK.within("341225", moment(1), moment(2) - 1) == {NOTHING}
    assert BOOK.within("341225", moment(1), moment(2)) == {NOTHING, TEST}
    assert BOOK.within("341225", moment(3), moment(9)) == {TEST, STAY, NOTHING}


def test_a_book_knows_whether_it_asks_anything() -> None:
    assert BOOK.asks
    assert not ArrivalBook(Policy("test", (rules(arrivals=(NOTHING,)),)), ()).asks

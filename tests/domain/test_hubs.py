from __future__ import annotations

from planner.domain.hubs import Passage, QuarterBook, per_quarter, quarters
from planner.domain.place import Stop, StopKind


def station(people_per_hour: int | None, kind: StopKind = StopKind.RAIL_STATION) -> Stop:
    """A stop by its throughput."""
    return Stop("H", kind, "测试站", 121.0, 29.0, "330203", people_per_hour=people_per_hour)


def test_a_quarter_of_the_hour_is_rounded_down_and_no_limit_is_no_entry() -> None:
    assert per_quarter([station(99)]) == {"H": 24}
    assert per_quarter([station(None)]) == per_quarter([station(99, StopKind.PICKUP)]) == {}


def test_quarters_share_more_than_a_moment_with_the_span() -> None:
    assert list(quarters(1_000, 1_800)) == [900]
    assert list(quarters(1_000, 1_801)) == [900, 1_800]
    assert list(quarters(900, 900)) == [900]


def test_persons_take_the_first_quarters_that_have_room() -> None:
    book = QuarterBook({"H": 10})
    book.take([Passage("H", 900, 7)])
    assert book.spread("H", 12, 900, 2_700) == (Passage("H", 900, 3), Passage("H", 1_800, 9))
    assert book.spread("H", 14, 900, 2_700) is None
    assert book.room("H", 900, 2_700) == 13


def test_what_the_same_trip_is_about_to_take_counts() -> None:
    assert QuarterBook({"H": 10}).spread("H", 5, 0, 900, [Passage("H", 0, 6)]) is None


def test_a_copy_is_filled_apart() -> None:
    book = QuarterBook({"H": 10})
    book.copy().take([Passage("H", 0, 10)])
    assert book.left("H", 0) == 10

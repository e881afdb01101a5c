from __future__ import annotations

from itertools import islice

from planner.keeping.numbers import unused, unused_numbers


def test_numbers_that_are_taken_are_passed_over() -> None:
    assert list(islice(unused("T{:06d}", ["T000001", "T000003"]), 3)) == ["T000002", "T000004", "T000005"]
    assert list(islice(unused_numbers([2, 3]), 3)) == [1, 4, 5]
    assert list(islice(unused_numbers([]), 2)) == [1, 2]

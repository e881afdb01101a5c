"""Numbers that nothing kept has yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count


def unused(form: str, taken: Iterable[str]) -> Iterator[str]:
    """Names of a form with the numbers 1, 2, 3 … that are not taken.

    >>> names = unused("T{:06d}", ["T000002"])
    >>> next(names), next(names)
    ('T000001', 'T000003')
    """
    known = frozenset(taken)
    return (name for number in count(1) if (name := form.format(number)) not in known)


def unused_numbers(taken: Iterable[int]) -> Iterator[int]:
    """The numbers 1, 2, 3 … that are not taken.

    >>> numbers = unused_numbers([1, 3])
    >>> next(numbers), next(numbers)
    (2, 4)
    """
    known = frozenset(taken)
    return (number for number in count(1) if number not in known)

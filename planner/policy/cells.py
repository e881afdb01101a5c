"""Where a value of a rule pack stands, and the simple values; a bad one names file, key, value and limit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from fractions import Fraction
from functools import partial
from typing import Any, NoReturn, TypeVar

from planner.errors import BadPolicy
from planner.units import exact_share

AREA_DIGITS = (2, 4, 6)
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Where:
    """File and key that is being read, for messages."""

    file: str
    key: str

    def __truediv__(self, key: str) -> Where:
        return Where(self.file, f"{self.key}.{key}" if self.key else key)

    def refuse(self, value: object, wanted: str) -> NoReturn:
        """Stop with a message that names file, key, value and limit."""
        raise BadPolicy(f"{self.file}: {self.key} is {value!r}; {wanted}")


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong so far: reading goes on after a fault, so that all are told at once."""

    told: list[str] = field(default_factory=list)

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Note what is found wrong within the block, and go on after it."""
        try:
            yield
        except BadPolicy as error:
            self.told.extend(error.faults)

    def refuse(self) -> None:
        """Stop where anything was wrong."""
        if self.told:
            raise BadPolicy(*self.told)


def every(readers: Iterable[Callable[[], Found]]) -> list[Found]:
    """What all readers find; the faults of all of them are told together."""
    faults, found = Faults(), []
    for read in readers:
        with faults.noted():
            found.append(read())
    faults.refuse()
    return found


def known_keys(found: Iterable[str], known: Iterable[str], where: Where) -> None:
    """Refuse keys that mean nothing, naming the nearest that does."""
    allowed, faults = tuple(known), []
    for key in found:
        if key not in allowed:
            near = get_close_matches(key, allowed, n=1, cutoff=0.7)
            hint = f"is it meant to be {near[0]!r}?" if near else f"known keys: {', '.join(allowed)}"
            faults.append(f"{where.file}: unknown key {(where / key).key!r}; {hint}")
    if faults:
        raise BadPolicy(*faults)


def table(value: Any, where: Where) -> Mapping[str, Any]:
    """A TOML table."""
    if not isinstance(value, dict):
        where.refuse(value, "it must be a table of keys")
    return value


def text(value: Any, where: Where) -> str:
    """Text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        where.refuse(value, "it must be text in quotes")
    return value


def whole(value: Any, minimum: int, maximum: int, where: Where) -> int:
    """A whole number within limits."""
    if isinstance(value, bool) or not isinstance(value, int) or not minimum <= value <= maximum:
        where.refuse(value, f"it must be a whole number from {minimum} to {maximum}")
    return value


def share(value: Any, where: Where) -> Fraction:
    """An exact ratio 0–1, written as text so that it never passes through a float."""
    if not isinstance(value, str):
        where.refuse(value, 'it must be a decimal in quotes, e.g. "0.5"')
    try:
        return exact_share(value)
    except ValueError:
        where.refuse(value, 'it must be a decimal between "0" and "1"')


def one_of(value: Any, allowed: tuple[str, ...], where: Where) -> str:
    """One word of a list."""
    if value not in allowed:
        where.refuse(value, f"it must be one of: {', '.join(allowed)}")
    return str(value)


def words(value: Any, allowed: tuple[str, ...], where: Where) -> tuple[str, ...]:
    """Distinct words of a list, at least one."""
    if not isinstance(value, list) or not value:
        where.refuse(value, f"it must be a list of: {', '.join(allowed)}")
    found = tuple(one_of(word, allowed, where) for word in value)
    if len(set(found)) != len(found):
        where.refuse(value, "each word once")
    return found


def areas(value: Any, where: Where) -> tuple[str, ...]:
    """Distinct codes of provinces, cities or counties."""
    if not isinstance(value, list):
        where.refuse(value, "it must be a list of codes such as ['42', '3412', '330206']")
    for code in value:
        if not (isinstance(code, str) and code.isascii() and code.isdigit() and len(code) in AREA_DIGITS):
            where.refuse(code, 'it must be a code of 2, 4 or 6 digits in quotes, e.g. "3412"')
    if len(set(value)) != len(value):
        where.refuse(value, "each area once")
    return tuple(value)


def rows_of(
    value: Any, keys: tuple[str, ...], where: Where, read: Callable[[Mapping[str, Any], Where], Found]
) -> tuple[Found, ...]:
    """What ``read`` makes of each row of a list and its place; unknown keys are refused."""
    if not isinstance(value, list):
        where.refuse(value, f"it must be a list of rows {{ {', '.join(keys)} }}")

    def row_of(number: int, row: Any) -> Found:
        here = Where(where.file, f"{where.key}[{number}]")
        cells = table(row, here)
        known_keys(cells, keys, here)
        return read(cells, here)

    return tuple(every(partial(row_of, number, row) for number, row in enumerate(value, start=1)))


def need(cells: Mapping[str, Any], keys: tuple[str, ...], row: str, where: Where) -> None:
    """Refuse a row that lacks one of ``keys``; ``row`` says what it is."""
    lacking = [key for key in keys if key not in cells]
    if lacking:
        raise BadPolicy(*(f"{where.file}: {where.key} has no {key}; {row} has {', '.join(keys)}" for key in lacking))

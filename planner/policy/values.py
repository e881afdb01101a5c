"""Values of a rule pack's fields by the kind of each."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

from planner.domain.place import Level
from planner.policy.cells import Where, areas, every, known_keys, one_of, share, table, whole, words
from planner.policy.fields import NONE, FieldKind, PolicyField
from planner.policy.rows import LEVELS, MODES, arrivals, caps, escorts

CODES = ("green", "yellow", "red")
PAYERS = ("public", "enterprise", "worker")


def value_of(field: PolicyField, value: Any, where: Where) -> Any:
    """Domain value of a field."""
    match field.kind:
        case FieldKind.FLAG:
            if not isinstance(value, bool):
                where.refuse(value, "it must be true or false, without quotes")
            return value
        case FieldKind.COUNT:
            return whole(value, field.minimum, field.maximum, where)
        case FieldKind.LIMIT:
            return None if value == NONE else whole(value, field.minimum, field.maximum, where)
        case FieldKind.SHARE:
            found = share(value, where)
            return found if found else where.refuse(value, 'it must be above "0"')
        case FieldKind.LEVEL:
            return None if value == NONE else Level.of(one_of(value, LEVELS, where))
        case FieldKind.CODES:
            return codes(value, where)
        case FieldKind.CAPS:
            return caps(value, where)
        case FieldKind.PER_MODE:
            return _counts(value, MODES, field, where)
        case FieldKind.PER_LEVEL:
            return _counts(value, LEVELS, field, where)
        case FieldKind.PER_LIGHT:
            return _shares(value, CODES, where)
        case FieldKind.PER_PAYER:
            return _shares(value, PAYERS, where)
        case FieldKind.AREAS:
            return areas(value, where)
        case FieldKind.WORD:
            return one_of(value, field.words, where)
        case FieldKind.WORDS:
            return words(value, field.words, where)
        case FieldKind.ARRIVALS:
            return arrivals(value, field.minimum, field.maximum, where)
        case FieldKind.ESCORTS:
            return escorts(value, where)


def _counts(value: Any, keys: tuple[str, ...], field: PolicyField, where: Where) -> dict[str, int]:
    cells = table(value, where)
    known_keys(cells, keys, where)
    found = every(partial(whole, count, field.minimum, field.maximum, where / key) for key, count in cells.items())
    return dict(zip(cells, found, strict=True))


def _shares(value: Any, keys: tuple[str, ...], where: Where) -> dict[str, Fraction]:
    cells = table(value, where)
    known_keys(cells, keys, where)
    return dict(zip(cells, every(partial(share, part, where / key) for key, part in cells.items()), strict=True))


def codes(value: Any, where: Where) -> tuple[str, ...]:
    """Distinct colours."""
    if not isinstance(value, list):
        where.refuse(value, "it must be a list such as ['red', 'yellow']")
    found = tuple(one_of(code, CODES, where) for code in value)
    if len(set(found)) != len(found):
        where.refuse(value, "each colour once")
    return found

"""Typed values of a rule pack's fields; a bad one names file, key, value and limit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from typing import Any, NoReturn

from planner.domain.place import Level
from planner.domain.rule import ANY, LoadCap
from planner.domain.service import Mode
from planner.errors import BadPolicy
from planner.policy.fields import NONE, FieldKind, PolicyField
from planner.units import exact_share

MODES = tuple(mode.value for mode in Mode)
SCOPES = ("in_city", "inter_city", "inter_province", "commuter")
LEVELS = tuple(level.name.lower() for level in Level)
CODES = ("green", "yellow", "red")
_CAP_KEYS = ("mode", "scope", "level", "share")


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


def known_keys(found: Iterable[str], known: Iterable[str], where: Where) -> None:
    """Refuse a key that means nothing, naming the nearest that does."""
    allowed = tuple(known)
    for key in found:
        if key not in allowed:
            near = get_close_matches(key, allowed, n=1, cutoff=0.7)
            hint = f"is it meant to be {near[0]!r}?" if near else f"known keys: {', '.join(allowed)}"
            raise BadPolicy(f"{where.file}: unknown key {(where / key).key!r}; {hint}")


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
            modes = table(value, where)
            known_keys(modes, MODES, where)
            return {mode: whole(count, field.minimum, field.maximum, where / mode) for mode, count in modes.items()}


def one_of(value: Any, allowed: tuple[str, ...], where: Where) -> str:
    """One word of a list."""
    if value not in allowed:
        where.refuse(value, f"it must be one of: {', '.join(allowed)}")
    return str(value)


def codes(value: Any, where: Where) -> tuple[str, ...]:
    """Distinct colours."""
    if not isinstance(value, list):
        where.refuse(value, "it must be a list such as ['red', 'yellow']")
    found = tuple(one_of(code, CODES, where) for code in value)
    if len(set(found)) != len(found):
        where.refuse(value, "each colour once")
    return found


def caps(value: Any, where: Where) -> tuple[LoadCap, ...]:
    """Rows of load caps in order; the caller checks that they cover everything."""
    if not isinstance(value, list):
        where.refuse(value, "it must be a list of rows { mode, scope, level, share }")
    return tuple(_cap(row, Where(where.file, f"{where.key}[{number}]")) for number, row in enumerate(value, start=1))


def _cap(row: Any, where: Where) -> LoadCap:
    cells = table(row, where)
    known_keys(cells, _CAP_KEYS, where)
    for key in _CAP_KEYS:
        if key not in cells:
            raise BadPolicy(f"{where.file}: {where.key} has no {key}; a cap row has {', '.join(_CAP_KEYS)}")
    return LoadCap(
        one_of(cells["mode"], (ANY, *MODES), where / "mode"),
        one_of(cells["scope"], (ANY, *SCOPES), where / "scope"),
        one_of(cells["level"], (ANY, *LEVELS), where / "level"),
        share(cells["share"], where / "share"),
    )


def covers(cap: LoadCap, other: LoadCap) -> bool:
    """Whether every trip of ``other`` already falls under ``cap``."""
    return all(a in (ANY, b) for a, b in ((cap.mode, other.mode), (cap.scope, other.scope), (cap.level, other.level)))


def complete_caps(rows: tuple[LoadCap, ...], where: Where) -> None:
    """Refuse caps without a last row for everything, or with a row that is never reached."""
    if not rows or (rows[-1].mode, rows[-1].scope, rows[-1].level) != (ANY, ANY, ANY):
        raise BadPolicy(
            f"{where.file}: {where.key} does not end with a row for everything; "
            'add { mode = "*", scope = "*", level = "*", share = "1.0" } or what applies'
        )
    for number, row in enumerate(rows, start=1):
        for earlier, before in enumerate(rows[: number - 1], start=1):
            if covers(before, row):
                raise BadPolicy(f"{where.file}: {where.key}[{number}] is never reached; row {earlier} comes first")

"""Facts of one rule set as TOML has them → the typed rule set; each field is read by its type."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from fractions import Fraction
from typing import Any

from planner.domain.place import Level
from planner.domain.rule import ArrivalAction, ArrivalRule, DriverRules, EscortRule, LightRules, LoadCap, RuleSet, Times
from planner.domain.service import Mode
from planner.errors import BadPolicy

Tree = Mapping[str, Any]
NO_LIMIT = "none"
ANY = "*"
_COLOURS = ("green", "yellow", "red")
_WORDS: Mapping[str, tuple[str, ...]] = {
    "banned_codes": _COLOURS,
    "lights_closed": _COLOURS,
    "stages": ("registered", "interviewed", "accepted"),
    "promise_to": ("boarding", "arrival"),
    "level_area": ("county", "prefecture"),
}
"""Field → the words it may hold; lists without an entry hold area codes."""
_KEYS: Mapping[str, tuple[str, ...]] = {
    "observation_rows": tuple(mode.value for mode in Mode),
    "max_enterprises": tuple(mode.value for mode in Mode),
    "incidence_ppm": tuple(level.name.lower() for level in Level),
    "cost_shares": ("public", "enterprise", "worker"),
    "intake_factor": _COLOURS,
}
_NOT_WRITTEN = ("version", "effective_from", "sources")


def typed_ruleset(version: str, effective_from: int, facts: Tree) -> RuleSet:
    """Rule set of its facts.

    Raises
    ------
    BadPolicy
        Unknown key, or a value of the wrong type or range.
    """
    try:
        found = _values(RuleSet, {key: value for key, value in facts.items() if key != "sources"})
        shares = found.get("cost_shares")
        if shares and sum(shares.values()) != 1:
            raise ValueError(f"cost_shares make {sum(shares.values())}, not 1")
        return RuleSet(version=version, effective_from=effective_from, **{"caps": (), **found})
    except (KeyError, TypeError, ValueError) as error:
        raise BadPolicy(f"{version}: {error}") from error


def _values(kind: type, facts: Tree) -> dict[str, Any]:
    types = {field.name: str(field.type) for field in fields(kind) if field.name not in _NOT_WRITTEN}
    unknown = sorted(set(facts) - set(types))
    if unknown:
        raise ValueError(f"unknown key {', '.join(unknown)}")
    return {key: _READERS[types[key]](key, value) for key, value in facts.items()}


def _flag(key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{key} is {value!r}; true or false is needed")
    return value


def _count(key: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"{key} is {value!r}; a whole number from 0 is needed")
    return value


def _limit(key: str, value: Any) -> int | None:
    return None if value == NO_LIMIT else _count(key, value)


def _share(key: str, value: Any) -> Fraction:
    if not isinstance(value, str):
        raise ValueError(f'{key}: share {value!r} must be the text of an exact decimal, e.g. "0.5"')
    share = Fraction(value)
    if not 0 <= share <= 1:
        raise ValueError(f"{key}: share {value!r} is not between 0 and 1")
    return share


def _level(key: str, value: Any) -> Level | None:
    return None if value == NO_LIMIT else _level_of(key, value)


def _level_of(key: str, value: Any) -> Level:
    try:
        return Level.of(str(value))
    except ValueError as error:
        raise ValueError(f"{key}: {error}") from error


def _word(key: str, value: Any) -> str:
    if value not in _WORDS[key]:
        raise ValueError(f"{key} is {value!r}; one of {', '.join(_WORDS[key])} is needed")
    return str(value)


def _words(key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len({str(word) for word in value}) < len(value):
        raise ValueError(f"{key} is {value!r}; a list of different words is needed")
    return tuple(_word(key, word) if key in _WORDS else _area(key, word) for word in value)


def _area(key: str, value: Any) -> str:
    if not isinstance(value, str) or len(value) not in (2, 4, 6) or not (value.isascii() and value.isdigit()):
        raise ValueError(f"{key} holds {value!r}; codes of 2, 4 or 6 digits are needed")
    return value


def _table(key: str, value: Any) -> Tree:
    if not isinstance(value, dict):
        raise ValueError(f"{key} is {value!r}; a table is needed")
    unknown = sorted(set(value) - set(_KEYS.get(key, value)))
    if unknown:
        raise ValueError(f"{key} has the unknown key {', '.join(unknown)}")
    return value


def _counts(key: str, value: Any) -> dict[str, int]:
    return {name: _count(f"{key}.{name}", number) for name, number in _table(key, value).items()}


def _shares(key: str, value: Any) -> dict[str, Fraction]:
    return {name: _share(f"{key}.{name}", part) for name, part in _table(key, value).items()}


def _group(kind: type) -> Callable[[str, Any], Any]:
    """Reader of ``drivers``, ``times`` or ``lights``."""
    return lambda key, value: kind(**_values(kind, _table(key, value)))


def _rows(make: Callable[[Tree], Any], needed: Sequence[str], may: Sequence[str]) -> Callable[[str, Any], Any]:
    """Reader of a list of rows that hold all of ``needed`` and no more than ``may`` besides."""

    def read(key: str, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ValueError(f"{key} is {value!r}; a list of rows is needed")
        for row in value:
            if not set(needed) <= set(row) <= {*needed, *may}:
                raise ValueError(f"a row of {key} has the keys {sorted(row)}; {', '.join((*needed, *may))} are known")
        return tuple(make(row) for row in value)

    return read


def _cap(row: Tree) -> LoadCap:
    return LoadCap(str(row["mode"]), str(row["scope"]), str(row["level"]), _share("caps", row["share"]))


def _arrival(row: Tree) -> ArrivalRule:
    action, days = ArrivalAction(row["action"]), _count("days", row.get("days", 0))
    if (action is ArrivalAction.QUARANTINE) != (days > 0):
        raise ValueError(f"arrivals: {action.value} for {days} days; days go with quarantine and with nothing else")
    return ArrivalRule(_level_of("arrivals", row["level"]), action, days)


def _escort(row: Tree) -> EscortRule:
    if row["kind"] not in ("medic", "liaison"):
        raise ValueError(f"escorts: kind {row['kind']!r} is not medic or liaison")
    mode = ANY if row["mode"] == ANY else Mode(row["mode"]).value
    per = _limit("persons_per", row.get("persons_per", NO_LIMIT))
    if per == 0:
        raise ValueError("escorts: persons_per is 0; at least 1 is needed")
    over = _count("ride_over_s", row.get("ride_over_s", 0))
    return EscortRule(row["kind"], mode, per, over, _level_of("level_from", row.get("level_from", "low")))


_READERS: Mapping[str, Callable[[str, Any], Any]] = {
    "bool": _flag,
    "int": _count,
    "int | None": _limit,
    "str": _word,
    "Fraction": _share,
    "Level | None": _level,
    "tuple[str, ...]": _words,
    "Mapping[str, int]": _counts,
    "Mapping[str, Fraction]": _shares,
    "DriverRules": _group(DriverRules),
    "Times": _group(Times),
    "LightRules": _group(LightRules),
    "tuple[LoadCap, ...]": _rows(_cap, ("mode", "scope", "level", "share"), ()),
    "tuple[ArrivalRule, ...]": _rows(_arrival, ("level", "action"), ("days",)),
    "tuple[EscortRule, ...]": _rows(_escort, ("kind", "mode"), ("persons_per", "ride_over_s", "level_from")),
}
"""Type of a field as the rule set declares it → how its value is read."""

"""A rule pack and the overrides of a scenario, read into dated rule sets."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields
from fractions import Fraction
from pathlib import Path
from typing import Any

from planner.domain.place import Level
from planner.domain.rule import DriverRules, LoadCap, Policy, RuleSet, Times
from planner.errors import BadPolicy
from planner.units import LocalClock

Tree = Mapping[str, Any]
NO_LIMIT = "none"
_TABLES = ("observation_rows", "max_enterprises", "drivers", "times", "sources")
_FLAGS = (
    "path_levels", "sealed_closed", "one_end_registration", "permit_required", "white_list_required",
    "negative_list_closed",
)  # fmt: skip
_LISTS = ("banned_codes", "lights_closed")
_NUMBERS = ("max_pickups", "max_drops", "max_linehaul_legs")
_TOP_KEYS = frozenset(("pack", "title", "objective", "ruleset"))
_KEYS = frozenset((*_TABLES, *_FLAGS, *_LISTS, *_NUMBERS, "caps", "stop_ban_from"))


def read_policy(path: Path, override: Tree, clock: LocalClock) -> Policy:
    """Rule sets of a pack file in ascending order, each with ``[policy.override]`` applied.

    Raises
    ------
    BadPolicy
        Unknown key, wrong type, no rule set, or two that begin at the same moment.
    """
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadPolicy(f"{path.name} is not TOML: {error}") from error
    unknown = sorted(set(tree) - _TOP_KEYS)
    if unknown:
        raise BadPolicy(f"{path.name}: unknown key {', '.join(unknown)}")
    name = str(tree.get("pack", path.stem))
    sets = [_ruleset(name, row, override, clock) for row in tree.get("ruleset", ())]
    sets.sort(key=lambda rules: rules.effective_from)
    if not sets:
        raise BadPolicy(f"{path.name} has no [[ruleset]]")
    if len({rules.effective_from for rules in sets}) < len(sets):
        raise BadPolicy(f"{path.name}: two rule sets begin at the same moment")
    return Policy(name, tuple(sets))


def _ruleset(pack: str, row: Tree, override: Tree, clock: LocalClock) -> RuleSet:
    begin = str(row.get("effective_from", ""))
    version = f"{pack}@{begin}"
    facts = _overridden({key: value for key, value in row.items() if key != "effective_from"}, override)
    unknown = sorted(set(facts) - _KEYS)
    if unknown:
        raise BadPolicy(f"{version}: unknown key {', '.join(unknown)}")
    try:
        return RuleSet(
            version=version,
            effective_from=clock.span_start(begin),
            caps=tuple(_cap(cap) for cap in facts.pop("caps", ())),
            stop_ban_from=_level(facts.pop("stop_ban_from", None)),
            drivers=_typed(DriverRules, facts.pop("drivers", {})),
            times=_typed(Times, facts.pop("times", {})),
            **{key: _checked(key, value) for key, value in facts.items()},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadPolicy(f"{version}: {error}") from error


def _overridden(facts: dict[str, Any], override: Tree) -> dict[str, Any]:
    """Scalars and lists replace, rows of ``caps`` go in front, tables merge key by key."""
    for key, value in override.items():
        if key == "caps":
            facts[key] = [*value, *facts.get(key, ())]
        elif key in _TABLES:
            facts[key] = {**facts.get(key, {}), **value}
        else:
            facts[key] = value
    return facts


def _checked(key: str, value: Any) -> Any:
    if key in _FLAGS:
        return _expect(key, value, bool, bool)
    if key in _NUMBERS:
        return _number(key, value)
    if key in _LISTS:
        return _expect(key, value, list, lambda words: tuple(str(word) for word in words))
    return _expect(key, value, dict, dict)


def _expect(key: str, value: Any, kind: type, convert: Callable[[Any], Any]) -> Any:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"{key} is {value!r}; a {kind.__name__} is needed")
    return convert(value)


def _number(key: str, value: Any) -> int | None:
    return None if value == NO_LIMIT else int(_expect(key, value, int, int))


def _cap(row: Tree) -> LoadCap:
    if set(row) != {"mode", "scope", "level", "share"}:
        raise ValueError(f"a row of caps has the keys {sorted(row)}; mode, scope, level and share are needed")
    return LoadCap(str(row["mode"]), str(row["scope"]), str(row["level"]), _share(row["share"]))


def _share(text: Any) -> Fraction:
    if not isinstance(text, str):
        raise ValueError(f'share {text!r} must be the text of an exact decimal, e.g. "0.5"')
    share = Fraction(text)
    if not 0 <= share <= 1:
        raise ValueError(f"share {text!r} is not between 0 and 1")
    return share


def _level(word: Any) -> Level | None:
    return None if word in (None, NO_LIMIT) else Level.of(str(word))


def _typed(kind: type, table: Tree) -> Any:
    """``DriverRules`` or ``Times`` of a table; fractions are written as text."""
    known = {field.name for field in fields(kind)}
    unknown = sorted(set(table) - known)
    if unknown:
        raise ValueError(f"unknown key {', '.join(unknown)}")
    return kind(
        **{key: _share(value) if key.endswith("_share") else _number(key, value) for key, value in table.items()}
    )

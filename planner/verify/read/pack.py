"""A rule pack, the packs it extends and the overrides of a scenario, read into dated rule sets."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from planner.domain.rule import Policy
from planner.errors import BadPolicy
from planner.units import LocalClock
from planner.verify.read.pack_values import typed_ruleset
from planner.verify.read.reference import pack_path

Tree = Mapping[str, Any]
_TOP_KEYS = frozenset(("pack", "title", "extends", "objective", "ruleset"))
LEVELS = ("served", "lateness", "fairness", "cost", "blast_radius", "journey", "transfers")
"""Levels of the objective as model.md orders them; ``served`` stands for the tiers."""
_ROW_KEYS = ("effective_from", "like")
"""Keys of a rule set that are not rules."""


@dataclass(frozen=True, slots=True)
class _Dated:
    """A rule set before typing: its date as written, its moment, its facts."""

    since: str
    at: int
    facts: Tree


def read_policy(path: Path, override: Tree, clock: LocalClock, objective: Tree = MappingProxyType({})) -> Policy:
    """Rule sets of a pack file in ascending order, each with ``[policy.override]`` applied, and the order of levels.

    Parameters
    ----------
    objective : mapping
        ``[objective]`` of the scenario, which stands above the pack's.

    Raises
    ------
    BadPolicy
        Unknown key, wrong type, no rule set, two that begin at the same moment, or packs that extend each other.
    """
    name, found = _dated_sets(path, clock, ())
    if not found:
        raise BadPolicy(f"{path.name} has no [[ruleset]]")
    return Policy(
        name,
        tuple(
            typed_ruleset(f"{name}@{dated.since}", at, _merged(dated.facts, override))
            for at, dated in sorted(found.items())
        ),
        _order_of(path, objective),
    )


def _order_of(path: Path, objective: Tree) -> tuple[str, ...]:
    """The order nearest to the scenario: its own, the pack's, that of a pack which it extends; else ``LEVELS``."""
    tables, file = [objective], path
    while True:
        tree = _tree(file)
        tables.append(tree.get("objective", {}))
        if "extends" not in tree:
            break
        file = pack_path(str(tree["extends"]), file.parent)
    named = next((each["order"] for each in tables if "order" in each), LEVELS)
    if not isinstance(named, list | tuple) or set(named) - set(LEVELS) or len(set(named)) < len(named):
        raise BadPolicy(f"{path.name}: an order of levels names each of {', '.join(LEVELS)} once at most, not {named}")
    return tuple(named)


def _dated_sets(path: Path, clock: LocalClock, above: tuple[Path, ...]) -> tuple[str, dict[int, _Dated]]:
    """Name of a pack and its rule sets by moment."""
    tree = _tree(path)
    found: dict[int, _Dated] = {}
    if "extends" in tree:
        base = pack_path(str(tree["extends"]), path.parent)
        if base.resolve() in (path.resolve(), *above):
            raise BadPolicy(f"{path.name} extends {base.name}, which extends it: packs may not go in a circle")
        found = _dated_sets(base, clock, (*above, path.resolve()))[1]
    inherited, own = frozenset(found), set[int]()
    for row in tree.get("ruleset", ()):
        dated = _dated(row, found, inherited, clock, path.name)
        if dated.at in own:
            raise BadPolicy(f"{path.name}: two rule sets begin at the same moment, {dated.since}")
        own.add(dated.at)
        found[dated.at] = dated
    return str(tree.get("pack", path.stem)), found


def _tree(path: Path) -> Tree:
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadPolicy(f"{path.name} is not TOML: {error}") from error
    unknown = sorted(set(tree) - _TOP_KEYS)
    if unknown:
        raise BadPolicy(f"{path.name}: unknown key {', '.join(unknown)}")
    return tree


def _dated(
    row: Tree, found: Mapping[int, _Dated], inherited: frozenset[int], clock: LocalClock, file: str
) -> _Dated:
    """A row upon the inherited set of its date, upon the set it is ``like``, or alone."""
    since, at = _moment(row.get("effective_from"), clock, file)
    facts = {key: value for key, value in row.items() if key not in _ROW_KEYS}
    if at in inherited:
        if "like" in row:
            raise BadPolicy(f"{file}: the rule set of {since} is inherited and cannot be like another")
        return _Dated(since, at, _merged(found[at].facts, facts))
    if "like" in row:
        model, moment = _moment(row["like"], clock, file)
        if moment not in found:
            raise BadPolicy(f"{file}: the rule set of {since} is like {model}, which is not there")
        facts = _merged(found[moment].facts, facts)
    return _Dated(since, at, facts)


def _moment(value: Any, clock: LocalClock, file: str) -> tuple[str, int]:
    text = value.isoformat() if isinstance(value, date | datetime) else str(value)
    try:
        return text, clock.span_start(text)
    except ValueError as error:
        raise BadPolicy(f"{file}: {text!r} is no date of a rule set: {error}") from error


def _merged(below: Tree, above: Tree) -> dict[str, Any]:
    """Scalars and lists replace, rows of ``caps`` go in front, tables merge key by key."""
    facts = dict(below)
    for key, value in above.items():
        own = facts.get(key)
        if key == "caps" and isinstance(value, list) and isinstance(own, list):
            facts[key] = [*value, *own]
        elif isinstance(value, dict) and isinstance(own, dict):
            facts[key] = _merged(own, value)
        else:
            facts[key] = value
    return facts

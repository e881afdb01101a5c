"""A rule pack, the packs it extends and the overrides of a scenario, read into dated rule sets."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from planner.domain.rule import Policy
from planner.errors import BadPolicy
from planner.units import LocalClock
from planner.verify.read.pack_values import typed_ruleset
from planner.verify.read.reference import pack_path

Tree = Mapping[str, Any]
_TOP_KEYS = frozenset(("pack", "title", "extends", "objective", "ruleset"))
_ROW_KEYS = ("effective_from", "like")
"""Keys of a rule set that are not rules."""


@dataclass(frozen=True, slots=True)
class _Dated:
    """A rule set before typing: its date as written, its moment, its facts."""

    since: str
    at: int
    facts: Tree


def read_policy(path: Path, override: Tree, clock: LocalClock) -> Policy:
    """Rule sets of a pack file in ascending order, each with ``[policy.override]`` applied.

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
    )


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

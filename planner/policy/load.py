"""From ``data/policies/<pack>.toml`` and the scenario's overrides to a typed ``Policy``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from planner.data_files import data_path
from planner.domain.rule import DriverRules, LoadCap, Policy, RuleSet, Times
from planner.domain.scenario import Scenario
from planner.errors import BadPolicy
from planner.policy.fields import DRIVER_FIELDS, RULESET_FIELDS, TIME_FIELDS, PolicyField
from planner.policy.values import Where, complete_caps, known_keys, one_of, share, table, text, value_of
from planner.units import LocalClock

OBJECTIVE_LEVELS = ("served", "cost")
"""Levels that a pack may order. ``served`` stands for one level per tier."""
OVERRIDE = "scenario.toml [policy.override]"
ALL_FIELDS = "*"
"""Key of ``sources`` that covers every field without a source of its own."""

_PACK_KEYS = ("pack", "title", "objective", "ruleset")
_GROUPS: Mapping[str, tuple[PolicyField, ...]] = {"drivers": DRIVER_FIELDS, "times": TIME_FIELDS}
_RULE_KEYS = (*(field.name for field in RULESET_FIELDS), *_GROUPS)


def pack_names() -> tuple[str, ...]:
    """Names of the rule packs that ship, in order of name."""
    return tuple(sorted(path.stem for path in data_path("policies").glob("*.toml")))


def load_policy(scenario: Scenario) -> Policy:
    """Rule pack of a scenario with its overrides.

    Parameters
    ----------
    scenario : Scenario
        Names the pack (``policy_pack``: a name or a path), the overrides of its rules and of its objective.

    Returns
    -------
    Policy
        Rule sets in ascending order; each field has a source.

    Raises
    ------
    BadPolicy
        The pack is unknown or malformed (the message names file, key, value and limit), an override means
        nothing, or no rule set is in force when the campaign starts.
    """
    path = _pack_file(scenario.policy_pack)
    tree = _read(path)
    where = Where(path.name, "")
    known_keys(tree, _PACK_KEYS, where)
    pack = text(tree.get("pack", path.stem), where / "pack")
    if pack != path.stem:
        (where / "pack").refuse(pack, f"it must be the name of its file, {path.stem!r}: plans cite the pack by it")
    text(tree.get("title", pack), where / "title")
    rulesets = _rulesets(tree.get("ruleset"), pack, scenario, where)
    start = scenario.campaign.start_at
    if rulesets[0].effective_from > start:
        clock = scenario.campaign.clock
        first = clock.date_text(rulesets[0].effective_from)
        raise BadPolicy(
            f"{path.name}: no rule set is in force on {clock.date_text(start)}, the first day; the first takes "
            f"effect on {first}: choose another pack, the ones that ship are {', '.join(pack_names())}"
        )
    order, tolerances = _objective(tree.get("objective", {}), scenario.objective, where)
    return Policy(pack, rulesets, order, tolerances)


def _pack_file(pack: str) -> Path:
    if pack.endswith(".toml"):
        path = Path(pack)
        if not path.is_file():
            raise BadPolicy(f"rule pack {path.name}: there is no such file; give the path of a .toml file or a name")
        return path
    if pack not in pack_names():
        raise BadPolicy(f"unknown rule pack {pack!r}; the packs that ship: {', '.join(pack_names())}")
    return data_path("policies", f"{pack}.toml")


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise BadPolicy(f"{path.name}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise BadPolicy(f"{path.name}: is not TOML: {error}") from error


def _rulesets(rows: Any, pack: str, scenario: Scenario, where: Where) -> tuple[RuleSet, ...]:
    if not isinstance(rows, list) or not rows:
        raise BadPolicy(f"{where.file}: has no [[ruleset]]; a pack has at least one")
    override = _override(scenario.policy_override)
    clock = scenario.campaign.clock
    found: list[RuleSet] = []
    for number, row in enumerate(rows, start=1):
        here = Where(where.file, f"ruleset[{number}]")
        rules = _ruleset(table(row, here), pack, override, clock, here)
        if found and rules.effective_from <= found[-1].effective_from:
            (here / "effective_from").refuse(row["effective_from"], "rule sets stand in ascending order of date")
        found.append(rules)
    return tuple(found)


def _override(tree: Mapping[str, object]) -> Mapping[str, Any]:
    where = Where(OVERRIDE, "")
    known_keys(tree, (*_RULE_KEYS, "sources"), where)
    return tree


def _ruleset(
    row: Mapping[str, Any], pack: str, override: Mapping[str, Any], clock: LocalClock, where: Where
) -> RuleSet:
    known_keys(row, ("effective_from", *_RULE_KEYS, "sources"), where)
    since, effective_from = _effective_from(row.get("effective_from"), clock, where / "effective_from")
    if "caps" not in row:
        raise BadPolicy(f"{where.file}: {where.key} has no caps; every rule set says how full a vehicle may be")
    sources = _sources(row, where)
    above = Where(OVERRIDE, "")
    values: dict[str, Any] = {}
    for field in RULESET_FIELDS:
        values.update(_value(field, row, where))
    complete_caps(values["caps"], where / "caps")
    for field in RULESET_FIELDS:
        values.update(_merged(field.name, values, _value(field, override, above)))
    drivers, times = (_group(name, row, override, where) for name in _GROUPS)
    rules = RuleSet(
        version=f"{pack}@{since}",
        effective_from=effective_from,
        drivers=DriverRules(**drivers),
        times=Times(**times),
        sources={**sources, **_override_sources(override)},
        **values,
    )
    _driver_windows(rules.drivers, where / "drivers")
    return rules


def _value(field: PolicyField, row: Mapping[str, Any], where: Where) -> dict[str, Any]:
    return {field.name: value_of(field, row[field.name], where / field.name)} if field.name in row else {}


def _merged(name: str, below: Mapping[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Caps go in front, tables merge key by key, everything else replaces."""
    value = above.get(name)
    if isinstance(value, dict):
        return {name: {**below.get(name, {}), **value}}
    if name == "caps" and value is not None:
        rows: tuple[LoadCap, ...] = (*value, *below["caps"])
        return {name: rows}
    return above


def _group(name: str, row: Mapping[str, Any], override: Mapping[str, Any], where: Where) -> dict[str, Any]:
    """Fields of ``drivers`` or ``times``, the override's last."""
    values: dict[str, Any] = {}
    for tree, place in ((row, where / name), (override, Where(OVERRIDE, name))):
        cells = table(tree.get(name, {}), place)
        known_keys(cells, (field.name for field in _GROUPS[name]), place)
        for field in _GROUPS[name]:
            values.update(_value(field, cells, place))
    return values


def _effective_from(value: Any, clock: LocalClock, where: Where) -> tuple[str, int]:
    """Version text and moment of a rule set."""
    if isinstance(value, datetime | date):
        value = value.isoformat()
    since = text(value, where)
    try:
        return since, clock.span_start(since)
    except ValueError:
        where.refuse(value, "it must be a date such as 2020-02-11, or a moment")


def _sources(row: Mapping[str, Any], where: Where) -> dict[str, str]:
    """Document of every field that the rule set sets; a group's source covers its fields."""
    place = where / "sources"
    found = {key: text(value, place / key) for key, value in table(row.get("sources", {}), place).items()}
    set_fields = [key for key in row if key in _RULE_KEYS]
    inside = [f"{group}.{key}" for group in _GROUPS for key in table(row.get(group, {}), where / group)]
    known_keys(found, (ALL_FIELDS, *set_fields, *inside), place)
    if ALL_FIELDS in found:
        return found
    bare = [key for key in set_fields if key not in found and key not in _GROUPS]
    bare += [key for key in inside if key not in found and key.split(".")[0] not in found]
    if bare:
        raise BadPolicy(
            f"{where.file}: {where.key} gives no source for {', '.join(bare)}; "
            f"name the document of each in sources, or one for all under {ALL_FIELDS!r}"
        )
    return found


def _override_sources(override: Mapping[str, Any]) -> dict[str, str]:
    where = Where(OVERRIDE, "sources")
    given = {key: text(value, where / key) for key, value in table(override.get("sources", {}), where).items()}
    names = [key for key in override if key not in _GROUPS and key != "sources"]
    names += [f"{group}.{key}" for group in _GROUPS for key in table(override.get(group, {}), where)]
    known_keys(given, (ALL_FIELDS, *names, *_GROUPS), where)
    return {name: given.get(name, given.get(name.split(".")[0], given.get(ALL_FIELDS, OVERRIDE))) for name in names}


def _driver_windows(rules: DriverRules, where: Where) -> None:
    if (rules.stop_from_s is None) != (rules.stop_to_s is None):
        raise BadPolicy(f"{where.file}: {where.key} gives only one of stop_from_s and stop_to_s; give both or none")
    limited = rules.continuous_day_s is not None or rules.continuous_night_s is not None
    if limited and rules.rest_s == 0:
        (where / "rest_s").refuse(0, "a limit on continuous driving needs a rest of at least 1 s")


def _objective(pack: Any, scenario: Mapping[str, object], where: Where) -> tuple[tuple[str, ...], dict[str, Fraction]]:
    """Order of the levels and what each may give up; the scenario's ``[objective]`` stands above the pack's."""
    order: tuple[str, ...] = OBJECTIVE_LEVELS
    tolerances: dict[str, Fraction] = {}
    for tree, place in ((pack, where / "objective"), (scenario, Where("scenario.toml", "objective"))):
        cells = table(tree, place)
        known_keys(cells, ("order", "tolerances"), place)
        if "order" in cells:
            order = _order(cells["order"], place / "order")
        shares = table(cells.get("tolerances", {}), place / "tolerances")
        for name, value in shares.items():
            here = place / "tolerances" / name
            one_of(name, OBJECTIVE_LEVELS, here)
            tolerances[name] = share(value, here)
    return order, {name: value for name, value in tolerances.items() if name in order}


def _order(value: Any, where: Where) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        where.refuse(value, f"it must be a list of levels: {', '.join(OBJECTIVE_LEVELS)}")
    order = tuple(one_of(name, OBJECTIVE_LEVELS, where) for name in value)
    if len(set(order)) != len(order) or "served" not in order:
        where.refuse(value, "each level once, and 'served' among them")
    return order

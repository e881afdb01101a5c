"""Layers of a rule set put together: caps go in front, tables merge, everything else replaces."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from planner.domain.rule import DriverRules, LightRules, RuleSet, Times
from planner.errors import BadPolicy
from planner.policy.cells import Faults, Where, every, known_keys, table, text
from planner.policy.fields import RULESET_FIELDS, PolicyField
from planner.policy.packs import GROUPS, RULE_KEYS, DatedRules, Layer
from planner.policy.rows import complete_caps
from planner.policy.values import value_of

OVERRIDE = "scenario.toml [policy.override]"
ALL_FIELDS = "*"
"""Key of ``sources`` that covers every field without a source of its own."""


def override_layer(tree: Mapping[str, Any], faults: Faults) -> Layer:
    """The scenario's own layer, above all of a pack's."""
    where = Where(OVERRIDE, "")
    with faults.noted():
        known_keys(tree, (*RULE_KEYS, "sources"), where)
    return Layer(tree, where)


def judge_cells(dated: DatedRules, override: Layer) -> None:
    """Refuse what is written badly in any layer of a rule set, all of it at once.

    Raises
    ------
    BadPolicy
        Fields are malformed.
    """
    layers = (*dated.layers, override)
    groups = [partial(_group, name, (layer,)) for layer in layers for name in GROUPS]
    every([*(partial(_fields, RULESET_FIELDS, layer) for layer in layers), *groups])


def ruleset(dated: DatedRules, pack: str, override: Layer) -> RuleSet:
    """Typed rule set of a date, cited as ``<pack>@<date>``.

    Raises
    ------
    BadPolicy
        A field is malformed, or what the layers make together is.
    """
    bottom, layers = dated.layers[0], (*dated.layers, override)
    if "caps" not in bottom.row:
        where = bottom.where
        raise BadPolicy(f"{where.file}: {where.key} has no caps; every rule set says how full a vehicle may be")
    complete_caps(_fields(RULESET_FIELDS, bottom)["caps"], bottom.where / "caps")
    sources: dict[str, str] = {}
    for layer in layers:
        sources.update(_sources(layer, lowest=layer is bottom))
    values: dict[str, Any] = {}
    for layer in layers:
        _lay(values, _fields(RULESET_FIELDS, layer))
    drivers, times, lights = (_group(name, layers) for name in ("drivers", "times", "lights"))
    rules = RuleSet(
        version=f"{pack}@{dated.since}",
        effective_from=dated.effective_from,
        drivers=DriverRules(**drivers),
        times=Times(**times),
        lights=LightRules(**lights),
        sources=sources,
        **values,
    )
    _driver_windows(rules.drivers, _setter("drivers", layers))
    _whole_cost(rules, _setter("cost_shares", layers))
    return rules


def _fields(fields: tuple[PolicyField, ...], layer: Layer) -> dict[str, Any]:
    """Values of the fields that a layer sets."""
    given = [field for field in fields if field.name in layer.row]
    found = every(partial(value_of, field, layer.row[field.name], layer.where / field.name) for field in given)
    return {field.name: value for field, value in zip(given, found, strict=True)}


def _lay(below: dict[str, Any], above: Mapping[str, Any]) -> None:
    """Lay the values of a layer over those below."""
    for name, value in above.items():
        if isinstance(value, dict):
            below[name] = {**below.get(name, {}), **value}
        elif name == "caps":
            below[name] = (*value, *below.get(name, ()))
        else:
            below[name] = value


def _group(name: str, layers: tuple[Layer, ...]) -> dict[str, Any]:
    """Fields of ``drivers``, ``times`` or ``lights`` over all layers."""
    values: dict[str, Any] = {}
    for layer in layers:
        place = layer.where / name
        cells = table(layer.row.get(name, {}), place)
        known_keys(cells, (field.name for field in GROUPS[name]), place)
        _lay(values, _fields(GROUPS[name], Layer(cells, place)))
    return values


def _sources(layer: Layer, lowest: bool) -> dict[str, str]:
    """Document of every field that a layer sets; a group's source covers its fields.

    Above the lowest layer each field is named by itself, lest a source for all hide behind one below.
    """
    row, place = layer.row, layer.where / "sources"
    found = {key: text(value, place / key) for key, value in table(row.get("sources", {}), place).items()}
    groups = {name: table(row.get(name, {}), layer.where / name) for name in GROUPS}
    plain = [key for key in row if key in RULE_KEYS and key not in GROUPS]
    inside = [f"{name}.{key}" for name, cells in groups.items() for key in cells]
    known_keys(found, (ALL_FIELDS, *plain, *inside, *(name for name in GROUPS if name in row)), place)
    default = OVERRIDE if layer.where.file == OVERRIDE else found.get(ALL_FIELDS)
    names = (*plain, *inside)
    each = {name: found.get(name, found.get(name.split(".")[0], found.get(ALL_FIELDS, default))) for name in names}
    bare = [name for name, source in each.items() if source is None]
    if bare:
        raise BadPolicy(
            f"{layer.where.file}: {layer.where.key} gives no source for {', '.join(bare)}; "
            f"name the document of each in sources, or one for all under {ALL_FIELDS!r}"
        )
    return found if lowest else {name: source for name, source in each.items() if source is not None}


def _setter(key: str, layers: tuple[Layer, ...]) -> Where:
    """Where a field stands in the highest layer that sets it."""
    return next((layer.where / key for layer in reversed(layers) if key in layer.row), layers[0].where / key)


def _driver_windows(rules: DriverRules, where: Where) -> None:
    if (rules.stop_from_s is None) != (rules.stop_to_s is None):
        raise BadPolicy(f"{where.file}: {where.key} gives only one of stop_from_s and stop_to_s; give both or none")
    limited = rules.continuous_day_s is not None or rules.continuous_night_s is not None
    if limited and rules.rest_s == 0:
        (where / "rest_s").refuse(0, "a limit on continuous driving needs a rest of at least 1 s")


def _whole_cost(rules: RuleSet, where: Where) -> None:
    total = sum(rules.cost_shares.values())
    if rules.cost_shares and total != 1:
        given = ", ".join(f"{payer} {float(part)}" for payer, part in rules.cost_shares.items())
        raise BadPolicy(f"{where.file}: {where.key} is {given}; the shares must make exactly 1, these make {total}")

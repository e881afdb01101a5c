"""From ``data/policies/<pack>.toml`` and the scenario's overrides to a typed ``Policy``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

from planner.domain.rule import OBJECTIVE_LEVELS, Policy
from planner.domain.scenario import Scenario
from planner.errors import BadPolicy
from planner.policy.cells import Faults, Where, every, known_keys, one_of, share, table, text
from planner.policy.packs import Layer, pack_file, pack_names, read_pack
from planner.policy.rulesets import judge_cells, override_layer, ruleset
from planner.units import LocalClock

SCENARIO = "scenario.toml"


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
    campaign = scenario.campaign
    path = pack_file(scenario.policy_pack)
    return policy_of(path, campaign.clock, campaign.start_at, scenario.policy_override, scenario.objective)


def policy_of(
    path: Path, clock: LocalClock, start_at: int | None, overrides: Mapping[str, Any], objective: Mapping[str, Any]
) -> Policy:
    """Policy of a pack's file for a campaign that starts at a moment, with what its scenario lays over the pack.

    ``start_at`` ``None``: no campaign is planned under it yet, so that no rule set must be in force.

    Raises
    ------
    BadPolicy
        As ``load_policy``.
    """
    faults = Faults()
    pack = read_pack(path, clock, faults)
    override = override_layer(overrides, faults)
    own = Layer(objective, Where(SCENARIO, "objective"))
    for dated in pack.rulesets:
        with faults.noted():
            judge_cells(dated, override)
    with faults.noted():
        order, tolerances = _objective((*pack.objectives, own))
    faults.refuse()  # only what is written well is put together, and judged as a whole
    rulesets = tuple(every(partial(ruleset, dated, pack.name, override) for dated in pack.rulesets))
    if start_at is not None and rulesets[0].effective_from > start_at:
        first = clock.date_text(rulesets[0].effective_from)
        raise BadPolicy(
            f"{path.name}: no rule set is in force on {clock.date_text(start_at)}, the first day; the first takes "
            f"effect on {first}: choose another pack, the ones that ship are {', '.join(pack_names())}"
        )
    return Policy(pack.name, rulesets, order, tolerances)


def _objective(layers: Iterable[Layer]) -> tuple[tuple[str, ...], dict[str, Fraction]]:
    """Order of the levels and what each may give up; the scenario's ``[objective]`` stands above the pack's."""
    order: tuple[str, ...] = OBJECTIVE_LEVELS
    tolerances: dict[str, Fraction] = {}
    for layer in layers:
        cells, place = table(layer.row, layer.where), layer.where
        known_keys(cells, ("order", "tolerances", "source"), place)
        if "order" in cells:
            order = _order(cells["order"], place / "order")
        shares = table(cells.get("tolerances", {}), place / "tolerances")
        if "source" in cells or (shares and place.file != SCENARIO):
            text(cells.get("source"), place / "source")
        for name, value in shares.items():
            here = place / "tolerances" / name
            one_of(name, OBJECTIVE_LEVELS, here)
            tolerances[name] = share(value, here)
    return order, {name: value for name, value in tolerances.items() if name in order}


def _order(value: Any, where: Where) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        where.refuse(value, f"it must be a list of levels: {', '.join(OBJECTIVE_LEVELS)}")
    order = tuple(one_of(name, OBJECTIVE_LEVELS, where) for name in value)
    if len(set(order)) != len(order) or order[0] != "served":
        where.refuse(value, "each level once, and 'served' the first of them")
    return order

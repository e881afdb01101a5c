"""Bounds that cost no time: those that the duals of an earlier proof still prove."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor
from typing import Any, cast

from planner.domain.plan import Bound, ObjectiveLevel
from planner.optimise.bound import DUAL_SCALE, Certificate

RESTATED = ", duals of an earlier plan of the run"


def restated_bounds(earlier: Certificate, levels: Sequence[ObjectiveLevel]) -> Certificate:
    """Bounds of a plan by the duals that an earlier plan of the same campaign was bounded with.

    Only the caps on persons left behind differ between the two programmes, and they stand on the right-hand side: duals
    stay feasible, and the value moves by Σ dual × change of the cap. It is valid, and at its best where the caps are
    those of the earlier plan.

    Parameters
    ----------
    levels : sequence of ObjectiveLevel
        The levels of the earlier certificate with the values of this plan.

    Raises
    ------
    KeyError
        A level has no earlier proof.
    """
    caps = {level.name.rsplit("_", 1)[1]: level.value for level in levels if "_tier_" in level.name}
    proofs = {str(proof["name"]): proof for proof in cast(Sequence[Mapping[str, Any]], earlier.proof["levels"])}
    tiers = [str(tier) for tier in cast(Sequence[int], earlier.proof.get("tiers", ()))]
    known = {bound.name: bound for bound in earlier.bounds}
    restated = [_restated(proofs[level.name], caps, tiers) for level in levels]
    bounds = [
        _bound(known[level.name], level.value, proof["value"]) for level, proof in zip(levels, restated, strict=True)
    ]
    return Certificate(tuple(bounds), {**earlier.proof, "levels": restated})


def _restated(proof: Mapping[str, Any], caps: Mapping[str, int], tiers: Sequence[str]) -> dict[str, Any]:
    """A proof whose caps are moved. Its exact value is above ``value`` − 1, so the new one is above that plus the
    change, and a whole number above x is at least ⌊x⌋ + 1. Of a value of 0, which needs no proof, nothing follows."""
    moved = {tier: caps.get(tier, most) for tier, most in proof["caps"].items()}
    duals = dict(zip(tiers, proof["shared_duals"][len(proof["shared_duals"]) - len(tiers) :], strict=True))
    change = sum(
        Fraction((moved[tier] - most) * duals.get(tier, 0), DUAL_SCALE) for tier, most in proof["caps"].items()
    )
    return {**proof, "caps": moved, "value": max(0, floor(proof["value"] + change)) if proof["value"] else 0}


def _bound(earlier: Bound, reached: int, value: int) -> Bound:
    gap = 0.0 if reached <= 0 else max(0.0, (reached - value) / reached)
    return Bound(earlier.name, value, f"{earlier.method.removesuffix(RESTATED)}{RESTATED}", gap, earlier.restricted)

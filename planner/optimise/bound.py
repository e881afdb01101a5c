"""Lower bounds on every level of the objective, by linear relaxation with floor prices.

The relaxation keeps coverage, the offered services (seats, carriages, fixed costs relaxed to fractions), the
trips that fleets may make at all where each has a limit; minimum loads are relaxed away. Each person pays at least
the floor of ``CoachPrices.floor``. Every accepted plan is a point of it, so its optimum bounds them all. Rows,
columns and duals are kept in whole numbers: ``verify --bound`` re-proves the value by weak duality, without a solver.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from planner.domain.candidates import DirectWays, LinehaulWays
from planner.domain.demand import Cohort
from planner.domain.limits import Limits, Progress
from planner.domain.plan import Bound, ObjectiveLevel
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.optimise.engines.arrays import F64, I64
from planner.optimise.engines.linear import LinearStatus, solve_sparse
from planner.optimise.relaxation import PRICELESS, Relaxation, relax

METHOD = "linear relaxation with floor prices"
DUAL_SCALE = 1 << 30
"""Duals are whole multiples of 1 / DUAL_SCALE; exact arithmetic on them keeps the bound valid."""
MOST_PER_MILLIONTH = 2_048
"""Dual of trips that is taken at most, fen a millionth: 20 M yuan a trip."""
TIER = "unserved_tier_"


@dataclass(frozen=True, slots=True)
class Certificate:
    """Bounds by level and what re-proves them (``bound.json``)."""

    bounds: tuple[Bound, ...]
    proof: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Duals:
    """Prices of the rows that groups share, ≤ 0, in units of 1 / DUAL_SCALE: trips, seats, carriages, caps by tier."""

    trips: int
    room: I64
    units: I64
    caps: I64


def prove_bounds(
    scenario: Scenario,
    policy: Policy,
    cohorts: Sequence[Cohort],
    direct: DirectWays,
    ways: LinehaulWays,
    levels: Sequence[ObjectiveLevel],
    limits: Limits,
    restricted: bool = False,
) -> Certificate:
    """Bound each level over all plans at least as good on the levels before it.

    Parameters
    ----------
    cohorts : sequence of Cohort
        The eligible ones; persons refused by the funnel count as left in every plan and are added by the caller.
    levels : sequence of ObjectiveLevel
        ``unserved_tier_t`` … then ``cost``, with the plan's values over the same cohorts.
    """
    relaxation = relax(scenario, policy, cohorts, direct, ways)
    bounds, proofs, caps = [], [], dict[int, int]()
    for level in levels:
        limits.report(Progress("bound", 0.0, message=level.name))
        tier = int(level.name.removeprefix(TIER)) if level.name.startswith(TIER) else None
        duals = _best_duals(relaxation, tier, caps, level.value)
        value, covers = _value(relaxation, tier, caps, duals)
        gap = 0.0 if level.value <= 0 else max(0.0, (level.value - value) / level.value)
        bounds.append(Bound(level.name, value, METHOD, gap, restricted))
        proofs.append(_proof(relaxation, level.name, value, caps, duals, covers))
        if tier is not None:
            caps[tier] = level.value
    ids = [cohort.cohort_id for cohort in cohorts]
    return Certificate(tuple(bounds), {"method": METHOD, **_programme(relaxation, ids), "levels": proofs})


def _best_duals(relaxation: Relaxation, tier: int | None, caps: Mapping[int, int], reached: int) -> Duals:
    """Duals of an optimum; none at all where these already prove what the plan has reached."""
    offers, tiers = len(relaxation.terms), len(relaxation.tiers)
    nothing = np.zeros(offers, dtype=np.int64)
    free = Duals(0, nothing, nothing, np.zeros(tiers, dtype=np.int64))
    if tier is not None and _value(relaxation, tier, caps, free)[0] >= reached:
        return free
    costs, rights = relaxation.costs(tier).astype(np.float64), relaxation.rights(caps).astype(np.float64)
    equal = np.arange(len(rights)) < len(relaxation.persons)
    result = solve_sparse(costs, relaxation.uppers(), relaxation.matrix(), rights, equal)
    if result.status is not LinearStatus.OPTIMAL:
        return free
    shared = _whole(result.duals[len(relaxation.persons) :])
    trips = 0 if relaxation.trips is None else max(int(shared[0]), -MOST_PER_MILLIONTH * DUAL_SCALE)
    shared = shared[relaxation.trips is not None :]
    return Duals(trips, shared[:offers], shared[offers : 2 * offers], shared[2 * offers :])


def _whole(duals: F64) -> I64:
    """Duals of ``<=`` rows on the grid, with the sign that they allow; none so large that sums overflow."""
    return np.rint(np.clip(duals, -PRICELESS, 0) * DUAL_SCALE).astype(np.int64)


def _value(relaxation: Relaxation, tier: int | None, caps: Mapping[int, int], duals: Duals) -> tuple[int, I64]:
    """Exact weak-duality value, rounded up, and the duals of coverage: the most that every column of a group allows."""
    cover = (relaxation.tier == tier) * DUAL_SCALE - duals.caps[np.searchsorted(relaxation.tiers, relaxation.tier)]
    scale = DUAL_SCALE if tier is None else 0
    coach = relaxation.direct_cents * scale
    if relaxation.trips is not None:
        coach = coach - relaxation.share * duals.trips
    np.minimum.at(cover, relaxation.direct, coach)
    rides = relaxation.rides
    np.minimum.at(cover, rides[:, 1], rides[:, 2] * scale - duals.room[rides[:, 0]])
    value = 0
    for (units, fixed, unit, seats), room, whole in zip(
        relaxation.terms.tolist(), duals.room.tolist(), duals.units.tolist(), strict=True
    ):
        value += min(0, fixed * scale + units * whole) + units * min(0, unit * scale + seats * room - whole)
    rows = np.concatenate([cover, _shared(relaxation, duals)]).tolist()
    value += sum(right * dual for right, dual in zip(relaxation.rights(caps).tolist(), rows, strict=True))
    return max(0, -(-value // DUAL_SCALE)), cover


def _shared(relaxation: Relaxation, duals: Duals) -> I64:
    """Duals of all rows but coverage, in order."""
    trips = [] if relaxation.trips is None else [duals.trips]
    return np.concatenate([np.array(trips, dtype=np.int64), duals.room, duals.units, duals.caps])


def _programme(relaxation: Relaxation, cohort_ids: Sequence[str]) -> dict[str, object]:
    """What all levels share; columns and rows stand for themselves by their place in these lists."""
    return {
        "groups": {
            "cohorts": [[cohort_ids[member] for member in members] for members in relaxation.members],
            "persons": relaxation.persons.tolist(),
            "tier": relaxation.tier.tolist(),
        },
        "trips": relaxation.trips,
        "direct": {
            "group": relaxation.direct.tolist(),
            "cents": relaxation.direct_cents.tolist(),
            "share": relaxation.share.tolist(),
        },
        "services": {"id": list(relaxation.offers), "terms": relaxation.terms.tolist()},
        "rides": relaxation.rides.T.tolist(),
        "tiers": list(relaxation.tiers),
        "dual_scale": DUAL_SCALE,
    }


def _proof(
    relaxation: Relaxation, name: str, value: int, caps: Mapping[int, int], duals: Duals, covers: I64
) -> dict[str, object]:
    """Value, caps on those left behind, and duals of one level."""
    return {
        "name": name,
        "value": value,
        "caps": {str(tier): most for tier, most in caps.items()},
        "cover_duals": covers.tolist(),
        "shared_duals": _shared(relaxation, duals).tolist(),
    }

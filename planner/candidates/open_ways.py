"""The ways open to every cohort, in one bundle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.candidates.prices import CoachPrices
from planner.candidates.ways import CohortArrays, cohort_arrays, direct_ways, linehaul_ways
from planner.domain.candidates import DirectWays, LinehaulWays
from planner.domain.demand import Cohort
from planner.domain.routing import RideTable
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.domain.travel import Ground


@dataclass(frozen=True, slots=True)
class OpenWays:
    """Cohorts that may travel, with prices and the direct and line-haul ways of each."""

    cohorts: tuple[Cohort, ...]
    arrays: CohortArrays
    prices: CoachPrices
    rides: RideTable
    direct: DirectWays
    linehaul: LinehaulWays


def open_ways(
    scenario: Scenario, policy: Policy, ground: Ground, rides: RideTable, cohorts: Sequence[Cohort]
) -> OpenWays:
    """Price and judge every way of every cohort."""
    arrays = cohort_arrays(scenario, policy, cohorts, ground.index())
    prices = CoachPrices(scenario, policy, ground, rides, _anchor(arrays))
    services = range(len(scenario.services))
    return OpenWays(
        tuple(cohorts),
        arrays,
        prices,
        rides,
        direct_ways(prices, cohorts, arrays),
        linehaul_ways(prices, cohorts, arrays, services),
    )


def _anchor(arrays: CohortArrays) -> int:
    """The site that most cohorts go to: potentials of empty runs are measured from there."""
    if not len(arrays.site):
        return 0
    return int(np.bincount(arrays.site).argmax())

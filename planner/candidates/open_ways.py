"""The ways open to every cohort, in one bundle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.candidates.prices import CoachPrices, Ints
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
    usual = _usual(scenario, ground, cohorts, arrays)
    prices = CoachPrices(scenario, policy, ground, rides, _anchor(arrays), usual, np.unique(arrays.pickup))
    services = range(len(scenario.services))
    return OpenWays(
        tuple(cohorts),
        arrays,
        prices,
        rides,
        direct_ways(prices, cohorts, arrays),
        linehaul_ways(prices, cohorts, arrays, services),
    )


def _usual(
    scenario: Scenario, ground: Ground, cohorts: Sequence[Cohort], arrays: CohortArrays
) -> tuple[Ints, Ints, Ints]:
    """Origins, targets and persons of direct rides, and of half-full services from and to the doors nearest to them."""
    persons = np.array([cohort.persons for cohort in cohorts], dtype=np.int64)
    if not len(persons):
        return arrays.pickup, arrays.site, persons
    rows, metres = ground.index(), ground.matrices[0].distance_m
    ends = [(rows[service.from_stop_id], rows[service.to_stop_id]) for service in scenario.services]
    ups = [arrays.pickup[metres[arrays.pickup, start].argmin()] for start, _ in ends]
    downs = [arrays.site[metres[end, arrays.site].argmin()] for _, end in ends]
    seats = [service.units * service.seats_per_unit // 2 for service in scenario.services]
    return (
        np.array([*arrays.pickup, *ups, *(end for _, end in ends)], dtype=np.int64),
        np.array([*arrays.site, *(start for start, _ in ends), *downs], dtype=np.int64),
        np.array([*persons, *seats, *seats], dtype=np.int64),
    )


def _anchor(arrays: CohortArrays) -> int:
    """The site that most cohorts go to: potentials of empty runs are measured from there."""
    if not len(arrays.site):
        return 0
    return int(np.bincount(arrays.site).argmax())

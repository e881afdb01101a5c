"""Cohorts that a choice of services need not tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from planner.domain.candidates import DirectWays, LinehaulWays
from planner.domain.demand import Cohort
from planner.domain.place import prefecture_of
from planner.domain.scenario import Scenario


def alike(scenario: Scenario, cohorts: Sequence[Cohort], numbers: Iterable[int]) -> list[list[int]]:
    """Cohorts (of those numbered) alike in pick-up, site county, window and tier, in order of first appearance."""
    county = {site.site_id: site.adcode for site in scenario.sites}
    members: dict[tuple[str, str, int, int, int], list[int]] = {}
    for number in numbers:
        c = cohorts[number]
        members.setdefault((c.pickup_id, county[c.site_id], c.ready_at, c.due_at, c.tier), []).append(number)
    return list(members.values())


def roughly_alike(
    cohorts: Sequence[Cohort], numbers: Iterable[int], direct: DirectWays, ways: LinehaulWays
) -> list[list[int]]:
    """Cohorts (of those numbered) from one city to whom the same ways are open, in order of first appearance.

    Far fewer groups than ``alike`` has, for a choice that has to be there soon. Of each, the better tiers come first:
    they are the first to be given the seats of their group.
    """
    services, phases = int(ways.service.max(initial=-1)) + 1, len(direct.phases)
    able = ways.practical
    open_to = np.zeros((len(cohorts), 2 * services + phases), dtype=np.bool_)
    open_to[ways.cohort[able], ways.service[able]] = True
    open_to[ways.cohort[able], services + ways.service[able]] = ways.walk_in[able]
    for number, phase in enumerate(direct.phases):
        open_to[:, 2 * services + number] = phase.practical
    codes = np.packbits(open_to, axis=1)
    members: dict[tuple[str, bytes], list[int]] = {}
    for number in numbers:
        members.setdefault((prefecture_of(cohorts[number].origin_adcode), codes[number].tobytes()), []).append(number)
    return [sorted(group, key=lambda number: cohorts[number].tier) for group in members.values()]

"""Anonymous workers who are left to plan for when some stay on their journeys.

Heat is matched with demand for everybody, as if nothing were kept, so that sites get their people from where they did
before; then the kept ones are taken off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from planner.demand.cohorts import HEAT, Urgency
from planner.domain.demand import Cohort, HeatFlow
from planner.domain.scenario import Scenario
from planner.keeping.kept import Kept
from planner.optimise.matching import open_places, supply_left

Site = tuple[str, str]
"""An enterprise and its site."""


def flows_left(
    scenario: Scenario, kept: Kept, flows: Sequence[HeatFlow], refused: Collection[str]
) -> tuple[HeatFlow, ...]:
    """Matched heat without those of the kept cohorts.

    A kept person is first looked for between the same origin and site, then among those whom nobody asked for and
    places that nobody fills, and at last takes the turn of one more person of the origin and of one at the site.

    Parameters
    ----------
    flows : sequence of HeatFlow
        Heat as it is matched for everybody.
    refused : collection of str
        Named workers who may not travel; their places stay open.
    """
    book = _Book.of(scenario, flows, refused)
    persons = kept.persons
    for cohort in kept.plan.cohorts:
        if cohort.source == HEAT:
            book.take(cohort, persons[cohort.cohort_id])
    return tuple(replace(flow, persons=left) for flow, left in zip(flows, book.flowing, strict=True) if left)


@dataclass(slots=True)
class _Pool:
    """People of an origin who are ready ``at`` a moment, or places that are due then; what is left of them."""

    at: int
    left: int


@dataclass(slots=True)
class _Book:
    """Flows with what is left of each, people whom nobody asked for, and places that nobody fills.

    ``from_origin``, ``to_site``: flows by origin and by enterprise and site, the latest ready first; ``due``: last
    moment of arrival by row of demand.
    """

    flows: Sequence[HeatFlow]
    flowing: list[int]
    from_origin: dict[str, list[int]]
    to_site: dict[Site, list[int]]
    due: list[int]
    people: dict[str, list[_Pool]]
    places: dict[Site, list[_Pool]]

    @classmethod
    def of(cls, scenario: Scenario, flows: Sequence[HeatFlow], refused: Collection[str]) -> _Book:
        urgency, demand = Urgency.of(scenario, {}), scenario.demand
        people = {(row.origin_adcode, row.ready_from): 0 for row in scenario.heat}
        for heat, count in supply_left(scenario):
            people[heat.origin_adcode, heat.ready_from] += count
        places = dict(open_places(scenario, refused))
        for flow in flows:
            people[flow.origin_adcode, flow.ready_at] -= flow.persons
            places[flow.demand] -= flow.persons
        book = cls(
            flows,
            [flow.persons for flow in flows],
            defaultdict(list),
            defaultdict(list),
            [urgency.due(row.enterprise_id, row.due_at) for row in demand],
            defaultdict(list),
            defaultdict(list),
        )
        for number in sorted(range(len(flows)), key=lambda n: (-flows[n].ready_at, n)):
            row = demand[flows[number].demand]
            book.from_origin[flows[number].origin_adcode].append(number)
            book.to_site[row.enterprise_id, row.site_id].append(number)
        for (origin, ready), left in sorted(people.items(), reverse=True):
            book.people[origin].append(_Pool(ready, left))
        for number, left in sorted(places.items()):
            row = demand[number]
            book.places[row.enterprise_id, row.site_id].append(_Pool(book.due[number], left))
        return book

    def take(self, cohort: Cohort, persons: int) -> None:
        """Take off so many persons of a kept cohort."""
        ready_at, due_at, site = cohort.ready_at, cohort.due_at, (cohort.enterprise_id, cohort.site_id)
        leaving = [n for n in self.from_origin.get(cohort.origin_adcode, ()) if self.flows[n].ready_at <= ready_at]
        coming = [n for n in self.to_site.get(site, ()) if self.due[self.flows[n].demand] >= due_at]
        arriving = frozenset(coming)
        left = self._off([number for number in leaving if number in arriving], persons)
        idle = [pool for pool in self.people.get(cohort.origin_adcode, ()) if pool.at <= ready_at]
        self._off(leaving, _drained(idle, left))
        empty = [pool for pool in self.places.get(site, ()) if pool.at >= due_at]
        self._off(coming, _drained(empty, left))

    def _off(self, numbers: Sequence[int], persons: int) -> int:
        """Take persons off these flows in turn; how many are still wanted."""
        for number in numbers:
            taken = min(persons, self.flowing[number])
            self.flowing[number] -= taken
            persons -= taken
        return persons


def _drained(pools: Sequence[_Pool], wanted: int) -> int:
    """Take persons off these pools in turn; how many are still wanted."""
    for pool in pools:
        if pool.left > 0:
            taken = min(wanted, pool.left)
            pool.left -= taken
            wanted -= taken
    return wanted

"""Persons alike in all that decides when they can arrive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from planner.domain.demand import Cohort
from planner.domain.scenario import Scenario


@dataclass(frozen=True, slots=True, order=True)
class Kin:
    """Site, home door, county of origin, and the moments from which and until which they may be on the way."""

    site_id: str
    pickup_id: str
    origin_adcode: str
    ready_at: int
    due_at: int


def kin_of(
    scenario: Scenario, cohorts: Iterable[Cohort], due_of: Callable[[str, int | None], int]
) -> dict[Kin, int]:
    """Persons by what decides about their arrival.

    Named workers count with the window of their own row, which no plan can widen; anonymous ones with that of their
    cohort, since who of them goes where is settled before.

    Parameters
    ----------
    cohorts : iterable of Cohort
        All whom the funnel lets travel at some moment.
    due_of : callable
        Last moment of arrival of a worker by enterprise and own due moment.
    """
    start, last = scenario.campaign.start_at, scenario.campaign.end_at - 1
    workers = {worker.worker_id: worker for worker in scenario.workers}
    found: Counter[Kin] = Counter()
    for cohort in cohorts:
        where = (cohort.site_id, cohort.pickup_id, cohort.origin_adcode)
        if not cohort.worker_ids:
            found[Kin(*where, max(start, cohort.ready_at), min(last, cohort.due_at))] += cohort.persons
        for worker_id in cohort.worker_ids:
            worker = workers[worker_id]
            due = min(last, due_of(worker.enterprise_id, worker.due_at))
            found[Kin(*where, max(start, worker.ready_at), due)] += 1
    return dict(found)

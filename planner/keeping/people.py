"""Named people who are left to plan for when some stay on their journeys, and all of them in one list of cohorts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from planner.demand.cohorts import (
    HEAT,
    CohortBook,
    Urgency,
    build_cohorts,
    needs_of_parties,
    party_of,
    sort_groups,
    tiers_of_parties,
)
from planner.demand.eligibility import Funnel, Refusal
from planner.domain.demand import Cohort, Worker
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.keeping.kept import Kept
from planner.keeping.numbers import unused


def workers_left(scenario: Scenario, kept: Kept, tiers: Mapping[str, int]) -> tuple[Worker, ...]:
    """Named workers who are planned anew; whose travel group goes without them keep its tier and needs."""
    standing = kept.workers
    left = tuple(worker for worker in scenario.workers if worker.worker_id not in standing)
    torn = {party_of(w) for w in left} & {party_of(w) for w in scenario.workers if w.worker_id in standing}
    if not torn:
        return left
    mates = [worker for worker in scenario.workers if party_of(worker) in torn]
    tier, needs = tiers_of_parties(mates, Urgency.of(scenario, tiers)), needs_of_parties(mates)
    return tuple(
        replace(worker, tier=tier[party_of(worker)], needs=needs.get(party_of(worker)))
        if party_of(worker) in torn
        else worker
        for worker in left
    )


def standing_cohorts(
    scenario: Scenario, policy: Policy, kept: Kept, tiers: Mapping[str, int], funnel: Funnel
) -> tuple[Cohort, ...]:
    """Cohorts of those who stay on their journeys, under their ids, with the tier, health and due moment of today.

    Where the members of one cohort no longer have the same in common, it stays as it was and the verifier judges it.
    """
    workers, listed = kept.workers, {worker.worker_id: worker for worker in scenario.workers}
    mates = {party_of(listed[worker_id]) for worker_id in workers}
    members: dict[str, list[Worker]] = defaultdict(list)
    for worker_id, cohort_id in workers.items():
        members[cohort_id].append(listed[worker_id])
    named = replace(scenario, workers=tuple(w for w in scenario.workers if party_of(w) in mates))
    of_worker = {
        worker_id: cohort
        for cohort in build_cohorts(named, policy, (), tiers, funnel).cohorts
        for worker_id in cohort.worker_ids
    }
    urgency, persons = Urgency.of(scenario, tiers), kept.persons
    found = []
    for cohort in kept.plan.cohorts:
        if cohort.source == HEAT:
            tier = tiers.get(cohort.enterprise_id, cohort.tier)
            found.append(replace(cohort, persons=persons[cohort.cohort_id], tier=tier))
        else:
            alike = {
                (today.tier, today.health_class, today.needs)
                for worker in members[cohort.cohort_id]
                for today in (of_worker[worker.worker_id],)
            }
            found.append(_of_today(cohort, members[cohort.cohort_id], alike, urgency))
    return tuple(found)


def _of_today(
    cohort: Cohort, members: Sequence[Worker], alike: set[tuple[int, str, str]], urgency: Urgency
) -> Cohort:
    sizes, ids = sort_groups(members)
    due_at = min(urgency.due(worker.enterprise_id, worker.due_at) for worker in members)
    standing = replace(
        cohort,
        ready_at=max(cohort.ready_at, *(worker.ready_at for worker in members)),
        due_at=min(cohort.due_at, due_at),
        persons=len(members),
        group_sizes=sizes,
        worker_ids=ids,
    )
    if len(alike) != 1:
        return standing
    ((tier, health_class, needs),) = alike
    return replace(standing, tier=tier, health_class=health_class, needs=needs)


def beside(standing: Sequence[Cohort], book: CohortBook, scenario: Scenario) -> tuple[CohortBook, CohortBook]:
    """The book of everybody, and that of those planned anew under the ids that they have in it.

    Whoever is like a kept cohort stays in it, so that the cohorts of a plan that is kept whole are those it had; the
    others get numbers that no kept cohort has.
    """
    fresh = unused("C{:06d}", (cohort.cohort_id for cohort in standing))
    alike: dict[Cohort, list[Cohort]] = defaultdict(list)
    for cohort in standing:
        alike[_alone(cohort)].append(cohort)
    everybody = {cohort.cohort_id: cohort for cohort in standing}
    workers = {worker.worker_id: worker for worker in scenario.workers}
    anew, refusals = [], dict[str, Refusal]()
    for cohort in book.cohorts:
        refusal, same = book.refusals.get(cohort.cohort_id), alike.get(_alone(cohort))
        if refusal is None and same:
            one = same.pop(0)
            mine = replace(cohort, cohort_id=one.cohort_id)
            everybody[one.cohort_id] = _together(one, mine, workers)
        else:
            mine = replace(cohort, cohort_id=next(fresh))
            everybody[mine.cohort_id] = mine
            if refusal is not None:
                refusals[mine.cohort_id] = refusal
        anew.append(mine)
    whole = tuple(everybody[key] for key in sorted(everybody, key=lambda key: (len(key), key)))
    return CohortBook(whole, refusals, book.narrowed), CohortBook(tuple(anew), refusals, book.narrowed)


def _alone(cohort: Cohort) -> Cohort:
    """What cohorts have in common."""
    return replace(cohort, cohort_id="", persons=1, group_sizes=(), worker_ids=())


def _together(one: Cohort, other: Cohort, workers: Mapping[str, Worker]) -> Cohort:
    ids = (*one.worker_ids, *other.worker_ids)
    sizes, ordered = sort_groups([workers[worker_id] for worker_id in ids])
    return replace(one, persons=one.persons + other.persons, group_sizes=sizes, worker_ids=ordered)

"""Cohorts: workers alike in all that planning looks at, counted together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.demand.eligibility import Refusal, closed_firms, worker_refusal
from planner.demand.tiers import due_in_force, effective_stock_outs, effective_tiers
from planner.domain.demand import Cohort, HeatFlow, Worker
from planner.domain.place import SEAT_PREFIX
from planner.domain.rule import Policy, RuleSet
from planner.domain.scenario import Scenario


@dataclass(frozen=True, slots=True)
class CohortBook:
    """All cohorts of a campaign; ``refusals`` holds those that may not travel, by cohort id."""

    cohorts: tuple[Cohort, ...]
    refusals: Mapping[str, Refusal]


@dataclass(frozen=True, slots=True, order=True)
class _Key:
    """What makes two workers alike; the order of fields is the order of cohorts."""

    site_id: str
    origin_adcode: str
    pickup_id: str
    ready_at: int
    due_at: int
    tier: int
    health_class: str
    reason: str
    enterprise_id: str


def build_cohorts(scenario: Scenario, policy: Policy, flows: Sequence[HeatFlow] = ()) -> CohortBook:
    """Count named workers and matched heat into cohorts.

    Groups travel in the window that all their members share. Order and ids depend on the content alone,
    not on the order of rows.

    Parameters
    ----------
    flows : sequence of HeatFlow
        Result of matching heat with the demand that named workers leave open.
    """
    urgency = _Urgency(
        effective_tiers(scenario.enterprises), effective_stock_outs(scenario.enterprises), scenario.campaign.end_at - 1
    )
    rules, closed = policy.at(scenario.campaign.start_at), closed_firms(scenario, policy)
    refusal_of: dict[str, Refusal] = {}
    members = _named_members(scenario, rules, urgency, closed, refusal_of)
    book = [(key, "named", len(workers), _sort_groups(workers)) for key, workers in sorted(members.items())]
    heat = _heat_members(scenario, flows, urgency, closed, refusal_of)
    book += [(key, "heat", persons, ((), ())) for key, persons in heat]
    cohorts = tuple(_cohort(number, *entry) for number, entry in enumerate(book, 1))
    refusals = {
        cohort.cohort_id: refusal_of[key.reason]
        for cohort, (key, *_rest) in zip(cohorts, book, strict=True)
        if key.reason
    }
    return CohortBook(cohorts, refusals)


@dataclass(frozen=True, slots=True)
class _Urgency:
    """Tier and stock-out date in force by enterprise, and the last moment of the campaign."""

    tiers: Mapping[str, int]
    stock_outs: Mapping[str, int]
    last: int

    def due(self, enterprise_id: str, due_at: int | None) -> int:
        own = self.last if due_at is None else min(due_at, self.last)
        return due_in_force(own, self.stock_outs.get(enterprise_id))


def _cohort(
    number: int, key: _Key, source: str, persons: int, people: tuple[tuple[int, ...], tuple[str, ...]]
) -> Cohort:
    return Cohort(
        cohort_id=f"C{number:06d}",
        source=source,
        enterprise_id=key.enterprise_id,
        site_id=key.site_id,
        origin_adcode=key.origin_adcode,
        pickup_id=key.pickup_id,
        ready_at=key.ready_at,
        due_at=key.due_at,
        tier=key.tier,
        health_class=key.health_class,
        persons=persons,
        group_sizes=people[0],
        worker_ids=people[1],
    )


def _note(refusal_of: dict[str, Refusal], refusal: Refusal | None, enterprise_id: str) -> str:
    """Text that stands for a refusal in keys, "" for none; of like refusals the least blocking id is told."""
    if refusal is None:
        return ""
    reason = f"{refusal.reason}|{refusal.detail}|{enterprise_id}"
    refusal_of[reason] = min(refusal, refusal_of.get(reason, refusal), key=lambda r: r.blocking_id)
    return reason


def _named_members(
    scenario: Scenario,
    rules: RuleSet,
    urgency: _Urgency,
    closed: Mapping[str, Refusal],
    refusal_of: dict[str, Refusal],
) -> dict[_Key, list[Worker]]:
    """Workers by cohort key; the refusals that keys carry in ``reason`` are added to ``refusal_of``."""
    start = scenario.campaign.start_at
    windows = _group_windows(scenario.workers)
    members: dict[_Key, list[Worker]] = defaultdict(list)
    for worker in scenario.workers:
        reason = _note(refusal_of, worker_refusal(worker, rules, closed), worker.enterprise_id)
        ready, due = windows.get(worker.group_id or "", (worker.ready_at, worker.due_at))
        key = _Key(
            worker.site_id,
            worker.origin_adcode,
            worker.pickup_stop_id or SEAT_PREFIX + worker.origin_adcode,
            max(ready, start),
            urgency.due(worker.enterprise_id, due),
            urgency.tiers[worker.enterprise_id] if worker.tier is None else worker.tier,
            worker.health_code,
            reason,
            worker.enterprise_id,
        )
        members[key].append(worker)
    return members


def _group_windows(workers: Sequence[Worker]) -> dict[str, tuple[int, int | None]]:
    """The window that all members of a travel group share."""
    windows: dict[str, tuple[int, int | None]] = {}
    for worker in workers:
        if worker.group_id:
            ready, due = windows.get(worker.group_id, (worker.ready_at, worker.due_at))
            dues = [moment for moment in (due, worker.due_at) if moment is not None]
            windows[worker.group_id] = (max(ready, worker.ready_at), min(dues) if dues else None)
    return windows


def _sort_groups(workers: Sequence[Worker]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Sizes of the travel groups and the worker ids, groups first, all in a stable order."""
    groups: dict[str, list[str]] = defaultdict(list)
    singles: list[str] = []
    for worker in workers:
        (groups[worker.group_id] if worker.group_id else singles).append(worker.worker_id)
    for group_id in [key for key, ids in groups.items() if len(ids) == 1]:
        singles += groups.pop(group_id)
    ordered = sorted((sorted(ids) for ids in groups.values()), key=lambda ids: (-len(ids), ids))
    ids = [worker_id for group in ordered for worker_id in group] + sorted(singles)
    return tuple(len(group) for group in ordered), tuple(ids)


def _heat_members(
    scenario: Scenario,
    flows: Sequence[HeatFlow],
    urgency: _Urgency,
    closed: Mapping[str, Refusal],
    refusal_of: dict[str, Refusal],
) -> list[tuple[_Key, int]]:
    """Matched heat by cohort key; anonymous workers are assumed green."""
    counted: dict[_Key, int] = defaultdict(int)
    for flow in flows:
        row = scenario.demand[flow.demand]
        key = _Key(
            row.site_id,
            flow.origin_adcode,
            SEAT_PREFIX + flow.origin_adcode,
            max(flow.ready_at, scenario.campaign.start_at),
            urgency.due(row.enterprise_id, row.due_at),
            urgency.tiers[row.enterprise_id],
            "green",
            _note(refusal_of, closed.get(row.enterprise_id), row.enterprise_id),
            row.enterprise_id,
        )
        counted[key] += flow.persons
    return sorted(counted.items())

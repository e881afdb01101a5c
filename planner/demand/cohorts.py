"""Cohorts: workers alike in all that planning looks at, counted together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from planner.demand.eligibility import Funnel, Refusal
from planner.demand.tiers import due_in_force, effective_stock_outs, effective_tiers
from planner.demand.windows import NamedWindows, Window, window_of
from planner.domain.demand import Cohort, HeatFlow, Worker
from planner.domain.place import SEAT_PREFIX
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario

NAMED, HEAT = "named", "heat"
"""Where the people of a cohort come from: lists, or heat matched with demand."""


@dataclass(frozen=True, slots=True)
class CohortBook:
    """All cohorts of a campaign.

    ``refusals`` holds those that may not travel, by cohort id. ``narrowed``: some cohort got one of several spans in
    which it might travel, so that what is proven of its window is not proven of all.
    """

    cohorts: tuple[Cohort, ...]
    refusals: Mapping[str, Refusal]
    narrowed: bool = False


class _Key(NamedTuple):
    """What makes two workers alike; the order of fields is the order of cohorts. One is made for every worker."""

    site_id: str
    origin_adcode: str
    pickup_id: str
    ready_at: int
    due_at: int
    tier: int
    health_class: str
    board_by: int
    needs: str
    reason: str
    enterprise_id: str


class _Notes:
    """Refusals by the text that stands for them in keys; of like refusals the least blocking id is told."""

    def __init__(self) -> None:
        self.refusal_of: dict[str, Refusal] = {}
        self.narrowed = False

    def text(self, window: Window, enterprise_id: str) -> str:
        """Text of a window's refusal, "" for none."""
        refusal = window.refusal
        self.narrowed |= window.narrowed
        if refusal is None:
            return ""
        text = f"{refusal.reason}|{refusal.detail}|{refusal.rule_version}|{enterprise_id}"
        self.refusal_of[text] = min(refusal, self.refusal_of.get(text, refusal), key=lambda r: r.blocking_id)
        return text


def build_cohorts(
    scenario: Scenario,
    policy: Policy,
    flows: Sequence[HeatFlow] = (),
    tiers: Mapping[str, int] | None = None,
    funnel: Funnel | None = None,
) -> CohortBook:
    """Count named workers and matched heat into cohorts.

    The window of a cohort is what the funnel leaves of the wish; groups travel in the window that all their members
    share. Order and ids depend on the content alone, not on the order of rows.

    Parameters
    ----------
    flows : sequence of HeatFlow
        Result of matching heat with the demand that named workers leave open.
    tiers : mapping, optional
        Tier in force of every enterprise; by default without priority classes.
    funnel : Funnel, optional
        The funnel of this scenario, if there is one already: it remembers its verdicts.
    """
    urgency = Urgency.of(scenario, effective_tiers(scenario.enterprises) if tiers is None else tiers)
    notes, funnel = _Notes(), funnel or Funnel(scenario, policy)
    members = _named_members(scenario, urgency, funnel, notes)
    book = [(key, NAMED, len(workers), sort_groups(workers)) for key, workers in sorted(members.items())]
    heat = _heat_members(scenario, flows, urgency, funnel, notes)
    book += [(key, HEAT, persons, ((), ())) for key, persons in heat]
    cohorts = tuple(_cohort(number, *entry) for number, entry in enumerate(book, 1))
    refusals = {
        cohort.cohort_id: notes.refusal_of[key.reason]
        for cohort, (key, *_rest) in zip(cohorts, book, strict=True)
        if key.reason
    }
    return CohortBook(cohorts, refusals, notes.narrowed)


def refused_workers(scenario: Scenario, funnel: Funnel) -> frozenset[str]:
    """Named workers who may not travel at any moment of their window: their places stay open."""
    urgency = Urgency.of(scenario, {})
    return frozenset(
        worker.worker_id
        for worker in scenario.workers
        if funnel.worker(worker, urgency.due(worker.enterprise_id, worker.due_at)).refusal is not None
    )


@dataclass(frozen=True, slots=True)
class Urgency:
    """Tier and stock-out date in force by enterprise, and the last moment of the campaign."""

    tiers: Mapping[str, int]
    stock_outs: Mapping[str, int]
    last: int

    @classmethod
    def of(cls, scenario: Scenario, tiers: Mapping[str, int]) -> Urgency:
        """Urgency of a scenario's enterprises."""
        return cls(tiers, effective_stock_outs(scenario.enterprises), scenario.campaign.end_at - 1)

    def due(self, enterprise_id: str, due_at: int | None) -> int:
        """Last moment of arrival: the due moment, the campaign's end, or the day before a stock-out."""
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
        board_by=key.board_by if key.board_by < key.due_at else None,
        needs=key.needs,
    )


def _named_members(
    scenario: Scenario, urgency: Urgency, funnel: Funnel, notes: _Notes
) -> dict[_Key, list[Worker]]:
    """Workers by cohort key; the refusals that keys carry in ``reason`` are added to ``notes``."""
    start = scenario.campaign.start_at
    windows = NamedWindows(funnel, ((w, urgency.due(w.enterprise_id, w.due_at)) for w in scenario.workers))
    needs, tiers = needs_of_parties(scenario.workers), tiers_of_parties(scenario.workers, urgency)
    members: dict[_Key, list[Worker]] = defaultdict(list)
    for worker in scenario.workers:
        window, party = windows.of(worker, start), party_of(worker)
        key = _Key(
            worker.site_id,
            worker.origin_adcode,
            worker.pickup_stop_id or SEAT_PREFIX + worker.origin_adcode,
            window.ready_at,
            window.due_at,
            tiers[party],
            worker.health_code if window.refusal is not None else windows.code(worker),
            window.board_by,
            needs[party],
            notes.text(window, worker.enterprise_id),
            worker.enterprise_id,
        )
        members[key].append(worker)
    return members


def party_of(worker: Worker) -> tuple[str, str]:
    """Travel group of a worker, else the worker alone."""
    return ("group", worker.group_id) if worker.group_id else ("worker", worker.worker_id)


def tiers_of_parties(workers: Sequence[Worker], urgency: Urgency) -> dict[tuple[str, str], int]:
    """Tier by party: a group is one cohort, and goes with the best of its members."""
    found: dict[tuple[str, str], int] = {}
    for worker in workers:
        tier = urgency.tiers[worker.enterprise_id] if worker.tier is None else worker.tier
        party = party_of(worker)
        found[party] = min(tier, found.get(party, tier))
    return found


def needs_of_parties(workers: Sequence[Worker]) -> dict[tuple[str, str], str]:
    """Needs by party: a group is one cohort, so its members share theirs."""
    found: dict[tuple[str, str], set[str]] = {}
    for worker in workers:
        said = found.setdefault(party_of(worker), set())
        if worker.needs:
            said.update(need.strip() for need in worker.needs.replace("；", ";").split(";") if need.strip())
    return {key: ";".join(sorted(said)) for key, said in found.items()}


def sort_groups(workers: Sequence[Worker]) -> tuple[tuple[int, ...], tuple[str, ...]]:
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
    scenario: Scenario, flows: Sequence[HeatFlow], urgency: Urgency, funnel: Funnel, notes: _Notes
) -> list[tuple[_Key, int]]:
    """Matched heat by cohort key; anonymous workers are assumed green with papers in order."""
    counted: dict[_Key, int] = defaultdict(int)
    for flow in flows:
        row = scenario.demand[flow.demand]
        ready, due = max(flow.ready_at, scenario.campaign.start_at), urgency.due(row.enterprise_id, row.due_at)
        window = window_of(funnel.heat(flow.origin_adcode, row.enterprise_id, ready, due), ready, due)
        key = _Key(
            row.site_id,
            flow.origin_adcode,
            SEAT_PREFIX + flow.origin_adcode,
            window.ready_at,
            window.due_at,
            urgency.tiers[row.enterprise_id],
            "green",
            window.board_by,
            "",
            notes.text(window, row.enterprise_id),
            row.enterprise_id,
        )
        counted[key] += flow.persons
    return sorted(counted.items())

"""Who may travel at all: the funnel of persons and firms, and refusals that are true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from planner.domain.demand import Enterprise, Worker
from planner.domain.place import Level
from planner.domain.plan import Load, Unserved
from planner.domain.rule import RuleSet
from planner.domain.violation import Violation
from planner.verify.funnel import CRITERIA, Bar, bars_of_firm, bars_of_origin, bars_of_worker
from planner.verify.levels import strictest
from planner.verify.lights import light_on
from planner.verify.world import World

broken = partial(Violation, "eligibility")


def eligibility(world: World) -> Iterator[Violation]:
    """Nobody boards against stage, code, origin, papers, test, light, lists or resumption; nobody stays for a bar
    that never stood.

    Rule set, level of origin and ages are those of the part's first boarding, the light that of the day of arrival;
    anonymous workers are judged by their origin and their firm alone. domain.md E.4 (4).
    """
    for legs in world.parts.values():
        yield from _part(world, legs)
    for row in world.plan.unserved:
        yield from _refusal(world, row)


def _part(world: World, legs: Sequence[Load]) -> Iterator[Violation]:
    cohort, part_id = world.cohorts[legs[0].cohort_id], legs[0].part_id
    rules = world.rules_of(world.trips[legs[0].trip_id])
    board_at, arrive_at = world.board_halt(legs[0]).depart_at, world.alight_halt(legs[-1]).arrive_at
    firm = world.enterprises[cohort.enterprise_id]
    for bar in _firm_bars(world, firm, rules, arrive_at):
        message = f"part {part_id} travels to enterprise {firm.enterprise_id}: {bar.fact} is {bar.found}"
        yield broken(part_id, bar.found, bar.needed, bar.fact, message)
    for bar in bars_of_origin(cohort.origin_adcode, rules) if cohort.source == "heat" else ():
        message = f"part {part_id} boards: {bar.fact} is {bar.found}, needed is {bar.needed}"
        yield broken(part_id, bar.found, bar.needed, bar.fact, message)
    for worker_id in world.members.get((cohort.cohort_id, part_id), ()):
        worker = world.workers[worker_id]
        level = _level(world, worker.origin_adcode, board_at)
        for bar in bars_of_worker(worker, rules, level, board_at):
            message = f"worker {worker_id} boards: {bar.fact} is {bar.found}, needed is {bar.needed}"
            yield broken(worker_id, bar.found, bar.needed, bar.fact, message)


def _level(world: World, adcode: str, moment: int) -> Level:
    return strictest(world.levels.county_spans(adcode), moment, moment)


def _firm_bars(world: World, firm: Enterprise, rules: RuleSet, arrive_at: int) -> Iterator[Bar]:
    light = light_on(world, firm.enterprise_id, world.clock.day(arrive_at), rules.lights)
    return bars_of_firm(firm, rules, light, arrive_at)


@dataclass(frozen=True, slots=True)
class _Spell:
    """Boarding moments ``[begin, end)`` of a window under one rule set and one level of the origin."""

    origin: str
    rules: RuleSet
    level: Level
    begin: int
    end: int


def _spells(world: World, origin: str, ready: int, due: int) -> list[_Spell]:
    """The window of a person inside the campaign, cut where the rule set or the level of the origin changes."""
    campaign = world.scenario.campaign
    first, last = max(ready, campaign.start_at), min(due, campaign.end_at - 1)
    changes = {rules.effective_from for rules in world.policy.rulesets}
    for begin, end, _ in world.levels.county_spans(origin):
        changes |= {begin, end}
    cuts = [first, *sorted(moment for moment in changes if first < moment <= last), last + 1]
    return [
        _Spell(origin, rules, _level(world, origin, begin), begin, end)
        for begin, end in pairwise(cuts)
        if begin < end and (rules := world.rules_at(begin)) is not None
    ]


def _refusal(world: World, row: Unserved) -> Iterator[Violation]:
    """A reason of the funnel must have stood at some moment of the window; ages are greatest at its end."""
    meant, worker = CRITERIA.get(row.reason), world.workers.get(row.worker_id or "")
    cohort = world.cohorts.get(row.cohort_id)
    if meant is None or (worker is None and (cohort is None or cohort.source != "heat")):
        return
    spells = _spells_of(world, row)
    if spells and not any(bar.fact in meant for bar in _bars_ever(world, row, worker, spells)):
        subject = row.worker_id or row.cohort_id
        wanted = " or ".join(sorted(meant))
        message = f"{subject} stays for {row.reason}, yet {wanted} bars nobody at any moment of the window"
        yield broken(subject, row.reason, "a reason that holds", wanted, message)


def _spells_of(world: World, row: Unserved) -> list[_Spell]:
    if row.worker_id is not None:
        worker = world.workers[row.worker_id]
        due = world.due_of(worker.enterprise_id, worker.due_at)
        return _spells(world, worker.origin_adcode, worker.ready_at, due)
    cohort = world.cohorts[row.cohort_id]
    return _spells(world, cohort.origin_adcode, cohort.ready_at, cohort.due_at)


def _bars_ever(world: World, row: Unserved, worker: Worker | None, spells: Sequence[_Spell]) -> Iterator[Bar]:
    """Everything that bars the person, or the firm on any day of the window."""
    firm = world.enterprises[worker.enterprise_id if worker else world.cohorts[row.cohort_id].enterprise_id]
    for spell in spells:
        yield from _person_bars(worker, spell, spell.end - 1)
        for earliest, _ in _days(world, spell.begin, spells[-1].end):
            yield from _firm_bars(world, firm, spell.rules, earliest)


def _person_bars(worker: Worker | None, spell: _Spell, board_at: int) -> Iterator[Bar]:
    """What bars a named worker, or anonymous people (``None``) of the spell's origin, from boarding at a moment."""
    if worker is None:
        return bars_of_origin(spell.origin, spell.rules)
    return bars_of_worker(worker, spell.rules, spell.level, board_at)


def _days(world: World, begin: int, end: int) -> list[tuple[int, int]]:
    """First and last second of each local day, as far as it lies in ``[begin, end)``."""
    midnight = world.clock.midnight
    days = range(world.clock.day(begin), world.clock.day(end - 1) + 1)
    return [(max(begin, midnight(day)), min(end, midnight(day + 1)) - 1) for day in days]


def refused_by_level(world: World) -> dict[str, int]:
    """Level name → persons who may not travel at any moment of their window: they stay behind in every plan."""
    refused: Counter[str] = Counter()
    for worker in world.scenario.workers:
        due = world.due_of(worker.enterprise_id, worker.due_at)
        spells = _spells(world, worker.origin_adcode, worker.ready_at, due)
        if _never(world, worker, worker.enterprise_id, spells):
            tier = world.tiers[worker.enterprise_id] if worker.tier is None else worker.tier
            refused[f"unserved_tier_{tier}"] += 1
    for cohort in world.plan.cohorts:
        if cohort.source != "heat":
            continue
        spells = _spells(world, cohort.origin_adcode, cohort.ready_at, cohort.due_at)
        if _never(world, None, cohort.enterprise_id, spells):
            refused[f"unserved_tier_{cohort.tier}"] += cohort.persons
    return dict(refused)


def _never(world: World, worker: Worker | None, enterprise_id: str, spells: Sequence[_Spell]) -> bool:
    """Whether the funnel lets nobody through in the whole window; an empty window is no matter of the funnel."""
    return bool(spells) and not any(_passes(world, worker, enterprise_id, spell, spells[-1].end) for spell in spells)


def _passes(world: World, worker: Worker | None, enterprise_id: str, spell: _Spell, end: int) -> bool:
    """Whether nothing bars a boarding at the spell's beginning, when ages are least, with some later day of arrival."""
    if any(True for _ in _person_bars(worker, spell, spell.begin)):
        return False
    firm = world.enterprises[enterprise_id]
    days = _days(world, spell.begin, end)
    return any(not any(True for _ in _firm_bars(world, firm, spell.rules, latest)) for _, latest in days)

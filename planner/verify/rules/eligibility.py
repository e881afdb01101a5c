"""Who may travel at all: the funnel of persons and firms, and refusals that are true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from planner.domain.demand import Cohort, Enterprise, Worker
from planner.domain.place import Level
from planner.domain.plan import Load, Unserved
from planner.domain.rule import RuleSet
from planner.domain.violation import Violation
from planner.verify.funnel import CRITERIA, Bar, bars_of_firm, bars_of_origin, bars_of_worker
from planner.verify.levels import FOR_EVER, strictest
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
    levels: dict[str, Level] = {}
    for worker_id in world.members.get((cohort.cohort_id, part_id), ()):
        worker = world.workers[worker_id]
        origin = worker.origin_adcode
        level = levels[origin] if origin in levels else levels.setdefault(origin, _level(world, origin, board_at))
        for bar in bars_of_worker(worker, rules, level, board_at):
            message = f"worker {worker_id} boards: {bar.fact} is {bar.found}, needed is {bar.needed}"
            yield broken(worker_id, bar.found, bar.needed, bar.fact, message)


def _level(world: World, adcode: str, moment: int) -> Level:
    return strictest(world.levels.county_spans(adcode), moment, moment)


def _firm_bars(world: World, firm: Enterprise, rules: RuleSet, arrive_at: int) -> Iterator[Bar]:
    light = light_on(world, firm.enterprise_id, world.clock.day(arrive_at), rules.lights)
    return bars_of_firm(firm, rules, light, arrive_at)


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody whom the funnel is asked about; ``worker`` is ``None`` for anonymous workers."""

    enterprise_id: str
    origin: str
    ready_at: int
    due_at: int
    worker: Worker | None = None

    def bars(self, rules: RuleSet, level: Level, board_at: int) -> Iterator[Bar]:
        """What lies with the person."""
        if self.worker is None:
            return bars_of_origin(self.origin, rules)
        return bars_of_worker(self.worker, rules, level, board_at)


def _of_worker(world: World, worker: Worker) -> _Person:
    due = world.due_of(worker.enterprise_id, worker.due_at)
    return _Person(worker.enterprise_id, worker.origin_adcode, worker.ready_at, due, worker)


def _of_heat(cohort: Cohort) -> _Person:
    return _Person(cohort.enterprise_id, cohort.origin_adcode, cohort.ready_at, cohort.due_at)


@dataclass(frozen=True, slots=True)
class _Spell:
    """Boarding moments ``[begin, end)`` of a window under one rule set and one level of the origin."""

    rules: RuleSet
    level: Level
    begin: int
    end: int


def _spells(world: World, person: _Person) -> list[_Spell]:
    """The window of a person inside the campaign, cut where the rule set or the level of the origin changes."""
    campaign, origin = world.scenario.campaign, person.origin
    first, last = max(person.ready_at, campaign.start_at), min(person.due_at, campaign.end_at - 1)
    changes = {rules.effective_from for rules in world.policy.rulesets}
    for begin, end, _ in world.levels.county_spans(origin):
        changes |= {begin, end}
    cuts = [first, *sorted(moment for moment in changes if first < moment <= last), last + 1]
    return [
        _Spell(rules, _level(world, origin, begin), begin, end)
        for begin, end in pairwise(cuts)
        if begin < end and (rules := world.rules_at(begin)) is not None
    ]


def _refusal(world: World, row: Unserved) -> Iterator[Violation]:
    """A reason of the funnel must have stood at some moment of the window; ages are greatest at its end."""
    meant, cohort = CRITERIA.get(row.reason), world.cohorts.get(row.cohort_id)
    if meant is None or (row.worker_id is None and (cohort is None or cohort.source != "heat")):
        return
    named = row.worker_id is not None or cohort is None
    person = _of_worker(world, world.workers[str(row.worker_id)]) if named else _of_heat(world.cohorts[row.cohort_id])
    spells = _spells(world, person)
    if spells and not any(bar.fact == meant for bar in _bars_ever(world, person, spells)):
        subject = row.worker_id or row.cohort_id
        message = f"{subject} stays for {row.reason}, yet {meant} bars nobody at any moment of the window"
        yield broken(subject, row.reason, "a reason that holds", meant, message)


def _bars_ever(world: World, person: _Person, spells: Sequence[_Spell]) -> Iterator[Bar]:
    """Everything that bars the person, or the firm on any day of the window."""
    firm = world.enterprises[person.enterprise_id]
    for spell in spells:
        yield from person.bars(spell.rules, spell.level, spell.end - 1)
        for earliest, _ in _days(world, spell.begin, spells[-1].end):
            yield from _firm_bars(world, firm, spell.rules, earliest)


def _days(world: World, begin: int, end: int) -> list[tuple[int, int]]:
    """First and last second of each local day, as far as it lies in ``[begin, end)``."""
    midnight = world.clock.midnight
    days = range(world.clock.day(begin), world.clock.day(end - 1) + 1)
    return [(max(begin, midnight(day)), min(end, midnight(day + 1)) - 1) for day in days]


def refused_by_level(world: World) -> dict[str, int]:
    """Level name → persons whom funnel or promise bars at every moment of their window: they stay in every plan."""
    refused: Counter[str] = Counter()
    for worker in world.scenario.workers:
        if never_travels(world, worker):
            refused[f"unserved_tier_{world.worker_tiers[worker.worker_id]}"] += 1
    for cohort in world.plan.cohorts:
        if cohort.source == "heat" and cohort_never_travels(world, cohort):
            refused[f"unserved_tier_{cohort.tier}"] += cohort.persons
    return dict(refused)


def never_travels(world: World, worker: Worker) -> bool:
    """Whether funnel or promise bars a named worker at every moment of the window."""
    return _never(world, _of_worker(world, worker))


def cohort_never_travels(world: World, cohort: Cohort) -> bool:
    """Whether the funnel bars the anonymous workers of a cohort at every moment of their window."""
    return _never(world, _of_heat(cohort))


def _never(world: World, person: _Person) -> bool:
    """Whether nothing lets the person through in the whole window; an empty window is no matter of the funnel."""
    spells = _spells(world, person)
    return bool(spells) and not any(_passes(world, person, spell, spells[-1].end) for spell in spells)


def _passes(world: World, person: _Person, spell: _Spell, end: int) -> bool:
    """Whether nothing bars a boarding at the spell's beginning, when ages are least, with some later day of arrival."""
    if any(True for _ in person.bars(spell.rules, spell.level, spell.begin)):
        return False
    board_by, arrive_by = _promised_by(person.worker, spell.rules)
    end, firm = min(end, arrive_by + 1), world.enterprises[person.enterprise_id]
    if spell.begin > board_by or spell.begin >= end:
        return False
    days = _days(world, spell.begin, end)
    return any(not any(True for _ in _firm_bars(world, firm, spell.rules, latest)) for _, latest in days)


def _promised_by(worker: Worker | None, rules: RuleSet) -> tuple[int, int]:
    """Last boarding and last arrival that a promise to one who asked allows."""
    if worker is None or worker.requested_at is None or rules.promise_s is None:
        return FOR_EVER, FOR_EVER
    end = worker.requested_at + rules.promise_s
    return (end, FOR_EVER) if rules.promise_to == "boarding" else (FOR_EVER, end)

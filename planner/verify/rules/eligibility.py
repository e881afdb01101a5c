"""Who may travel at all: stage, code colour, and the enterprise's light and lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from planner.domain.demand import Enterprise, Stage
from planner.domain.plan import Load
from planner.domain.rule import RuleSet
from planner.domain.violation import Violation
from planner.verify.world import World

broken = partial(Violation, "eligibility")


def eligibility(world: World) -> Iterator[Violation]:
    """Nobody boards against stage, health code, light, negative list, white list or resumption date.

    The rule set is that of the part's first departure. domain.md E.4 (4).
    """
    for (cohort_id, part_id), legs in world.parts.items():
        cohort = world.cohorts[cohort_id]
        rules = world.rules_of(world.trips[legs[0].trip_id])
        for fact, value, limit in _closed(world.enterprises[cohort.enterprise_id], rules):
            yield broken(
                part_id,
                value,
                limit,
                fact,
                f"part {part_id} travels to enterprise {cohort.enterprise_id}: {fact} is {value}",
            )
        yield from _resumed(world, legs)
        if cohort.health_class in rules.banned_codes:
            yield broken(
                part_id,
                cohort.health_class,
                "a code that may board",
                "health code",
                f"part {part_id} of health class {cohort.health_class} boards",
            )
        for worker_id in world.members.get((cohort_id, part_id), ()):
            yield from _worker(world, worker_id, rules)


def _closed(firm: Enterprise, rules: RuleSet) -> Iterator[tuple[str, str, str]]:
    if firm.light in rules.lights_closed:
        yield "light", firm.light, f"none of {', '.join(rules.lights_closed)}"
    if rules.negative_list_closed and firm.negative_listed:
        yield "negative_listed", "true", "false"
    if rules.white_list_required and not firm.whitelisted:
        yield "whitelisted", "false", "true"


def _resumed(world: World, legs: Sequence[Load]) -> Iterator[Violation]:
    firm = world.enterprises[world.cohorts[legs[0].cohort_id].enterprise_id]
    arrive = world.alight_halt(legs[-1]).arrive_at
    if firm.resume_from is not None and arrive < firm.resume_from:
        found, needed = world.clock.iso(arrive), world.clock.iso(firm.resume_from)
        yield broken(
            legs[0].part_id,
            found,
            needed,
            "moment",
            f"part {legs[0].part_id} arrives {found}; {firm.enterprise_id} resumes {needed}",
        )


def _worker(world: World, worker_id: str, rules: RuleSet) -> Iterator[Violation]:
    worker = world.workers[worker_id]
    if worker.stage is Stage.WITHDRAWN:
        yield broken(worker_id, "withdrawn", "not withdrawn", "stage", f"worker {worker_id} has withdrawn, yet travels")
    if worker.health_code in rules.banned_codes:
        yield broken(
            worker_id,
            worker.health_code,
            "a code that may board",
            "health code",
            f"worker {worker_id} boards with a {worker.health_code} code",
        )


def refused_by_level(world: World) -> dict[str, int]:
    """Level name → persons who may not travel under any rule set of the campaign: they stay behind in every plan."""
    refused: Counter[str] = Counter()
    for worker in world.scenario.workers:
        if worker.stage is Stage.WITHDRAWN or _never(world, worker.enterprise_id, worker.health_code):
            tier = world.tiers[worker.enterprise_id] if worker.tier is None else worker.tier
            refused[f"unserved_tier_{tier}"] += 1
    for cohort in world.plan.cohorts:
        if cohort.source == "heat" and _never(world, cohort.enterprise_id, cohort.health_class):
            refused[f"unserved_tier_{cohort.tier}"] += cohort.persons
    return dict(refused)


def _never(world: World, enterprise_id: str, code: str) -> bool:
    campaign, firm = world.scenario.campaign, world.enterprises[enterprise_id]
    first = world.rules_at(campaign.start_at)
    later = [rules for rules in world.policy.rulesets if campaign.start_at < rules.effective_from < campaign.end_at]
    in_force = [*([] if first is None else [first]), *later]
    resumed = firm.resume_from is None or firm.resume_from < campaign.end_at - 1
    return not resumed or all(code in rules.banned_codes or any(_closed(firm, rules)) for rules in in_force)

"""How many a factory takes in on a day: its own figure, its light, and the resumption map."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import partial
from itertools import accumulate
from math import floor

from planner.domain.place import Site
from planner.domain.rule import RuleSet
from planner.domain.violation import Violation
from planner.units import day_text
from planner.verify.levels import FOR_EVER, prefix_of
from planner.verify.lights import light_on
from planner.verify.room import PlaceDay, room_by_day
from planner.verify.world import World

broken = partial(Violation, "intake")


def intake(world: World) -> Iterator[Violation]:
    """Arrivals at a site on a day ≤ ⌊factor of the light × intake of the day⌋; arrivals up to a day ≤ ⌊share × persons
    of the site⌋ while an intake window is in force.

    Intake: rows of ``capacities``, else ``intake_per_day``; a light that closes leaves nothing. 三色亮灯, Ninghai 2020;
    复工图; model.md, "Binds".
    """
    arrivals = _arrivals(world)
    persons: Counter[str] = Counter()
    for cohort in world.plan.cohorts:
        persons[cohort.site_id] += cohort.persons
    dated = room_by_day(world, "intake")
    for (site_id, day), by_rules in arrivals.items():
        yield from _day(world, world.sites[site_id], day, by_rules, (dated, persons[site_id]))
    yield from _windows(world, arrivals, persons)


def _arrivals(world: World) -> dict[PlaceDay, Counter[str]]:
    """Persons who end their journey at their site, by site and local day, by version of the rule set in force then."""
    arrivals: dict[PlaceDay, Counter[str]] = defaultdict(Counter)
    for legs in world.parts.values():
        halt, site_id = world.alight_halt(legs[-1]), world.cohorts[legs[0].cohort_id].site_id
        rules = world.rules_at(halt.arrive_at)
        if rules is not None and world.same_place(halt.stop_id, site_id):
            arrivals[site_id, world.clock.day(halt.arrive_at)][rules.version] += legs[-1].persons
    return arrivals


def _day(
    world: World, site: Site, day: int, by_rules: Counter[str], room: tuple[Mapping[PlaceDay, int], int]
) -> Iterator[Violation]:
    dated, persons = room
    base = dated.get((site.site_id, day), site.intake_per_day)
    factor = min(_factor(world, site, day, rules) for rules in world.policy.rulesets if rules.version in by_rules)
    if base is None and factor >= 1:
        return
    limit = floor(factor * (persons if base is None else base))
    found = by_rules.total()
    if found > limit:
        light = f"light factor {factor}"
        message = f"site {site.site_id} takes {limit} on {day_text(day)} ({light}), {found} arrive"
        yield broken(f"{site.site_id} {day_text(day)}", str(found), str(limit), "persons", message)


def _factor(world: World, site: Site, day: int, rules: RuleSet) -> Fraction:
    light = light_on(world, site.enterprise_id, day, rules.lights)
    if light in rules.lights_closed:
        return Fraction(0)
    return Fraction(rules.lights.intake_factor.get(light, 1))


def _windows(
    world: World, arrivals: Mapping[PlaceDay, Counter[str]], persons: Mapping[str, int]
) -> Iterator[Violation]:
    """The least share in force on a day holds for all who have arrived by its end."""
    campaign, clock = world.scenario.campaign, world.clock
    days = range(clock.day(campaign.start_at), clock.day(campaign.end_at - 1) + 1)
    for site_id in sorted({site for site, _ in arrivals}):
        spans = _spans(world, world.sites[site_id])
        if not spans:
            continue
        come = accumulate(arrivals[site_id, day].total() if (site_id, day) in arrivals else 0 for day in days)
        for day, found in zip(days, come, strict=True):
            shares = [share for begin, end, share in spans if begin <= day <= end]
            limit = floor(min(shares) * persons[site_id]) if shares else found
            if found > limit:
                yield broken(
                    f"{site_id} {day_text(day)}",
                    str(found),
                    str(limit),
                    "persons",
                    f"the resumption map admits {limit} of the {persons[site_id]} of site {site_id} by "
                    f"{day_text(day)}, {found} have arrived",
                )


def _spans(world: World, site: Site) -> list[tuple[int, int, Fraction]]:
    """First and last day and share of the windows of a site."""
    industry = world.enterprises[site.enterprise_id].priority_class
    return [
        (
            world.clock.day(row.from_at),
            FOR_EVER if row.until_at is None else world.clock.day(row.until_at - 1),
            Fraction(row.share),
        )
        for row in world.scenario.intake_windows
        if site.adcode.startswith(prefix_of(row.adcode)) and row.industry in (None, "", industry)
    ]

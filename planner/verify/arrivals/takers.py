"""What takes people in by the end of a day: intake, the resumption map, laboratories, beds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, partial
from math import floor

from planner.domain.place import Level, Site, Stop, StopKind
from planner.domain.rule import ArrivalAction, ArrivalRule, RuleSet
from planner.verify.arrivals.limits import Day, rules_between
from planner.verify.journeys import holds
from planner.verify.levels import FOR_EVER, prefix_of, strictest
from planner.verify.lights import light_on
from planner.verify.room import room_by_day
from planner.verify.world import World

OPEN = "free"
"""Way in that nothing limits."""


@dataclass(frozen=True, slots=True)
class Taker:
    """Persons who pass by the end of the day (``None``: any number) and what stands behind; nothing: they are in."""

    persons: int | None
    behind: frozenset[str] = frozenset()


class Doors:
    """What sites take in on each day of the campaign, and what people owe; the same for every bound."""

    def __init__(self, world: World) -> None:
        self._world, self._clock = world, world.clock
        campaign = world.scenario.campaign
        self.days = range(self._clock.day(campaign.start_at), self._clock.day(campaign.end_at - 1) + 1)
        self.rooms = {kind: room_by_day(world, kind) for kind in ("intake", "test", "quarantine")}
        self.persons: Counter[str] = Counter()
        for cohort in world.plan.cohorts:
            self.persons[cohort.site_id] += cohort.persons
        self.owed = cache(partial(owed, world))
        self.shares = cache(self._shares)
        self.intake = cache(self._intake)
        self.bind = cache(self._bind)

    def _bind(self, site: Site) -> bool:
        return bool(self.shares(site)) or any(self.intake(site, day) is not None for day in self.days)

    def _intake(self, site: Site, day: int) -> int | None:
        """Most that any rule set of the day lets in; ``None``: no limit."""
        begin = self._clock.midnight(day)
        factors = [self._factor(site, day, rules) for rules in rules_between(self._world, begin, begin + 86_399)]
        factor = max(factors, default=Fraction(1))
        base = self.rooms["intake"].get((site.site_id, day), site.intake_per_day)
        if base is None:
            return None if factor >= 1 else floor(factor * self.persons[site.site_id])
        return floor(factor * base)

    def _factor(self, site: Site, day: int, rules: RuleSet) -> Fraction:
        light = light_on(self._world, site.enterprise_id, day, rules.lights)
        return Fraction(0) if light in rules.lights_closed else Fraction(rules.lights.intake_factor.get(light, 1))

    def _shares(self, site: Site) -> list[tuple[int, int, Fraction]]:
        industry = self._world.enterprises[site.enterprise_id].priority_class
        rows = [row for row in self._world.scenario.intake_windows if site.adcode.startswith(prefix_of(row.adcode))]
        day = self._clock.day
        return [
            (day(row.from_at), FOR_EVER if row.until_at is None else day(row.until_at - 1), Fraction(row.share))
            for row in rows
            if row.industry in (None, "", industry)
        ]


class Takers:
    """Takers of one day, each worked out when somebody needs it."""

    def __init__(self, until: Day, doors: Doors) -> None:
        self._until, self._world, self._doors = until, until.world, doors
        self._clock, self._rooms = until.world.clock, doors.rooms
        self.known: dict[str, Taker] = {}

    def needed(self, site: Site, origin: str, ready_at: int, due_at: int, first_at: int) -> frozenset[str]:
        """Takers that persons of a site must pass one of; they arrive in ``[first_at, due_at]``."""
        last_at = min(due_at, self._until.end)
        asked = self._doors.owed(origin, ready_at, last_at)
        actions = {rule.action for rule in asked}
        days = range(self._clock.day(first_at), self._clock.day(last_at) + 1)
        stay = min((rule.days for rule in asked), default=0)
        if actions == {ArrivalAction.QUARANTINE} and stay > 0:
            return self._in_quarantine(site, stay, days)
        if ArrivalAction.QUARANTINE in actions:
            return frozenset({OPEN})
        gates = self._gates(site, days)
        return self._tested(site, gates) if actions == {ArrivalAction.TEST} else gates

    def _gates(self, site: Site, days: Sequence[int]) -> frozenset[str]:
        if not self._doors.bind(site):
            return frozenset({OPEN})
        for day in days:
            if f"intake:{site.site_id}:{day}" not in self.known:
                behind = self._mapped(site, day)
                self.known[f"intake:{site.site_id}:{day}"] = Taker(self._doors.intake(site, day), behind)
        return frozenset(f"intake:{site.site_id}:{day}" for day in days)

    def _mapped(self, site: Site, day: int) -> frozenset[str]:
        """What the resumption map lets in by the end of this day, and behind it by each later one."""
        shares = self._doors.shares(site)
        behind: frozenset[str] = frozenset()
        for number in range(self._until.day, day - 1, -1) if shares else ():
            name = f"map:{site.site_id}:{number}"
            held = [share for begin, end, share in shares if begin <= number <= end]
            limit = floor(min(held) * self._doors.persons[site.site_id]) if held else None
            self.known[name] = Taker(limit, behind)
            behind = frozenset({name})
        return behind

    def _tested(self, site: Site, gates: frozenset[str]) -> frozenset[str]:
        stops = self._serving(StopKind.TEST_SITE, site)
        room = self._rooms["test"]
        if not {stop.stop_id for stop in stops} <= {place for place, _ in room}:
            return gates
        name = f"tests:{site.adcode}"
        places = {stop.stop_id for stop in stops}
        tests = sum(amount for (place, day), amount in room.items() if place in places and day <= self._until.day)
        before = self.known[name].behind if name in self.known else frozenset()
        self.known[name] = Taker(tests, before | gates)
        return frozenset({name})

    def _in_quarantine(self, site: Site, stay: int, days: Sequence[int]) -> frozenset[str]:
        own, shared = f"own_beds:{site.site_id}:{stay}", f"beds:{site.adcode}:{stay}"
        stops = self._serving(StopKind.QUARANTINE_SITE, site)
        gates = self._gates(site, days)
        before = self.known[own].behind if own in self.known else frozenset()
        behind = before if gates == {OPEN} else before | gates
        self.known[own] = Taker(self._beds(site.site_id, stay, site.isolation_beds or 0), behind)
        self.known[shared] = Taker(sum(self._beds(stop.stop_id, stay, 0) for stop in stops))
        return frozenset({own, shared})

    def _beds(self, place: str, stay: int, own: int) -> int:
        """Beds of every ``stay``-th day back from the last: who comes within a stay is in bed on its last day."""
        days = range(self._until.day, self._doors.days[0] - 1, -stay)
        return sum(self._rooms["quarantine"].get((place, day), own) for day in days)

    def _serving(self, kind: StopKind, site: Site) -> list[Stop]:
        return [stop for stop in self._world.scenario.stops if stop.kind is kind and holds(stop, site.adcode)]


def owed(world: World, origin: str, from_at: int, until_at: int) -> frozenset[ArrivalRule]:
    """Everything that may be asked on arrival of those from a county who board in a span."""
    spans = world.levels.county_spans(origin)
    moments = {from_at, *(rules.effective_from for rules in world.policy.rulesets)}
    moments |= {edge for begin, end, _ in spans for edge in (begin, end)}
    found = set()
    for moment in moments:
        rules = world.rules_at(moment) if from_at <= moment <= until_at or moment == from_at else None
        if rules is not None:
            level = strictest(spans, moment, moment)
            found.add(rules.arrival(level) if rules.arrivals else ArrivalRule(Level.LOW, ArrivalAction.NONE))
    return frozenset(found)

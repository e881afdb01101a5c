"""What takes people in by the end of a day: laboratories, beds, the daily intake of sites, and the resumption map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from planner.domain.place import Site, Stop, StopKind, within
from planner.domain.rule import ArrivalAction
from planner.optimise.arrivals.facts import Facts
from planner.optimise.arrivals.people import Kin

FREE = "free"
"""Way in that nothing limits."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """At most so many persons pass (``None``: any number), on to one of ``onward``; nothing there: they are in."""

    persons: int | None
    onward: tuple[str, ...] = ()


class SiteLimits:
    """What sites take in, day by day and by the resumption map; worked out once for all bounds of a campaign."""

    def __init__(self, facts: Facts) -> None:
        self._facts, campaign = facts, facts.scenario.campaign
        self._clock = campaign.clock
        self._days = range(self._clock.day(campaign.start_at), self._clock.day(campaign.end_at - 1) + 1)
        self._industry = {firm.enterprise_id: firm.priority_class for firm in facts.scenario.enterprises}
        self.dated: dict[tuple[str, str], dict[int, int]] = {}
        for row in facts.scenario.capacities:
            rows = self.dated.setdefault((row.kind, row.place_id), {})
            rows[row.day] = rows.get(row.day, 0) + row.amount
        self._intake: dict[str, dict[int, int | None]] = {}
        self._shares: dict[str, list[tuple[int, int, Fraction]]] = {}

    def binds(self, site: Site) -> bool:
        """Whether a site limits who comes in on any day of the campaign."""
        return bool(self.shares(site)) or any(limit is not None for limit in self._by_day(site).values())

    def intake(self, site: Site, day: int) -> int | None:
        """Persons whom a site takes in on a day; ``None``: no limit."""
        return self._by_day(site)[day]

    def _by_day(self, site: Site) -> dict[int, int | None]:
        if site.site_id not in self._intake:
            self._intake[site.site_id] = {day: self._of_day(site, day) for day in self._days}
        return self._intake[site.site_id]

    def _of_day(self, site: Site, day: int) -> int | None:
        """Intake of a day by the mildest rule set of that day."""
        facts, midnight = self._facts, self._clock.midnight
        base = self.dated.get(("intake", site.site_id), {}).get(day, site.intake_per_day)
        rules = facts.in_force(midnight(day), midnight(day + 1) - 1)
        factor = max((facts.lights.intake_factor(site.enterprise_id, day, one) for one in rules), default=Fraction(1))
        if base is None and factor >= 1:
            return None
        return floor(factor * (facts.persons.get(site.site_id, 0) if base is None else base))

    def shares(self, site: Site) -> list[tuple[int, int, Fraction]]:
        """First and last day and share of the windows of the resumption map for a site."""
        if site.site_id not in self._shares:
            industry, day = self._industry[site.enterprise_id], self._clock.day
            self._shares[site.site_id] = [
                (
                    day(row.from_at),
                    self._days[-1] if row.until_at is None else day(row.until_at - 1),
                    Fraction(row.share),
                )
                for row in self._facts.scenario.intake_windows
                if within(site.adcode, row.adcode) and (not row.industry or row.industry == industry)
            ]
        return self._shares[site.site_id]


class Outlets:
    """Outlets by the end of one day, made as they are asked for."""

    def __init__(self, facts: Facts, limits: SiteLimits, day: int) -> None:
        self._facts, self._limits, self._day = facts, limits, day
        self._clock = facts.scenario.campaign.clock
        self._dated = limits.dated
        self._labs: dict[str, tuple[int, set[str]]] = {}
        self._found: dict[str, Outlet] = {}

    def of(self, kin: Kin, first_at: int) -> tuple[str, ...]:
        """Outlets of persons who arrive no earlier than ``first_at``."""
        last_at = min(kin.due_at, self._facts.end_of(self._day))
        days = range(self._clock.day(first_at), self._clock.day(last_at) + 1)
        site = self._facts.sites[kin.site_id]
        if not self._facts.arrivals.asks:
            return self._doors(site, days)
        rules = self._facts.arrivals.within(kin.origin_adcode, kin.ready_at, last_at)
        actions = {rule.action for rule in rules}
        stay_days = min((rule.days for rule in rules), default=0)
        if actions == {ArrivalAction.QUARANTINE} and stay_days:
            return self._beds(site, days, stay_days)
        if ArrivalAction.QUARANTINE in actions:
            return (FREE,)
        doors = self._doors(site, days)
        return self._lab(site, doors) if actions == {ArrivalAction.TEST} else doors

    def all(self) -> dict[str, Outlet]:
        """Every outlet that was asked for."""
        labs = {name: Outlet(tests, tuple(sorted(onward))) for name, (tests, onward) in self._labs.items()}
        return {**self._found, **labs}

    def _doors(self, site: Site, days: Iterable[int]) -> tuple[str, ...]:
        """The days of a site, where it limits who comes in."""
        if not self._limits.binds(site):
            return (FREE,)
        names = tuple(f"intake:{site.site_id}:{day}" for day in days)
        for day, name in zip(days, names, strict=True):
            if name not in self._found:
                self._found[name] = Outlet(self._limits.intake(site, day), self._map(site, day))
        return names

    def _map(self, site: Site, day: int) -> tuple[str, ...]:
        """The chain of what the resumption map has let in by the end of each day, from this one on."""
        shares = self._limits.shares(site)
        if not shares:
            return ()
        for number in range(day, self._day + 1):
            name = f"map:{site.site_id}:{number}"
            if name in self._found:
                break
            held = [share for first, last, share in shares if first <= number <= last]
            limit = floor(min(held) * self._facts.persons.get(site.site_id, 0)) if held else None
            onward = (f"map:{site.site_id}:{number + 1}",) if number < self._day else ()
            self._found[name] = Outlet(limit, onward)
        return (f"map:{site.site_id}:{day}",)

    def _serving(self, kind: StopKind, site: Site) -> list[Stop]:
        return [
            stop
            for stop in self._facts.scenario.stops
            if stop.kind is kind
            and (not stop.catchment_adcodes or any(within(site.adcode, area) for area in stop.catchment_adcodes))
        ]

    def _lab(self, site: Site, doors: tuple[str, ...]) -> tuple[str, ...]:
        """Laboratories of a county, with all their tests until the day; those without rows have no limit."""
        name, stops = f"tests:{site.adcode}", self._serving(StopKind.TEST_SITE, site)
        tables = [self._dated.get(("test", stop.stop_id)) for stop in stops]
        if any(table is None for table in tables):
            return doors
        if name not in self._labs:
            tests = sum(n for table in tables for day, n in (table or {}).items() if day <= self._day)
            self._labs[name] = (tests, set())
        self._labs[name][1].update(doors)
        return (name,)

    def _beds(self, site: Site, days: Iterable[int], stay_days: int) -> tuple[str, ...]:
        """Beds at the site and at quarantine stops for its county.

        Those who arrive within ``stay_days`` days of each other are all in bed on the last of these days; the days up
        to the last one are cut into such spells.
        """
        own = f"own_beds:{site.site_id}:{stay_days}"
        stops = f"beds:{site.adcode}:{stay_days}"
        if own not in self._found:
            limit = self._spells(site.site_id, stay_days, site.isolation_beds or 0)
            self._found[own] = Outlet(limit)
            places = self._serving(StopKind.QUARANTINE_SITE, site)
            self._found[stops] = Outlet(sum(self._spells(stop.stop_id, stay_days, 0) for stop in places))
        doors = self._doors(site, days)
        return (own, stops) if doors == (FREE,) else (self._through(own, doors), stops)

    def _through(self, own: str, doors: tuple[str, ...]) -> str:
        """Beds of a site that also limits who comes in each day."""
        onward = tuple(sorted({*self._found[own].onward, *doors}))
        self._found[own] = Outlet(self._found[own].persons, onward)
        return own

    def _spells(self, place_id: str, stay_days: int, own: int) -> int:
        first = self._clock.day(self._facts.scenario.campaign.start_at)
        dated = self._dated.get(("quarantine", place_id), {})
        return sum(dated.get(day, own) for day in range(self._day, first - 1, -stay_days))

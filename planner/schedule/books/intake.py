"""How many people a site takes in: by its day, its enterprise's light, and the resumption map of its area."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from planner.domain.lights import LightBook
from planner.domain.place import Site, within
from planner.domain.plan import LegRole
from planner.schedule.books.claims import Claim, Shortage
from planner.schedule.labs import is_away
from planner.schedule.timetable import TimedTrip
from planner.schedule.world import World
from planner.units import DAY_S


@dataclass(frozen=True, slots=True)
class _Window:
    """Days ``[from_day, until_day)`` on which a site has taken in at most ``most`` persons since the campaign began."""

    from_day: int
    until_day: int
    most: int


class IntakeBook:
    """Arrivals by site and day. Nothing of it is listed: the arrivals are the rows of stop_times themselves."""

    def __init__(self, world: World) -> None:
        self._world, scenario = world, world.scenario
        self._sites = {site.site_id: site for site in scenario.sites}
        self._rows: Counter[tuple[str, int]] = Counter()
        self._with_rows = {(row.place_id, row.day) for row in scenario.capacities if row.kind == "intake"}
        for row in scenario.capacities:
            if row.kind == "intake":
                self._rows[row.place_id, row.day] += row.amount
        self._lights = LightBook(scenario.enterprises, scenario.inspections, scenario.campaign.clock)
        self._firms = {firm.enterprise_id: firm for firm in scenario.enterprises}
        self._windows: dict[str, tuple[_Window, ...]] = {}
        self._came: dict[str, Counter[int]] = defaultdict(Counter)
        for (site_id, day), persons in scenario.taken.arrivals.items():
            self._came[site_id][day] += persons

    def find(self, timed: TimedTrip) -> tuple[Claim, ...] | Shortage:
        """The arrivals of a trip at each site and day, or the first of them that there is no room for."""
        aboard = {load.shipment: load.persons for load in timed.routed.loads}
        claims = []
        for (site_id, day), (at_s, shipments) in self._arrivals(timed).items():
            persons = sum(aboard[shipment] for shipment in shipments)
            room = self._room(self._sites[site_id], day, at_s)
            if room is not None and persons > room:
                return Shortage("INTAKE_FULL", site_id, by_day=True, wanting=tuple(shipments), room=max(room, 0))
            claims.append(Claim("intake", site_id, day, persons, listed=False))
        return tuple(claims)

    def take(self, timed: TimedTrip, claims: tuple[Claim, ...]) -> None:  # noqa: ARG002
        """Count the arrivals."""
        for claim in claims:
            self._came[claim.place_id][claim.day] += claim.amount

    def _arrivals(self, timed: TimedTrip) -> dict[tuple[str, int], tuple[int, list[int]]]:
        """Local second of arrival, and shipments that end there, by site and day."""
        found: dict[tuple[str, int], tuple[int, list[int]]] = {}
        if timed.routed.role is LegRole.FEEDER or not self._world.cohorts:
            return found
        arrives = {stop: arrive for stop, arrive, _ in timed.stands()}
        for load in timed.routed.loads:
            shipment = self._world.shipments[load.shipment]
            if not is_away(self._world, shipment):
                at_s = arrives[shipment.to_place]
                site_id = self._world.cohorts[shipment.cohort].site_id
                found.setdefault((site_id, at_s // DAY_S), (at_s, []))[1].append(load.shipment)
        return found

    def _room(self, site: Site, day: int, at_s: int) -> int | None:
        """Persons that may still arrive on a day; ``None``: as many as like."""
        came = self._came[site.site_id]
        rooms = [most - came[day]] if (most := self._most(site, day, at_s)) is not None else []
        for window in self._windows_of(site):
            # Arrivals of a day count on every later day too, whose windows may be narrower.
            first, last = max(day, window.from_day), window.until_day - 1
            if first <= last:
                rooms.append(window.most - sum(n for when, n in came.items() if when <= last))
        return min(rooms, default=None)

    def _most(self, site: Site, day: int, at_s: int) -> int | None:
        """Persons that a site takes in on a day, by its base and its enterprise's light."""
        base = self._rows[site.site_id, day] if (site.site_id, day) in self._with_rows else site.intake_per_day
        factor = self._lights.intake_factor(site.enterprise_id, day, self._world.rules_at(at_s))
        if base is None:
            return None if factor >= 1 else int(factor * self._world.persons_at.get(site.site_id, 0))
        return int(factor * base)

    def _windows_of(self, site: Site) -> tuple[_Window, ...]:
        if site.site_id not in self._windows:
            self._windows[site.site_id] = tuple(self._admitted(site))
        return self._windows[site.site_id]

    def _admitted(self, site: Site) -> Iterator[_Window]:
        """Shares of the resumption map that a site has to keep, as persons."""
        scenario = self._world.scenario
        clock, persons = scenario.campaign.clock, self._world.persons_at.get(site.site_id, 0)
        firm = self._firms[site.enterprise_id]
        last_day = clock.day(scenario.campaign.end_at) + 1
        for row in scenario.intake_windows:
            if within(site.adcode, row.adcode) and row.industry in (None, "", firm.priority_class):
                until = last_day if row.until_at is None else min(last_day, clock.day(row.until_at - 1) + 1)
                yield _Window(clock.day(row.from_at), until, int(Fraction(row.share) * persons))

"""Each bound on arrivals against the capacity of its cut, worked out again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from planner.domain.demand import Cohort
from planner.domain.place import SEAT_PREFIX, Level
from planner.domain.service import Service
from planner.domain.violation import Violation
from planner.units import day_number
from planner.verify.arrivals.limits import LONG_S, SCOPES, Day, Direct, aboard_s, calls, least_m, rules_between
from planner.verify.arrivals.takers import Doors, Takers
from planner.verify.levels import prefix_of, strictest
from planner.verify.read.arrivals import ArrivalClaim
from planner.verify.rules.eligibility import cohort_never_travels, never_travels
from planner.verify.seating import scope_among
from planner.verify.world import World

broken = partial(Violation, "bounds")


@dataclass(frozen=True, slots=True, order=True)
class Alike:
    """Site, home door, county, and window of persons."""

    site_id: str
    pickup_id: str
    origin: str
    ready_at: int
    due_at: int


def check_arrivals(world: World, claims: Mapping[str, ArrivalClaim], told: Mapping[str, int]) -> Iterator[Violation]:
    """The cut of every day lets no more through than is claimed, and what plan.json tells is claimed.

    Taken from the plan: the cohorts of anonymous workers, who are matched before anything travels. Everything else
    is worked out from the raw tables.

    Parameters
    ----------
    claims : mapping
        Date → bound and cut of bound.json.
    told : mapping
        Date → bound that a finding of plan.json tells.
    """
    for date, value in told.items():
        if date not in claims:
            yield broken(date, str(value), "a day of bound.json", "persons", f"{date}: arrivals without a proof")
        elif value < claims[date].value:
            message = f"plan.json says at most {value} arrive by {date}, bound.json {claims[date].value}"
            yield broken(date, str(value), str(claims[date].value), "persons", message)
    proving = _Proving(world)
    for date, claim in claims.items():
        let = proving.lets(day_number(date), claim.side)
        if let is None or let > claim.value:
            most = "any number" if let is None else str(let)
            message = f"by {date} at most {claim.value} are said to arrive; the cut given lets {most} through"
            yield broken(date, str(claim.value), most, "persons", message)


class _Proving:
    """Persons and services of a campaign, asked about cuts."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._people, self._doors = people_of(world), Doors(world)
        campaign = world.scenario.campaign
        self._services = [
            service
            for service in world.scenario.services
            if service.commit_by >= campaign.as_of
            and service.depart_at >= campaign.start_at
            and service.arrive_at < campaign.end_at
        ]
        self._reach: dict[str, tuple[int, ...]] = {}
        self._answers: dict[tuple[tuple[int, ...], int, int, str], list[tuple[str, int]]] = {}

    @cached_property
    def _rides(self) -> dict[Alike, Direct]:
        """Least direct ride of all, where there are coaches."""
        return {who: self._ride(who) for who in self._people} if self._world.scenario.fleets else {}

    @cached_property
    def _centre(self) -> tuple[str, float]:
        """A place where people leave coaches, and how far the others lie from it."""
        ends = [site.site_id for site in self._world.scenario.sites]
        ends += [s.stop_id for s in self._world.scenario.stops if s.kind.value == "quarantine_site"]
        return ends[0], max(least_m(self._world, ends[0], end) for end in ends)

    def _ride(self, who: Alike) -> Direct:
        world, (centre, radius) = self._world, self._centre
        metres = least_m(world, who.pickup_id, who.site_id)
        counties = [world.places[place].adcode for place in (who.pickup_id, who.site_id)]
        back = max(0.0, least_m(world, centre, who.pickup_id) - radius)
        return Direct(aboard_s(world, metres), metres, back, SCOPES.index(scope_among(counties)), who.ready_at)

    def lets(self, day: int, side: frozenset[str]) -> int | None:
        """Persons whom a cut lets through by the end of a day; ``None``: any number."""
        until = Day(self._world, day)
        direct = {who: ride for who, ride in self._rides.items() if self._goes(who, ride, until)}
        trunks = until.trunks(list(direct.values()), self._services)
        takers = Takers(until, self._doors)
        total = sum(
            trunk.persons
            for name, trunk in trunks.items()
            if name not in side and (trunk.parent is None or trunk.parent in side)
        )
        for who, persons in self._people.items():
            ways = self._lines_of(who, until)
            if who in direct:
                ways = [*ways, (_class_of(direct[who]), who.ready_at + direct[who].seconds)]
            if not ways:
                continue
            site = self._world.sites[who.site_id]
            needed = takers.needed(site, who.origin, who.ready_at, who.due_at, min(at for _, at in ways))
            if any(name in side for name, _ in ways) and not needed <= side:
                total += persons
        for name, taker in takers.known.items():
            if name in side and not (taker.behind and taker.behind <= side):
                if taker.persons is None:
                    return None
                total += taker.persons
        return total

    def _goes(self, who: Alike, ride: Direct, until: Day) -> bool:
        last_at = min(who.due_at, until.end)
        if who.ready_at + ride.seconds > last_at:
            return False
        if until.longest_s is not None and ride.seconds > until.longest_s:
            return False
        return not self._shut(who.pickup_id, who.ready_at, last_at)

    def _shut(self, pickup_id: str, from_at: int, until_at: int) -> bool:
        """Whether a county is sealed at every moment of a span, under rule sets that close sealed ground."""
        if from_at > until_at or not all(r.sealed_closed for r in rules_between(self._world, from_at, until_at)):
            return False
        spans = self._world.levels.county_spans(self._world.places[pickup_id].adcode)
        if not any(level is Level.SEALED for _, _, level in spans):
            return False
        moments = {from_at, *(edge for begin, end, _ in spans for edge in (begin, end) if from_at < edge <= until_at)}
        return all(strictest(spans, moment, moment) is Level.SEALED for moment in moments)

    def _lines_of(self, who: Alike, until: Day) -> list[tuple[str, int]]:
        """Services that bring these persons to their site in time, and when; like questions are answered once."""
        last_at = min(who.due_at, until.end)
        foot = who.origin if self._shut(who.pickup_id, who.ready_at, last_at) else ""
        if who.site_id not in self._reach:
            self._reach[who.site_id] = tuple(self._arrives(service, who.site_id) for service in self._services)
        key = (self._reach[who.site_id], who.ready_at, last_at, foot)
        if key not in self._answers:
            self._answers[key] = [
                (f"service:{service.service_id}", at)
                for service, at in zip(self._services, key[0], strict=True)
                if at <= last_at
                and who.ready_at <= max(leaves for _, _, leaves in calls(service)[:-1])
                and (not foot or self._on_foot(service, foot))
            ]
        return self._answers[key]

    def _arrives(self, service: Service, site_id: str) -> int:
        world, stops = self._world, calls(service)[1:]
        return min(at + aboard_s(world, least_m(world, stop, site_id)) for stop, at, _ in stops)

    def _on_foot(self, service: Service, origin: str) -> bool:
        boarding = [self._world.stops[stop] for stop, _, _ in calls(service)[:-1]]
        return any(origin.startswith(prefix_of(area)) for stop in boarding for area in stop.catchment_adcodes)


def people_of(world: World) -> dict[Alike, int]:
    """Persons whom the funnel lets travel at some moment, by what decides about their arrival."""
    campaign, found = world.scenario.campaign, Counter[Alike]()
    last = campaign.end_at - 1
    for worker in world.scenario.workers:
        if not never_travels(world, worker):
            pickup = worker.pickup_stop_id or SEAT_PREFIX + worker.origin_adcode
            ready, due = max(campaign.start_at, worker.ready_at), world.due_of(worker.enterprise_id, worker.due_at)
            found[Alike(worker.site_id, pickup, worker.origin_adcode, ready, min(last, due))] += 1
    for cohort in world.plan.cohorts:
        if cohort.source == "heat" and not cohort_never_travels(world, cohort):
            found[_alike(cohort, campaign.start_at, last)] += cohort.persons
    return found


def _alike(cohort: Cohort, start: int, last: int) -> Alike:
    ready, due = max(start, cohort.ready_at), min(last, cohort.due_at)
    return Alike(cohort.site_id, cohort.pickup_id, cohort.origin_adcode, ready, due)


def _class_of(ride: Direct) -> str:
    longest = max(seconds for seconds in LONG_S if seconds <= ride.seconds)
    return f"coaches:{longest}" if ride.scope else "coaches"

"""Bounds on who has arrived by the end of each day, with the cut that proves each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from planner.domain.place import within
from planner.domain.rule import TRIP_SCOPES, scope_of
from planner.optimise.arrivals.carriers import (
    Ride,
    calls_of,
    class_of,
    coach_carriers,
    offered,
    service_carriers,
)
from planner.optimise.arrivals.facts import Facts
from planner.optimise.arrivals.network import Network, Travellers, bottleneck
from planner.optimise.arrivals.outlets import Outlets, SiteLimits
from planner.optimise.arrivals.people import Kin
from planner.units import day_text

METHOD = "largest flow through carriers, persons and outlets; cohorts of heat as matched"


@dataclass(frozen=True, slots=True)
class ArrivalBound:
    """At most ``persons`` have arrived by the end of a local ``day``, whatever the plan.

    ``held``: persons by the name of what holds the others back; ``ways``: persons who have some way by then;
    ``side``: carriers and outlets on the source side of the cut.
    """

    day: int
    persons: int
    ways: int
    held: Mapping[str, int]
    side: tuple[str, ...]

    def proof(self) -> dict[str, object]:
        """What a checker repeats."""
        return {"date": day_text(self.day), "value": self.persons, "side": list(self.side)}


def prove_arrivals(facts: Facts, kin: Mapping[Kin, int]) -> tuple[ArrivalBound, ...]:
    """Bound the arrivals of a campaign day by day, until everybody can have arrived.

    Every accepted plan is a flow: a person comes by a coach or a service that arrives by then, within what vehicles,
    crews, permits, seats and stations allow, as one of those who are ready, and is taken in within tests, beds and
    intake. So no plan has more arrivals than the largest flow, and the capacities of any cut bound it.
    """
    campaign, everybody = facts.scenario.campaign, sum(kin.values())
    rides = {one: _direct(facts, one) for one in kin} if facts.scenario.fleets else {}
    lines, limits = Lines(facts), SiteLimits(facts)
    found: list[ArrivalBound] = []
    for day in range(campaign.clock.day(campaign.start_at), campaign.clock.day(campaign.end_at - 1) + 1):
        found.append(_bound(network_of(facts, kin, rides, (lines, Outlets(facts, limits, day)), day), day))
        if found[-1].persons >= everybody:
            break
    return tuple(found)


def _bound(network: Network, day: int) -> ArrivalBound:
    cut = bottleneck(network)
    return ArrivalBound(day, cut.value, network.persons, cut.held, tuple(sorted(cut.side)))


def network_of(
    facts: Facts, kin: Mapping[Kin, int], rides: Mapping[Kin, Ride], ways: tuple[Lines, Outlets], day: int
) -> Network:
    """The network of a day, of persons with some way by its end."""
    (lines, outlets), end, longest_s = ways, facts.end_of(day), _longest_s(facts, day)
    direct = {one: ride for one, ride in rides.items() if _goes_direct(facts, one, ride, end, longest_s)}
    coaches = coach_carriers(facts, day, tuple(direct.values()))
    people: Counter[Travellers] = Counter()
    for one, persons in kin.items():
        last_at = min(one.due_at, end)
        by, first_at = lines.of(one, last_at)
        if one in direct:
            by = (class_of(direct[one]), *by)
            first_at = min(first_at, one.ready_at + direct[one].ride_s)
        if by:
            people[Travellers(by, outlets.of(one, first_at))] += persons
    return Network({**coaches, **service_carriers(facts, day, lines.names)}, people, outlets.all())


def _direct(facts: Facts, kin: Kin) -> Ride:
    scope = scope_of((facts.places[kin.pickup_id].adcode, facts.sites[kin.site_id].adcode))
    return Ride(
        facts.ride_s(kin.pickup_id, kin.site_id),
        facts.road_m(kin.pickup_id, kin.site_id),
        facts.back_m(kin.pickup_id),
        TRIP_SCOPES.index(scope),
        kin.ready_at,
    )


def _goes_direct(facts: Facts, kin: Kin, ride: Ride, end: int, longest_s: int | None) -> bool:
    """Whether a direct coach could bring them in time, on a ride that is not too long, from ground that is open."""
    last_at = min(kin.due_at, end)
    if kin.ready_at + ride.ride_s > last_at or (longest_s is not None and ride.ride_s > longest_s):
        return False
    return not facts.is_shut(kin.pickup_id, kin.ready_at, last_at)


def _longest_s(facts: Facts, day: int) -> int | None:
    """Longest ride that any rule set allows; ``None``: no limit."""
    limits = [rules.times.max_ride_s for rules in facts.by_day(day)]
    return None if any(limit is None for limit in limits) else max(limit or 0 for limit in limits)


Way = tuple[tuple[str, ...], int]
"""Names of services and the first moment at which one of them brings people to their site."""


class Lines:
    """Services that bring persons to their site, with moments of arrival; sites that lie alike to all share answers."""

    def __init__(self, facts: Facts) -> None:
        self._facts, self.names = facts, offered(facts)
        calls = {name: calls_of(service) for name, service in self.names.items()}
        self._leaves = {name: max(left for _, _, left in stops[:-1]) for name, stops in calls.items()}
        self._arrivals = {
            site: tuple(min(at + facts.ride_s(stop, site) for stop, at, _ in stops[1:]) for stops in calls.values())
            for site in facts.sites
        }
        self._known: dict[tuple[tuple[int, ...], int, int, str], Way] = {}

    def of(self, kin: Kin, last_at: int) -> Way:
        """Services that leave once they are ready and arrive by a moment, and the first arrival; on shut ground those
        alone that they reach on foot."""
        walking = kin.origin_adcode if self._facts.is_shut(kin.pickup_id, kin.ready_at, last_at) else ""
        key = (self._arrivals[kin.site_id], kin.ready_at, last_at, walking)
        if key not in self._known:
            self._known[key] = self._find(*key)
        return self._known[key]

    def _find(self, arrivals: tuple[int, ...], ready_at: int, last_at: int, walking: str) -> Way:
        found = [
            (name, at)
            for name, at in zip(self.names, arrivals, strict=True)
            if ready_at <= self._leaves[name] and at <= last_at and (not walking or self._on_foot(walking, name))
        ]
        return tuple(sorted(name for name, _ in found)), min((at for _, at in found), default=last_at)

    def _on_foot(self, origin: str, name: str) -> bool:
        stops = [self._facts.stops[stop] for stop, _, _ in calls_of(self.names[name])[:-1]]
        return any(within(origin, area) for stop in stops for area in stop.catchment_adcodes)

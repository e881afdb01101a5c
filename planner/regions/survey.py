"""The whole campaign in broad strokes: a few counted cohorts for each pair of cities, day and region."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from planner.domain.demand import Cohort, Heat
from planner.domain.place import SEAT_PREFIX, Place, prefecture_of
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.domain.travel import TravelSource
from planner.optimise.allotment import Shares, share_services
from planner.optimise.wide_matching import Metres, largest_of_cities
from planner.reference import counties
from planner.regions.division import Atom, Region
from planner.regions.people import People, numbers
from planner.regions.rough_prices import RoughPrices
from planner.travel import travel_source

SHARE_OF_RIDERS = 0.1
"""Vehicle time that feeders and last miles take, as a share of the direct coach they replace (assumed)."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What the regions need of shared things.

    Attributes
    ----------
    shares : Shares
        Riders of each service by region, and prices of seats.
    coach_s : Counter
        Likely vehicle seconds by region number and atom.
    """

    shares: Shares
    coach_s: Counter[tuple[int, Atom]]


def county_metres(travel: TravelSource) -> Metres:
    """Distances between counties by code, as wide matching asks for them."""

    def metres(origins: Sequence[str], targets: Sequence[str]) -> npt.NDArray[np.int64]:
        codes, seats = sorted({*origins, *targets}), counties()
        places = [Place(SEAT_PREFIX + c, seats[c].lon, seats[c].lat, c) for c in codes]
        found = travel.matrix(places, frozenset()).distance_m.astype(np.int64)
        row = {code: number for number, code in enumerate(codes)}
        return found[np.ix_([row[c] for c in origins], [row[c] for c in targets])]

    return metres


def survey(scenario: Scenario, policy: Policy, people: People, regions: Sequence[Region]) -> Survey:
    """Count, price and share out."""
    rough, cohorts, region_of = _rough(scenario, people, regions)
    prices = RoughPrices(rough, policy, travel_source(rough), cohorts)
    shares = share_services(rough, policy, cohorts, region_of, prices.direct(), prices.linehaul())
    city = {site.site_id: prefecture_of(site.adcode) for site in rough.sites}
    coach_s: Counter[tuple[int, Atom]] = Counter()
    for n, cohort in enumerate(cohorts):
        direct = shares.by_coach[n] + SHARE_OF_RIDERS * (cohort.persons - shares.by_coach[n])
        atom = (city[cohort.site_id], prefecture_of(cohort.origin_adcode))
        coach_s[region_of[n], atom] += int(direct * int(prices.share_s[n])) + 1
    return Survey(shares, coach_s)


def _rough(
    scenario: Scenario, people: People, regions: Sequence[Region]
) -> tuple[Scenario, tuple[Cohort, ...], tuple[int, ...]]:
    """The scenario of the largest counties and sites alone, its cohorts, and the region of each."""
    counted = _counted(scenario, people, regions)
    sending: Counter[str] = Counter()
    for party, (persons, _) in counted.items():
        sending[party.origin] += persons
    seat_of, site_of = largest_of_cities(sending), _largest_sites(counted)
    merged: dict[_Party, tuple[int, int]] = {}
    for party, (persons, due_at) in counted.items():
        site_id, origin = site_of[party.region, party.city], seat_of[prefecture_of(party.origin)]
        _add(merged, replace(party, site_id=site_id, origin=origin), persons, due_at)
    enterprise = {site.site_id: site.enterprise_id for site in scenario.sites}
    tier = {firm.enterprise_id: firm.tier for firm in scenario.enterprises}
    cohorts = tuple(
        Cohort(
            f"C{n:06d}", "heat", enterprise[p.site_id], p.site_id, p.origin, SEAT_PREFIX + p.origin, p.ready_at, due_at,
            tier[enterprise[p.site_id]], "green", persons,
        )
        for n, (p, (persons, due_at)) in enumerate(sorted(merged.items()), 1)
    )  # fmt: skip
    kept = {cohort.site_id for cohort in cohorts}
    heat = tuple(Heat(code, 1, scenario.campaign.start_at, None, "") for code in sorted({*seat_of.values()}))
    rough = replace(
        scenario, workers=(), heat=heat, demand=(), sites=tuple(s for s in scenario.sites if s.site_id in kept)
    )
    return rough, cohorts, tuple(party.region for party in sorted(merged))


@dataclass(frozen=True, slots=True, order=True)
class _Party:
    """Those who are counted together; ``ready_at``: the midnight before they are ready."""

    region: int
    city: str
    site_id: str
    origin: str
    ready_at: int


Counted = dict[_Party, tuple[int, int]]
"""Persons and last due moment of each party."""


def _add(counted: Counted, party: _Party, persons: int, due_at: int) -> None:
    before = counted.get(party, (0, 0))
    counted[party] = (before[0] + persons, max(before[1], due_at))


def _counted(scenario: Scenario, people: People, regions: Sequence[Region]) -> Counted:
    """Everybody by region, site, county of origin and day."""
    region_of, clock, end = numbers(regions), scenario.campaign.clock, scenario.campaign.end_at - 1
    found: Counted = {}

    def midnight(ready_at: int) -> int:
        return clock.midnight(clock.day(max(ready_at, scenario.campaign.start_at)))

    for worker, atom in zip(scenario.workers, people.workers, strict=True):
        party = _Party(region_of[atom], atom[0], worker.site_id, worker.origin_adcode, midnight(worker.ready_at))
        _add(found, party, 1, min(worker.due_at or end, end))
    for flow, atom in zip(people.flows, people.of_flow, strict=True):
        row = scenario.demand[flow.demand]
        party = _Party(region_of[atom], atom[0], row.site_id, flow.origin_adcode, midnight(flow.ready_at))
        _add(found, party, flow.persons, min(row.due_at, end))
    return found


def _largest_sites(counted: Counted) -> dict[tuple[int, str], str]:
    """Site with most persons of each region and city."""
    persons: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for party, (count, _) in counted.items():
        persons[party.region, party.city][party.site_id] += count
    return {key: min(sites, key=lambda s: (-sites[s], s)) for key, sites in persons.items()}

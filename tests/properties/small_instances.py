"""Tiny campaigns whose best plan is found by trying everything.

The class is such that trying everything is exact: windows are so wide that every departure fits; each coach makes one
loaded trip within a day, out from its depot and home again, both empty runs paid; no rule limits drivers, and nothing
is scarce but coaches and seats. A plan is then a choice of trips (fleet, pick-ups, drops) and of who rides on which;
its value is persons left behind by tier, in order, then cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, combinations, combinations_with_replacement, permutations
from random import Random

import numpy as np
import numpy.typing as npt

from planner.domain.demand import Enterprise, Worker
from planner.domain.fleet import Fleet, Positioning
from planner.domain.place import SEAT_PREFIX, Place, Site
from planner.domain.rule import LoadCap, Policy, RuleSet, Times
from planner.domain.scenario import Campaign, Costs, Scenario
from planner.reference import counties
from planner.units import DAY_S, LocalClock

CLOCK = LocalClock(28_800)
START = CLOCK.moment("2020-02-20T00:00")
DAYS = 8
ORIGINS = ("330108", "330424", "330502", "330702", "330802", "331002", "331121", "340181", "341802", "310115")
NEAR = ("330203", "330206", "330212", "330281", "330282")
BARE, HALF = Fraction(1), Fraction(1, 2)
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Group:
    """Persons of one tier from a county seat to a site."""

    pickup_id: str
    site_id: str
    tier: int
    persons: int


@dataclass(frozen=True, slots=True)
class Instance:
    """A scenario under its rules, and the groups that its workers make."""

    scenario: Scenario
    policy: Policy
    groups: tuple[Group, ...]


def rules(share: Fraction, pickups: int, drops: int) -> Policy:
    """Nothing but seats, stops and windows binds."""
    times = Times(turnaround_s=0, max_ride_s=108_000)
    only = RuleSet("small@2020-01-01", START - 30 * DAY_S, (LoadCap("*", "*", "*", share),), max_pickups=pickups,
                   max_drops=drops, times=times)  # fmt: skip
    return Policy("small", (only,), ("served", "cost"))


def draw(seed: int) -> Instance:
    """The instance of a seed: 1–4 groups to 1–2 sites, 1–3 coaches of 1–2 kinds, all seats or half of them."""
    rng = Random(seed)
    firms = [Enterprise(f"E{n}", f"测试厂{n}", rng.choice((0, 1))) for n in range(1, rng.randint(1, 2) + 1)]
    sites = [_site(rng, firm) for firm in firms]
    origins = rng.sample(ORIGINS, 4)
    wanted = {(rng.choice(origins), rng.randrange(len(firms))) for _ in range(rng.randint(1, 4))}
    groups = tuple(
        Group(SEAT_PREFIX + origin, sites[n].site_id, firms[n].tier, rng.choice((1, 2, 5, 9, 14, 22, 30, 45)))
        for origin, n in sorted(wanted)
    )
    policy = rules(rng.choice((BARE, HALF)), rng.choice((1, 2)), rng.choice((1, 2)))
    campaign = Campaign(
        f"small-{seed}", "小", "Asia/Shanghai", CLOCK, START, START + DAYS * DAY_S, START - DAY_S, "330200"
    )
    scenario = Scenario(
        campaign=campaign, sha256=f"{seed:064x}", policy_pack="small", policy_override={}, objective={},
        network_provider="great-circle", matrix_path=None, costs=Costs(), enterprises=tuple(firms),
        sites=tuple(sites), workers=tuple(_workers(groups, sites)), fleets=tuple(_fleets(rng)),
    )  # fmt: skip
    return Instance(scenario, policy, groups)


def _site(rng: Random, firm: Enterprise) -> Site:
    county = counties()[rng.choice(NEAR)]
    lon, lat = (round(at + rng.uniform(-0.05, 0.05), 5) for at in (county.lon, county.lat))
    return Site(f"S{firm.enterprise_id[1:]}", firm.enterprise_id, "测试门", lon, lat, county.adcode, 0, DAY_S)


def _workers(groups: Sequence[Group], sites: Sequence[Site]) -> list[Worker]:
    firm = {site.site_id: site.enterprise_id for site in sites}
    people: list[Worker] = []
    for group in groups:
        for _ in range(group.persons):
            name = f"W{len(people) + 1:04d}"
            origin = group.pickup_id.removeprefix(SEAT_PREFIX)
            people.append(Worker(name, firm[group.site_id], group.site_id, origin, ready_at=START + DAY_S))
    return people


def _fleets(rng: Random) -> list[Fleet]:
    kinds, coaches = rng.randint(1, 2), rng.randint(1, 3)
    counts = [coaches] if kinds == 1 or coaches == 1 else [1, coaches - 1]
    found = []
    for number, count in enumerate(counts, 1):
        county, seats = counties()[rng.choice((*NEAR, *ORIGINS[:4]))], rng.choice((7, 19, 33, 49))
        found.append(
            Fleet(
                fleet_id=f"F{number}", operator="测试客运", vehicle_type=f"coach{seats}", seats=seats,
                seat_rows=max(1, seats // 4), count=count, drivers=2 * count, depot_adcode=county.adcode,
                lon=county.lon, lat=county.lat, registration_adcode=county.adcode, available_from=START - DAY_S,
                available_until=START + (DAYS + 2) * DAY_S, fixed_cents=rng.choice((0, 30_000, 80_000)),
                cents_per_km=rng.choice((300, 600, 1_000)), driver_day_cents=rng.choice((0, 50_000)),
                positioning=Positioning.RETURN, max_trips=1,
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class Metres:
    """Road metres between places by their ids."""

    places: dict[str, int]
    distance_m: npt.NDArray[np.int32]

    @classmethod
    def of(cls, places: Sequence[Place], distance_m: npt.NDArray[np.int32]) -> Metres:
        """A matrix by place."""
        return cls({place.place_id: number for number, place in enumerate(places)}, distance_m)

    def along(self, stops: Sequence[str]) -> int:
        """Metres over stops in order."""
        rows = [self.places[stop] for stop in stops]
        return sum(int(self.distance_m[a, b]) for a, b in zip(rows, rows[1:], strict=False))


def best_value(instance: Instance, metres: Metres) -> tuple[int, ...]:
    """Persons left behind by tier and cost, fen, of the best of all plans.

    Of a choice of trips, most persons served among groups of some tiers is a largest flow; by its least cut it is the
    least over sets of groups of: those outside the set, all of them, and the seats of the trips that touch the set.
    Serving better tiers first takes nothing from the whole (the sets that can be served form a matroid).
    """
    groups = instance.groups
    sets = np.array(list(_subsets(range(len(groups)))), dtype=object)
    chosen = _choices(instance, metres, sets)
    tiers = range(1 + max(group.tier for group in groups))
    served = [_served(groups, sets, chosen[0], tier) for tier in tiers]
    values = []
    before = np.zeros(len(chosen[1]), dtype=np.int64)
    for tier in tiers:
        persons = sum(group.persons for group in groups if group.tier == tier)
        values.append(persons - (served[tier] - before))
        before = served[tier]
    table = np.column_stack([*values, chosen[1]])
    best = table[np.lexsort(table.T[::-1])[0]]
    return tuple(int(cell) for cell in best)


def _subsets(items: Sequence[int]) -> chain[tuple[int, ...]]:
    return chain.from_iterable(combinations(items, size) for size in range(len(items) + 1))


def _choices(instance: Instance, metres: Metres, sets: npt.NDArray[np.object_]) -> tuple[Ints, Ints]:
    """Seats that touch each set of groups [choice, set] and cost [choice], of every choice of trips."""
    touch, cost = np.zeros((1, len(sets)), dtype=np.int64), np.zeros(1, dtype=np.int64)
    for fleet in instance.scenario.fleets:
        kinds = [(np.zeros(len(sets), dtype=np.int64), 0), *_trips(instance, fleet, metres, sets)]
        picks = np.array(list(combinations_with_replacement(range(len(kinds)), fleet.count)))
        seats = np.array([kind[0] for kind in kinds])[picks].sum(axis=1)
        cents = np.array([kind[1] for kind in kinds], dtype=np.int64)[picks].sum(axis=1)
        touch = (touch[:, None, :] + seats[None, :, :]).reshape(-1, len(sets))
        cost = (cost[:, None] + cents[None, :]).reshape(-1)
    return touch, cost


def _trips(
    instance: Instance, fleet: Fleet, metres: Metres, sets: npt.NDArray[np.object_]
) -> list[tuple[Ints, int]]:
    """Seats by set of groups and cost of every trip that a coach of a fleet could make."""
    only = instance.policy.rulesets[0]
    pickups = sorted({group.pickup_id for group in instance.groups})
    drops = sorted({group.site_id for group in instance.groups})
    seats = int(only.caps[0].share * fleet.seats)
    found = []
    for ups in _some(pickups, only.max_pickups or 1):
        for downs in _some(drops, only.max_drops or 1):
            aboard = [n for n, g in enumerate(instance.groups) if g.pickup_id in ups and g.site_id in downs]
            if {instance.groups[n].pickup_id for n in aboard} != ups or not aboard:
                continue
            if {instance.groups[n].site_id for n in aboard} != downs:
                continue
            paid_m = min(
                metres.along((fleet.depot_id, *first, *then, fleet.depot_id))
                for first in permutations(sorted(ups))
                for then in permutations(sorted(downs))
            )
            touched = np.array([seats if set(aboard) & set(members) else 0 for members in sets], dtype=np.int64)
            run_cents = (2 * fleet.cents_per_km * paid_m + 1_000) // 2_000
            found.append((touched, fleet.fixed_cents + run_cents + fleet.driver_day_cents))
    return found


def _some(items: Sequence[str], most: int) -> list[set[str]]:
    return [set(some) for size in range(1, most + 1) for some in combinations(items, size)]


def _served(groups: Sequence[Group], sets: npt.NDArray[np.object_], touch: Ints, tier: int) -> Ints:
    """Most persons of tiers up to ``tier`` whom each choice of trips serves."""
    persons = [group.persons if group.tier <= tier else 0 for group in groups]
    outside = np.array([sum(p for n, p in enumerate(persons) if n not in members) for members in sets])
    return np.asarray((outside[None, :] + touch).min(axis=1))

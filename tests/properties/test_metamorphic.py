"""A campaign changed in a known way: what must happen to its bounds and its plan.

Of bounds: those on persons left behind never rise when a campaign is relaxed, those on arrivals never fall; reordering
changes nothing, renaming nothing but the bound on cost; doubled prices double the bound on cost. Of plans, whose search
is by counted work: a relaxed campaign leaves no more persons behind, reordered rows and a second run give the same
value. A bound on cost is over plans that leave no more behind than the published one, so it is compared only where
both leave the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.domain.place import Level, Zone
from planner.domain.plan import Plan
from planner.domain.rule import LoadCap
from planner.domain.scenario import Scenario
from planner.explain.arrivals import CODE
from planner.units import HOUR_S
from tests.properties.small_instances import DAYS, START, Instance, draw, rules
from tests.properties.small_runs import plan_of, value_of

SEEDS = st.integers(0, 5_000)
FEW = settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
Change = Callable[[Scenario], Scenario]


@cache
def base(seed: int) -> Instance:
    """The instance of a seed."""
    return draw(seed)


@cache
def base_plan(seed: int) -> Plan:
    """Its plan; remembered."""
    return plan_of(base(seed))


def changed(instance: Instance, change: Change) -> Plan:
    """The plan of an instance whose scenario is changed."""
    return plan_of(replace(instance, scenario=change(instance.scenario)))


def bounds(plan: Plan) -> dict[str, int]:
    return {bound.name: bound.value for bound in plan.bounds}


def values(plan: Plan) -> dict[str, int]:
    return {level.name: level.value for level in plan.objective}


def arrivals(plan: Plan) -> dict[str, int]:
    """Bounds on arrivals by date."""
    return {f.subject: int(f.limit) for f in plan.findings if f.code == CODE}


def left(plan: Plan) -> int:
    return sum(row.persons for row in plan.unserved)


def is_relaxed(wide: Plan, tight: Plan) -> None:
    """What a relaxation may do to bounds and plan."""
    for level in tight.bounds:
        assert bounds(wide)[level.name] <= level.value
        if values(wide)[level.name] != values(tight)[level.name]:
            break  # from here on the bounds are over different plans
    for date, most in arrivals(tight).items():
        assert arrivals(wide).get(date, most) >= most
    assert left(wide) <= left(tight)


def one_more_coach(scenario: Scenario) -> Scenario:
    first, *others = scenario.fleets
    return replace(scenario, fleets=(replace(first, count=first.count + 1, drivers=first.drivers + 2), *others))


def wider_coaches(scenario: Scenario) -> Scenario:
    return replace(scenario, fleets=tuple(replace(fleet, seats=fleet.seats + 6) for fleet in scenario.fleets))


def second_trips(scenario: Scenario) -> Scenario:
    return replace(scenario, fleets=tuple(replace(fleet, max_trips=2) for fleet in scenario.fleets))


@pytest.mark.parametrize("change", [one_more_coach, wider_coaches, second_trips])
@FEW
@given(seed=SEEDS)
def test_more_to_travel_with_never_leaves_more_behind(change: Change, seed: int) -> None:
    is_relaxed(changed(base(seed), change), base_plan(seed))


@FEW
@given(seed=SEEDS)
def test_a_relaxed_cap_never_leaves_more_behind(seed: int) -> None:
    tight = replace(base(seed), policy=rules(Fraction(1, 2), 1, 1))
    wide = replace(base(seed), policy=rules(Fraction(1), 1, 1))
    is_relaxed(plan_of(wide), plan_of(tight))


@FEW
@given(seed=SEEDS)
def test_more_stops_never_leave_more_behind(seed: int) -> None:
    share = base(seed).policy.rulesets[0].caps[0].share
    tight, wide = (replace(base(seed), policy=rules(share, stops, stops)) for stops in (1, 2))
    is_relaxed(plan_of(wide), plan_of(tight))


def due(hours: int) -> Change:
    """Everybody has so many hours from being ready."""

    def change(scenario: Scenario) -> Scenario:
        people = tuple(replace(worker, due_at=worker.ready_at + hours * HOUR_S) for worker in scenario.workers)
        return replace(scenario, workers=people)

    return change


@FEW
@given(seed=SEEDS, hours=st.sampled_from([4, 6, 8]))
def test_a_longer_window_never_leaves_more_behind(seed: int, hours: int) -> None:
    is_relaxed(changed(base(seed), due(hours + 6)), changed(base(seed), due(hours)))


def _zoned(instance: Instance, *zones: Zone) -> Instance:
    """Half of the seats where a trip touches ground at medium level."""
    (only,) = instance.policy.rulesets
    caps = (LoadCap("*", "*", "medium", Fraction(1, 2)), LoadCap("*", "*", "*", Fraction(1)))
    policy = replace(instance.policy, rulesets=(replace(only, caps=caps, sealed_closed=True),))
    return replace(instance, policy=policy, scenario=replace(instance.scenario, zones=zones))


@FEW
@given(seed=SEEDS, level=st.sampled_from([Level.MEDIUM, Level.SEALED]))
def test_a_zone_less_never_leaves_more_behind(seed: int, level: Level) -> None:
    county = base(seed).groups[0].pickup_id.partition(":")[2]
    zone = Zone(county, level, START - 1, None)
    is_relaxed(plan_of(_zoned(base(seed))), plan_of(_zoned(base(seed), zone)))


def shuffled(seed: int) -> Change:
    """Rows of every table in another order."""

    def change(scenario: Scenario) -> Scenario:
        rng, tables = Random(seed), ("enterprises", "sites", "workers", "fleets")
        rows = {name: list(getattr(scenario, name)) for name in tables}
        for table in rows.values():
            rng.shuffle(table)
        return replace(scenario, **{name: tuple(table) for name, table in rows.items()})

    return change


@FEW
@given(seed=SEEDS, order=st.integers(0, 99))
def test_the_order_of_rows_changes_no_value_and_no_bound(seed: int, order: int) -> None:
    other = changed(base(seed), shuffled(order))
    assert value_of(other) == value_of(base_plan(seed))
    assert (bounds(other), arrivals(other)) == (bounds(base_plan(seed)), arrivals(base_plan(seed)))


def renamed(scenario: Scenario) -> Scenario:
    """Other ids in another order."""

    def name(text: str) -> str:
        return f"X{9999 - int(text[1:]):04d}"

    firms = {firm.enterprise_id: name(firm.enterprise_id) for firm in scenario.enterprises}
    sites = {site.site_id: f"Z{name(site.site_id)}" for site in scenario.sites}
    return replace(
        scenario,
        enterprises=tuple(replace(f, enterprise_id=firms[f.enterprise_id]) for f in scenario.enterprises),
        sites=tuple(
            replace(s, site_id=sites[s.site_id], enterprise_id=firms[s.enterprise_id]) for s in scenario.sites
        ),
        workers=tuple(
            replace(w, worker_id=name(w.worker_id), site_id=sites[w.site_id], enterprise_id=firms[w.enterprise_id])
            for w in scenario.workers
        ),
        fleets=tuple(replace(f, fleet_id=name(f.fleet_id)) for f in scenario.fleets),
    )


@FEW
@given(seed=SEEDS)
def test_names_change_no_bound_on_people_and_leave_nobody_behind(seed: int) -> None:
    # The bound on cost measures empty runs from an anchor that goes by the order of ids: another one is as true.
    other = changed(base(seed), renamed)
    assert left(other) == left(base_plan(seed))
    assert arrivals(other) == arrivals(base_plan(seed))
    assert {n: v for n, v in bounds(other).items() if n != "cost"} == {
        n: v for n, v in bounds(base_plan(seed)).items() if n != "cost"
    }


def doubled(scenario: Scenario) -> Scenario:
    """All prices twice as high."""
    return replace(
        scenario,
        fleets=tuple(
            replace(
                fleet, fixed_cents=2 * fleet.fixed_cents, cents_per_km=2 * fleet.cents_per_km,
                driver_day_cents=2 * fleet.driver_day_cents,
            )
            for fleet in scenario.fleets
        ),
    )  # fmt: skip


@FEW
@given(seed=SEEDS)
def test_doubled_prices_double_the_bound_on_cost(seed: int) -> None:
    once, twice = base_plan(seed), changed(base(seed), doubled)
    rounding = 2 * len(base(seed).scenario.workers) + 2  # a price per person is rounded down to a fen
    assert left(once) == left(twice)
    assert abs(bounds(twice)["cost"] - 2 * bounds(once)["cost"]) <= rounding


@FEW
@given(seed=SEEDS)
def test_the_same_input_gives_the_same_plan(seed: int) -> None:
    again = plan_of(base(seed))
    assert (again.trips, again.stop_times, again.loads, again.manifest, again.duties) == (
        base_plan(seed).trips, base_plan(seed).stop_times, base_plan(seed).loads, base_plan(seed).manifest,
        base_plan(seed).duties,
    )  # fmt: skip
    assert again.bound_certificate == base_plan(seed).bound_certificate


def test_a_campaign_of_the_class_has_room_for_every_departure() -> None:
    assert DAYS >= 4 and all(worker.due_at is None for worker in base(1).scenario.workers)

"""Bounds: below every plan found, proved again without a solver, and equal to what a pencil says."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from planner.candidates.shipments import build_work
from planner.domain.demand import Cohort
from planner.domain.fleet import Positioning
from planner.domain.place import Level, Zone
from planner.domain.plan import ObjectiveLevel
from planner.domain.rule import DriverRules
from planner.optimise.bound import Certificate, prove_bounds
from planner.optimise.master import choose_services
from planner.optimise.problem import build_routing_data
from planner.optimise.routing import route_coaches
from planner.verify.bound_check import check_level, provable
from planner.verify.read.bound import BoundRow
from tests.builders.proofs import judged, levels_of
from tests.builders.small_world import (
    CEHENG,
    FUNAN,
    PLANE,
    YINGSHANG,
    SmallWorld,
    cohort,
    fleet,
    limits,
    moment,
    rules,
    small_world,
    train,
)


def prove(world: SmallWorld, cohorts: Sequence[Cohort], values: dict[str, int]) -> Certificate:
    ways = world.ways(cohorts)
    levels = [ObjectiveLevel(name, value, "persons") for name, value in values.items()]
    return prove_bounds(world.scenario, world.policy, cohorts, ways.direct, ways.linehaul, levels, limits())


def bounds(certificate: Certificate) -> dict[str, int]:
    return {bound.name: bound.value for bound in certificate.bounds}


def publish(folder: Path, certificate: Certificate) -> Path:
    """The two files that the check reads."""
    published = [{"name": b.name, "value": b.value} for b in certificate.bounds]
    (folder / "plan.json").write_text(json.dumps({"bounds": published}), encoding="utf-8")
    (folder / "bound.json").write_text(json.dumps(certificate.proof), encoding="utf-8")
    return folder


def test_seats_of_all_trips_that_fleets_may_make_are_counted() -> None:
    # 600 coaches of 48 seats, half of them usable, once each: 600 × 24 = 14,400 of 17,000
    world = small_world(fleets=[fleet(count=600, drivers=1_200, max_trips=1)])
    cohorts = [cohort(1, 9_000), cohort(2, 8_000, origin=YINGSHANG)]
    assert bounds(prove(world, cohorts, {"unserved_tier_1": 2_600})) == {"unserved_tier_1": 2_600}


def test_a_fleet_without_a_limit_on_trips_bounds_nobody() -> None:
    world = small_world(fleets=[fleet(count=600, max_trips=1), fleet("FY", count=1)])
    assert bounds(prove(world, [cohort(1, 17_000)], {"unserved_tier_1": 2_600})) == {"unserved_tier_1": 0}


def test_better_tiers_take_the_seats_first() -> None:
    world = small_world(fleets=[fleet(count=2, drivers=4, max_trips=1)])
    cohorts = [cohort(1, 30, tier=0), cohort(2, 30, tier=1)]
    found = bounds(prove(world, cohorts, {"unserved_tier_0": 0, "unserved_tier_1": 12}))
    assert found == {"unserved_tier_0": 0, "unserved_tier_1": 12}


def test_those_without_any_way_are_counted() -> None:
    shut = Zone("522327", Level.SEALED, moment(-9), None)
    world = small_world(rules(sealed_closed=True), zones=(shut,))
    assert bounds(prove(world, [cohort(1, 7, origin=CEHENG), cohort(2, 9)], {"unserved_tier_1": 7})) == {
        "unserved_tier_1": 7
    }


def test_full_coaches_cost_at_least_their_floor() -> None:
    # two full coaches of Funan: 2 × (800 + 1,400 × 6 + 300) yuan; floors round down by less than a fen a person
    found = bounds(prove(small_world(), [cohort(1, 48)], {"unserved_tier_1": 0, "cost": 1_900_000}))
    assert 1_900_000 - 48 <= found["cost"] <= 1_900_000


def test_nobody_must_travel_whom_the_plan_leaves() -> None:
    found = bounds(prove(small_world(), [cohort(1, 48)], {"unserved_tier_1": 24, "cost": 950_000}))
    assert found["cost"] <= 950_000


def test_a_train_opened_in_part_is_the_least_that_it_costs() -> None:
    only_train = train(fixed_cents=1_000_000, unit_cents=0, seat_cents=0, min_load=100)
    world = small_world(fleets=[fleet("NB", cents_per_km=100_000)], services=(only_train,))
    found = bounds(prove(world, [cohort(1, 50, pickup_id="FYH")], {"unserved_tier_1": 0, "cost": 1_000_000_000}))
    assert found["cost"] >= 500_000


def test_a_tier_that_nobody_has_is_bounded_by_nought() -> None:
    found = bounds(prove(small_world(), [cohort(1, 9, tier=1)], {"unserved_tier_0": 0, "unserved_tier_1": 0}))
    assert found == {"unserved_tier_0": 0, "unserved_tier_1": 0}


def test_the_gap_says_how_far_the_plan_may_be_from_the_best() -> None:
    certificate = prove(small_world(), [cohort(1, 48)], {"unserved_tier_1": 0, "cost": 2_000_000})
    served, cost = certificate.bounds
    assert (served.gap, served.restricted) == (0.0, False)
    assert cost.gap == pytest.approx((2_000_000 - cost.value) / 2_000_000)


# -- random tiny campaigns


@dataclass(frozen=True, slots=True)
class Campaign:
    """A world, its cohorts, and the values of the plan found for them."""

    world: SmallWorld
    cohorts: tuple[Cohort, ...]
    values: dict[str, int]


def random_world(draw: random.Random) -> SmallWorld:
    depots = (PLANE["S1"], PLANE[FUNAN], PLANE[CEHENG])
    fleets = [
        fleet(
            f"F{n}",
            depots[draw.randrange(3)],
            seats=draw.randint(20, 56),
            count=(count := draw.randint(1, 5)),
            drivers=2 * count,
            fixed_cents=draw.randint(0, 100_000),
            cents_per_km=draw.randint(200, 900),
            positioning=draw.choice(list(Positioning)),
            max_trips=draw.choice((None, 1, 2)),
        )
        for n in range(draw.randint(1, 3))
    ]
    offers = [
        train(
            f"SV{n}",
            units=draw.randint(1, 4),
            min_load=draw.randint(1, 60),
            fixed_cents=draw.randint(0, 600_000),
            unit_cents=draw.randint(0, 100_000),
            seat_cents=draw.randint(0, 9_000),
        )
        for n in range(draw.randint(0, 2))
    ]
    zones = [Zone(draw.choice(("3412", "522327", "330282")), Level.HIGH, moment(-9), moment(draw.randint(1, 9)))]
    ruleset = rules(
        one_end_registration=draw.random() < 0.5,
        stop_ban_from=draw.choice((None, Level.HIGH)),
        max_pickups=draw.choice((None, 1, 2)),
        drivers=DriverRules(two_driver_m=draw.choice((None, 400_000))),
    )
    return small_world(ruleset, fleets=fleets, services=tuple(offers), zones=tuple(zones[: draw.randrange(2)]))


def random_cohorts(draw: random.Random) -> tuple[Cohort, ...]:
    return tuple(
        cohort(
            n,
            draw.randint(1, 70),
            draw.choice(("S1", "S2", "S3")),
            draw.choice((FUNAN, YINGSHANG, CEHENG)),
            tier=draw.randrange(2),
            ready_at=moment(draw.randrange(3)),
            due_at=moment(draw.randint(3, 8), 20),
        )
        for n in range(1, draw.randint(2, 6))
    )


def plan(world: SmallWorld, cohorts: tuple[Cohort, ...]) -> Campaign | None:
    """Services, then coaches out of and back to their depots; ``None`` when a train then leaves too empty to run."""
    ways = world.ways(cohorts)
    chosen = choose_services(world.scenario, world.policy, cohorts, ways.direct, ways.linehaul, limits())
    work = build_work(ways.prices, cohorts, ways.arrays, ways.direct.practical.tolist(), chosen.opened)
    data = build_routing_data(world.scenario, world.policy, world.ground, work.shipments, world.rides)
    routing = route_coaches(data, world.ground, work.shipments, limits(40))
    served: Counter[int] = Counter()
    aboard: Counter[int] = Counter()
    for ride in work.rides:
        legs = [leg for leg in (ride.direct, ride.feeder, ride.last_mile) if leg is not None]
        persons = min(work.shipments[leg].persons - routing.left[leg] for leg in legs)
        served[ride.cohort] += persons
        if ride.service is not None:
            aboard[ride.service] += persons
    cost = routing.cost_cents
    for entry in chosen.opened:
        service = world.scenario.services[entry.service]
        if aboard[entry.service] < service.min_load:
            return None
        cost += service.fixed_cents + service.unit_cents * entry.units + service.seat_cents * aboard[entry.service]
    left = Counter({0: 0, 1: 0})
    for number, one in enumerate(cohorts):
        left[one.tier] += one.persons - served[number]
    return Campaign(world, cohorts, {"unserved_tier_0": left[0], "unserved_tier_1": left[1], "cost": cost})


def test_no_plan_is_better_than_its_bound_and_every_bound_is_proved_again(tmp_path: Path) -> None:
    draw, seen, tight, opened = random.Random(20200224), 0, 0, 0
    for _ in range(230):
        world, cohorts = random_world(draw), random_cohorts(draw)
        campaign = plan(world, cohorts)
        if campaign is None:
            continue
        certificate = prove(world, cohorts, campaign.values)
        found = bounds(certificate)
        assert all(found[name] <= value for name, value in campaign.values.items()), (found, campaign)
        folder = publish(tmp_path, certificate)
        assert judged(folder, {}) == ()
        assert {level.name: provable(level) for level in levels_of(folder)} == found
        seen += 1
        tight += found["cost"] > campaign.values["cost"] // 2
        opened += any(row.row_id.startswith("room:") for row in _rows(folder))
    assert seen >= 200
    assert tight >= seen // 3  # they say something, too
    assert opened >= 50


def _rows(folder: Path) -> list[BoundRow]:
    return [row for level in levels_of(folder) for row in level.rows]


def test_a_bound_raised_by_one_is_refused(tmp_path: Path) -> None:
    certificate = prove(small_world(), [cohort(1, 48)], {"unserved_tier_1": 0, "cost": 1_900_000})
    tree = json.loads(json.dumps(certificate.proof))
    tree["levels"][1]["value"] += 1
    folder = publish(tmp_path, certificate)
    (folder / "bound.json").write_text(json.dumps(tree), encoding="utf-8")
    assert [v.rule for level in levels_of(folder) for v in check_level(level)] == ["bounds"]

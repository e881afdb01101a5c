"""The relaxation behind the bounds: every plan is a point of it, at no higher a price."""

from __future__ import annotations

import numpy as np

from planner.optimise.relaxation import PRICELESS, SHARE_SCALE, Relaxation, relax
from tests.builders.small_world import CEHENG, FUNAN, YINGSHANG, SmallWorld, cohort, fleet, small_world, train

PEOPLE = [cohort(1, 30), cohort(2, 20), cohort(3, 10, origin=YINGSHANG, tier=0), cohort(4, 5, origin=CEHENG)]


def relaxed(world: SmallWorld) -> Relaxation:
    ways = world.ways(PEOPLE)
    return relax(world.scenario, world.policy, PEOPLE, ways.direct, ways.linehaul)


def slack(made: Relaxation, point: list[float], caps: dict[int, int]) -> np.ndarray:
    """Right-hand sides less the rows' values; the first rows, one a group, are equations."""
    return made.rights(caps) - made.matrix() @ np.array(point)


def test_cohorts_alike_are_one_group_and_all_arrays_fit_together() -> None:
    made = relaxed(small_world(services=(train(),)))
    assert made.members == ((0, 1), (2,), (3,))
    assert made.persons.tolist() == [50, 10, 5] and made.tiers == (0, 1)
    rows, columns = made.matrix().shape
    assert len(made.rights({})) == rows
    assert len(made.uppers()) == len(made.costs(None)) == len(made.costs(0)) == columns


def test_leaving_everybody_is_a_point_unless_a_tier_is_capped() -> None:
    made = relaxed(small_world())
    point = [50.0, 10.0, 5.0, *[0.0] * len(made.direct)]
    assert (slack(made, point, {}) >= 0).all() and (slack(made, point, {})[:3] == 0).all()
    assert slack(made, point, {0: 9})[-2] == -1, "ten of tier 0 stay where nine may"
    assert made.costs(0) @ np.array(point) == 10 and made.costs(1) @ np.array(point) == 55


def test_everybody_by_coach_is_a_point_and_costs_the_floors() -> None:
    world = small_world()
    made, floor = relaxed(world), world.ways(PEOPLE).direct.floor
    point = [0.0, 0.0, 0.0, 50.0, 10.0, 5.0]
    assert (slack(made, point, {0: 0, 1: 0}) >= 0).all()
    assert made.costs(None) @ np.array(point) == 50 * min(floor[0], floor[1]) + 10 * floor[2] + 5 * floor[3]


def test_trips_are_counted_where_every_fleet_has_a_limit() -> None:
    limited = fleet(count=2, drivers=4, max_trips=1)
    made = relaxed(small_world(fleets=[limited]))
    assert made.trips == 2 * SHARE_SCALE
    point = [0.0, 0.0, 5.0, 50.0, 10.0, 0.0]
    assert slack(made, point, {})[3] < 0, "60 persons need more than two coaches of 24 seats"
    assert relaxed(small_world(fleets=[limited, fleet("FY")])).trips is None


def test_a_ride_dearer_than_a_free_coach_is_left_out() -> None:
    cheap = relaxed(small_world(services=(train(seat_cents=1),)))
    dear = relaxed(small_world(services=(train(seat_cents=10_000_000),)))
    assert {0, 1} <= set(cheap.rides[:, 1].tolist())
    assert not len(dear.rides)
    assert (cheap.rides[:, 2] < PRICELESS).all() and cheap.offers == ("SV1",)
    assert FUNAN in {PEOPLE[n].pickup_id for n in cheap.members[0]}

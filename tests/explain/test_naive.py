"""The yardstick beside a plan: each county and day by itself, checked by hand arithmetic."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from planner.domain.demand import Cohort
from planner.domain.fleet import Fleet, Positioning
from planner.domain.place import Level, Place, Site, Zone
from planner.domain.routing import RideTable
from planner.domain.rule import DriverRules, LoadCap, Policy, RuleSet, Times
from planner.domain.scenario import Campaign, Costs, Scenario
from planner.domain.travel import UNREACHABLE, Ground, Matrix
from planner.explain.naive import NaivePlan, naive_plan
from planner.units import DAY_S, HOUR_S, LocalClock

CLOCK = LocalClock(28_800)
START = CLOCK.midnight(18_314)
KM_H = 60
MORNING = START + 8 * HOUR_S

WHERE = {"depot:F": 0, "adcode:341225": 100, "adcode:522327": 900, "A": 300, "B": 330}
"""Kilometre stones along one road."""
COUNTY = {"depot:F": "330203", "adcode:341225": "341225", "adcode:522327": "522327", "A": "330206", "B": "330206"}

FLEET = Fleet(
    "F", "测试客运", "coach49", 49, 12, 1, 2, "330203", 121.5, 29.9, "330203", START, START + 9 * DAY_S,
    80_000, 600, 50_000, Positioning.RETURN,
)  # fmt: skip
RULES = RuleSet(
    "test@2020-02-11",
    START - DAY_S,
    (LoadCap("*", "*", "*", Fraction(1, 2)),),
    max_drops=6,
    max_enterprises={"coach": 6},
    one_end_registration=True,
    sealed_closed=True,
    drivers=DriverRules(two_driver_m=400_000, driving_24h_s=8 * HOUR_S),
    times=Times(pickup_dwell_s=900, drop_dwell_s=600, max_ride_s=10 * HOUR_S),
)


def ground() -> Ground:
    places = tuple(Place(name, 120.0, 30.0, COUNTY[name]) for name in WHERE)
    stones = np.array(list(WHERE.values()))
    metres = (np.abs(stones[:, None] - stones[None, :]) * 1000).astype(np.int32)
    drive_s = (metres / 1000 / KM_H * HOUR_S).astype(np.int32)
    return Ground(places, (Matrix(places, metres, drive_s),), (frozenset(),), (0,) * 9, 18_314)


def rides() -> RideTable:
    """Nobody rests: a ride takes as long as its driving."""
    return RideTable(900, 43_200, np.array([np.arange(200) * 900] * 2, dtype=np.int32))


def scenario(*fleets: Fleet, zones: tuple[Zone, ...] = ()) -> Scenario:
    campaign = Campaign("t", "测试", "Asia/Shanghai", CLOCK, START, START + 7 * DAY_S, START - DAY_S, "330200")
    sites = tuple(Site(s, f"E{s}", s, 121.8, 29.9, "330206", 0, DAY_S) for s in ("A", "B"))
    return Scenario(
        campaign, "0" * 64, "t", {}, {}, "matrix", None, Costs(), (), sites, fleets=fleets or (FLEET,), zones=zones
    )


def cohort(number: int, persons: int, site: str = "A", origin: str = "341225", ready: int = MORNING) -> Cohort:
    firm, pickup, due = f"E{site}", f"adcode:{origin}", ready + 3 * DAY_S
    return Cohort(f"C{number}", "named", firm, site, origin, pickup, ready, due, 0, "green", persons)


def plan(*cohorts: Cohort, scene: Scenario | None = None, rules: RuleSet = RULES) -> NaivePlan:
    return naive_plan(scene or scenario(), Policy("t", (rules,)), ground(), rides(), cohorts)


def test_a_coach_costs_its_charter_its_kilometres_out_there_and_home_and_its_driver_days() -> None:
    (coach,) = plan(cohort(1, 20)).coaches
    assert (coach.persons, coach.usable_seats, coach.distance_m) == (20, 24, 200_000)
    assert coach.drivers == 2, "100 + 200 + 300 km at 60 km/h are 10 h of driving in a day"
    assert coach.cost_cents == 80_000 + 600 * (100 + 200 + 300) + 2 * 1 * 50_000


@pytest.mark.parametrize(
    ("positioning", "paid_km"), [(Positioning.NONE, 200), (Positioning.ONE_WAY, 300), (Positioning.RETURN, 600)]
)
def test_only_the_empty_runs_that_the_charter_pays_are_counted(positioning: Positioning, paid_km: int) -> None:
    scene = scenario(replace(FLEET, positioning=positioning))
    assert plan(cohort(1, 20), scene=scene).cost_cents == 80_000 + 600 * paid_km + 100_000


def test_coaches_of_a_county_and_day_are_filled_one_after_another_along_the_nearest_sites() -> None:
    found = plan(cohort(1, 30, "B"), cohort(2, 20, "A"))
    assert [(coach.persons, coach.site_ids) for coach in found.coaches] == [(24, ("A", "B")), (24, ("B",)), (2, ("B",))]
    assert (found.persons, found.usable_seats) == (50, 72)
    assert found.coaches[0].distance_m == 230_000


def test_another_day_and_another_county_share_no_coach() -> None:
    later = cohort(2, 5, ready=START + DAY_S + 8 * HOUR_S)
    near = replace(cohort(3, 5), origin_adcode="330203", pickup_id="depot:F")
    assert sorted(coach.persons for coach in plan(cohort(1, 5), later, near).coaches) == [5, 5, 5]


def test_mixing_and_drop_limits_start_a_new_coach() -> None:
    for rules in (replace(RULES, max_drops=1), replace(RULES, max_enterprises={"coach": 1})):
        assert [c.persons for c in plan(cohort(1, 5), cohort(2, 5, "B"), rules=rules).coaches] == [5, 5]


def test_a_small_rest_goes_by_the_cheaper_small_coach() -> None:
    small = replace(FLEET, seats=20, seat_rows=5, fixed_cents=30_000, cents_per_km=400)
    found = plan(cohort(1, 30), scene=scenario(FLEET, small))
    assert [(coach.persons, coach.usable_seats) for coach in found.coaches] == [(24, 24), (6, 10)]


def test_the_number_of_coaches_owned_is_not_looked_at() -> None:
    assert len(plan(cohort(1, 24 * 5)).coaches) == 5 > FLEET.count


def test_those_beyond_the_longest_ride_are_left_out_and_counted() -> None:
    strict = replace(RULES, times=replace(RULES.times, max_ride_s=9 * HOUR_S))
    found = plan(cohort(1, 7, origin="522327"), cohort(2, 3), rules=strict)
    assert (found.persons, found.left) == (3, (("RIDE_TOO_LONG", 7),))


def test_a_window_too_short_a_missing_way_and_no_registered_fleet_are_told_apart() -> None:
    tight = replace(cohort(1, 4), due_at=START + 9 * HOUR_S)
    assert plan(tight).left == (("WINDOW_TOO_SHORT", 4),)
    foreign = scenario(replace(FLEET, registration_adcode="440106"))
    assert plan(cohort(1, 4), scene=foreign).left == (("NO_VEHICLE", 4),)
    cut = ground()
    cut.matrices[0].distance_m[:, cut.index()["A"]] = UNREACHABLE
    assert naive_plan(scenario(), Policy("t", (RULES,)), cut, rides(), [cohort(1, 4)]).left == (("NO_ROUTE", 4),)


def test_a_sealed_county_waits_for_its_opening_and_stays_behind_when_none_comes() -> None:
    until = START + 2 * DAY_S
    opening = scenario(zones=(Zone("341225", Level.SEALED, START, until),))
    assert plan(cohort(1, 4), scene=opening).persons == 4
    closed = scenario(zones=(Zone("341225", Level.SEALED, START, None),))
    assert plan(cohort(1, 4), scene=closed).left == (("ORIGIN_SEALED", 4),)


def test_the_order_of_cohorts_changes_nothing() -> None:
    cohorts = [cohort(n, 3 + n, "AB"[n % 2]) for n in range(1, 9)]
    assert plan(*cohorts) == plan(*reversed(cohorts))

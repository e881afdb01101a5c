"""Rough prices: farther is dearer, windows close ways, no fleet means no coach."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.domain.demand import Cohort, Heat
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.regions.rough_prices import RoughPrices
from planner.travel import travel_source

DAY_S = 86_400


def _prices(nation: Scenario, policy: Policy, days: tuple[int, ...] = (4, 4), **changed: object) -> RoughPrices:
    start, site = nation.campaign.start_at, nation.sites[0]
    origins = ("341202", "530102")
    rough = replace(
        nation,
        sites=(site,),
        workers=(),
        heat=tuple(Heat(code, 1, start, None, "") for code in origins),
        **changed,  # type: ignore[arg-type]
    )
    cohorts = [
        Cohort(f"C{n}", "heat", site.enterprise_id, site.site_id, code, f"adcode:{code}", start, start + span * DAY_S,
               0, "green", 10)
        for n, (code, span) in enumerate(zip(origins, days, strict=True))
    ]  # fmt: skip
    return RoughPrices(rough, policy, travel_source(rough), cohorts)


def test_kunming_is_dearer_and_takes_more_vehicle_time_than_fuyang(nation: Scenario, policy: Policy) -> None:
    prices = _prices(nation, policy)
    direct = prices.direct()
    assert direct.practical.all()
    assert direct.estimate[0] < direct.estimate[1]
    assert prices.share_s[0] < prices.share_s[1]


def test_a_window_shorter_than_the_ride_closes_the_coach(nation: Scenario, policy: Policy) -> None:
    assert _prices(nation, policy, days=(4, 1)).direct().practical.tolist() == [True, False]


def test_without_fleets_there_is_no_direct_coach(nation: Scenario, policy: Policy) -> None:
    assert not _prices(nation, policy, fleets=()).direct().practical.any()


def test_without_services_there_is_no_line_haul(nation: Scenario, policy: Policy) -> None:
    ways = _prices(nation, policy, services=()).linehaul()
    assert len(ways.cohort) == len(ways.estimate) == 0


def test_who_lives_at_the_hub_walks_in(nation: Scenario, policy: Policy) -> None:
    service = nation.services[0]
    hubs = tuple(replace(stop, catchment_adcodes=("341202",)) for stop in nation.stops)
    near = replace(
        service, depart_at=nation.campaign.start_at + DAY_S, arrive_at=nation.campaign.start_at + DAY_S + 36_000
    )
    ways = _prices(nation, policy, services=(near,), stops=hubs).linehaul()
    assert ways.walk_in[ways.cohort == 0].all()
    assert np.all(ways.estimate >= 0)

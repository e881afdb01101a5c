"""The sharing program fills cheap seats, and gives them to whom they save most."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.domain.candidates import CoachPhase, DirectWays, LinehaulWays
from planner.domain.demand import Cohort
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.ingest import read_scenario
from planner.optimise.allotment import Shares, share_services
from planner.optimise.master import usable_per_unit
from planner.policy import load_policy
from planner.recipes import build_scenario


@pytest.fixture(scope="module")
def train(tmp_path_factory: pytest.TempPathFactory) -> tuple[Scenario, Policy]:
    scenario = read_scenario(build_scenario("hitech-train", None, 1, "lists", tmp_path_factory.mktemp("t") / "s"))
    return replace(scenario, services=scenario.services[:1]), load_policy(scenario)


def _shares(scenario: Scenario, policy: Policy, direct_cents: tuple[int, int], ride_cents: int) -> Shares:
    """Two regions of 600 persons each, one service."""
    site, start = scenario.sites[0], scenario.campaign.start_at
    cohorts = [
        Cohort(f"C{n}", "heat", site.enterprise_id, site.site_id, code, f"adcode:{code}", start, start + 1, 0, "green",
               600)
        for n, code in enumerate(("341202", "341221"))
    ]  # fmt: skip
    cents, yes = np.array(direct_cents), np.ones(2, dtype=np.bool_)
    none, campaign = np.zeros(2, dtype=np.int64), scenario.campaign
    phase = CoachPhase(campaign.start_at, campaign.end_at, yes, cents, none)
    direct = DirectWays(yes, yes, lambda: cents, np.full(2, 24), (phase,))
    ride = np.full(2, ride_cents)
    ways = LinehaulWays(np.arange(2), np.zeros(2, dtype=np.int64), yes, yes, ride, lambda: ride)
    return share_services(scenario, policy, cohorts, (0, 1), direct, ways)


def test_seats_go_to_whom_they_save_most(train: tuple[Scenario, Policy]) -> None:
    scenario, policy = train
    service = replace(scenario.services[0], fixed_cents=0, unit_cents=0, seat_cents=0)
    cheap = replace(scenario, services=(service,))
    room = service.units * usable_per_unit(scenario, policy, service)
    assert room < 1_200
    found = _shares(cheap, policy, (50_000, 90_000), 10_000)
    assert found.riders[0][1] == pytest.approx(min(600, room))
    assert sum(found.riders[0].values()) == pytest.approx(room)
    assert sum(found.by_coach) == pytest.approx(1_200 - room)
    assert found.prices[0] == pytest.approx((50_000 if room > 600 else 90_000) - 10_000)


def test_a_dear_service_stays_empty(train: tuple[Scenario, Policy]) -> None:
    scenario, policy = train
    found = _shares(scenario, policy, (50_000, 50_000), 74_000)
    assert not found.riders
    assert sum(found.by_coach) == pytest.approx(1_200)

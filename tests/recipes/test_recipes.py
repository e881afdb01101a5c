"""Every recipe holds the facts of its sources and is read without a complaint."""

from collections import Counter
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from planner.data_files import data_path
from planner.domain.demand import Stage
from planner.domain.place import Level
from planner.domain.scenario import Scenario
from planner.ingest import read_scenario
from planner.policy import load_policy
from planner.recipes import build_scenario, recipe_names, recipes
from planner.recipes.facts import facts_of
from planner.units import great_circle_m

BIG = {"ningbo-102k", "coach-102k"}
NATION = "china-1.7M"
"""Built as counts alone: there are fewer generated people than it has workers."""


@cache
def _scenario(name: str) -> Scenario:
    with TemporaryDirectory() as folder:
        return read_scenario(build_scenario(name, None, 7, "lists", Path(folder) / name))


def test_all_recipes_of_the_spine_are_there() -> None:
    assert set(recipe_names()) >= {
        "toy", "wuxing-flight", "qingchuan-coaches", "hitech-train", "fuyang-trains", "shenzhou-17k",
        "shenzhou-17k-one-wave", "shenzhou-permits", "liuheng", "ningbo-102k", "ningbo-10k", "spring-2026",
    }  # fmt: skip
    assert all(recipe.description and recipe.workers > 0 for recipe in recipes())


def test_the_page_beside_the_recipes_lists_each_with_its_size_and_title() -> None:
    page = data_path("scenarios", "README.md").read_text(encoding="utf-8")
    rows = [line.split("|", 2)[2] for line in page.splitlines() if line.startswith("|") and "`" in line]
    assert sorted(rows) == sorted(f" `{recipe.name}` | {recipe.workers} | {recipe.title} |" for recipe in recipes())


@pytest.mark.parametrize("name", sorted(set(recipe_names()) - BIG - {NATION}))
def test_a_recipe_is_read_without_a_complaint(name: str) -> None:
    scenario = _scenario(name)
    assert scenario.warnings == ()
    policy = load_policy(scenario)
    assert policy.at(scenario.campaign.start_at)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(BIG))
def test_a_city_is_read_without_a_complaint(name: str) -> None:
    scenario = _scenario(name)
    assert scenario.warnings == ()
    assert len(scenario.workers) == 102_700
    assert len(scenario.enterprises) in (3_000, 3_001)


def test_wuxing_has_165_workers_for_two_firms_and_no_coach_could_drive_it_in_30_hours() -> None:
    scenario = _scenario("wuxing-flight")
    assert sorted(Counter(worker.enterprise_id for worker in scenario.workers).values()) == [69, 96]
    (flight,) = scenario.services
    policy = load_policy(scenario)
    cap = policy.at(flight.depart_at).cap("flight", "inter_province", Level.LOW)
    assert cap * flight.seats_per_unit >= 165
    kunming, hongqiao = scenario.stops
    assert great_circle_m(kunming.lon, kunming.lat, hongqiao.lon, hongqiao.lat) > 1_900_000


def test_the_hitech_zone_lists_126_of_whom_18_withdraw_and_receives_them_at_one_place() -> None:
    scenario = _scenario("hitech-train")
    stages = Counter(worker.stage for worker in scenario.workers)
    assert (stages[Stage.ACCEPTED], stages[Stage.WITHDRAWN]) == (108, 18)
    assert len(scenario.enterprises) == 37
    first = scenario.sites[0]
    assert all(great_circle_m(first.lon, first.lat, site.lon, site.lat) < 100 for site in scenario.sites)


def test_fuyang_offers_eleven_trains_of_600_sellable_seats() -> None:
    scenario = _scenario("fuyang-trains")
    rules = load_policy(scenario).at(scenario.services[0].depart_at)
    seats = [
        service.units
        * rules.usable_seats("train", "inter_province", Level.LOW, service.seats_per_unit, service.rows_per_unit)
        for service in scenario.services
    ]
    assert seats == [600] * 11
    assert len(scenario.workers) == 6_600


def test_shenzhou_has_600_coaches_15_sites_and_some_300_counties() -> None:
    scenario = _scenario("shenzhou-17k")
    assert sum(fleet.count for fleet in scenario.fleets) == 600
    assert {fleet.seats for fleet in scenario.fleets} == {49}
    assert len(scenario.sites) == 15
    assert 270 <= len({worker.origin_adcode for worker in scenario.workers}) <= 400


def test_in_one_wave_every_coach_runs_once() -> None:
    scenario = _scenario("shenzhou-17k-one-wave")
    assert {fleet.max_trips for fleet in scenario.fleets} == {1}
    assert sum(fleet.count for fleet in scenario.fleets) == 600


def test_the_permit_office_signs_25_an_evening_for_600_coaches() -> None:
    scenario = _scenario("shenzhou-permits")
    assert {capacity.amount for capacity in scenario.capacities} == {25}
    assert sum(fleet.count for fleet in scenario.fleets) == 600
    assert load_policy(scenario).at(scenario.campaign.start_at).permit_required


def test_the_tenth_of_the_city_has_zones_that_change_by_day() -> None:
    scenario = _scenario("ningbo-10k")
    assert len({zone.until_at for zone in scenario.zones}) > 5
    assert {zone.level.name for zone in scenario.zones} == {"MEDIUM", "HIGH", "SEALED"}
    tiers = Counter(enterprise.tier for enterprise in scenario.enterprises)
    assert set(tiers) == {0, 1, 2, 3}
    grouped = sum(worker.group_id is not None for worker in scenario.workers)
    assert 0.04 <= grouped / len(scenario.workers) <= 0.06


@cache
def _nation(workers: int) -> Scenario:
    with TemporaryDirectory() as folder:
        return read_scenario(build_scenario(NATION, workers, 7, "heat", Path(folder) / "nation"))


def test_the_nation_has_27_provinces_of_origin_and_26_cities_of_destination() -> None:
    facts = facts_of(NATION)
    assert len(facts.origins.areas) == 27
    assert facts.firms is not None
    assert facts.city_fleets is not None
    assert len(facts.firms.adcodes) == len(facts.city_fleets.counts) == 26


def test_the_nation_offers_246_trains_1100_carriages_and_240_flights() -> None:
    offered = Counter[str]()
    for line in facts_of(NATION).lines:
        offered[line.mode] += line.count * (line.units if line.mode == "carriage_block" else 1)
    assert offered == {"train": 246, "carriage_block": 1_100, "flight": 240}


def test_a_small_nation_is_read_without_a_complaint_and_asks_for_as_many_as_there_are() -> None:
    scenario = _nation(3_000)
    assert scenario.warnings == ()
    assert sum(row.workers for row in scenario.heat) == sum(row.headcount for row in scenario.demand) == 3_000
    assert {len(area) for row in scenario.demand for area in row.origin_adcodes} == {2}
    assert load_policy(scenario).at(scenario.campaign.start_at)


@pytest.mark.slow
def test_the_whole_nation_is_read_without_a_complaint() -> None:
    scenario = _nation(1_700_000)
    assert scenario.warnings == ()
    assert sum(row.workers for row in scenario.heat) == 1_700_000

"""Atoms of people, and the persons of sites by region."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from planner.domain.demand import HeatFlow
from planner.domain.scenario import Scenario
from planner.ingest import read_scenario
from planner.recipes import build_scenario
from planner.regions.division import divide
from planner.regions.people import People


def test_matched_heat_counts_by_city_of_destination_and_of_origin(
    nation: Scenario, flows: tuple[HeatFlow, ...]
) -> None:
    people = People.of(nation, flows)
    assert people.persons().total() == sum(flow.persons for flow in flows)
    assert people.sites_of_atoms(nation).total() <= len(flows)
    assert set(people.sites_of_atoms(nation)) == set(people.persons())
    regions = divide(people.persons(), 100)
    at = people.sites(nation, regions)
    assert sum(count for by_region in at.values() for count in by_region.values()) == people.persons().total()
    for number, region in enumerate(regions):
        assert sum(by_region[number] for by_region in at.values()) == region.persons


def test_a_travel_group_goes_with_its_first_member(tmp_path: Path) -> None:
    scenario = read_scenario(build_scenario("toy", None, 1, "lists", tmp_path / "toy"))
    first, other = sorted(scenario.workers, key=lambda worker: worker.worker_id)[:2]
    other = replace(other, origin_adcode="530102")
    pair = tuple(replace(worker, group_id="G") for worker in (other, first))
    assert len(set(People.of(replace(scenario, workers=pair), ()).workers)) == 1
    alone = tuple(replace(worker, group_id=None) for worker in pair)
    assert len(set(People.of(replace(scenario, workers=alone), ()).workers)) == 2

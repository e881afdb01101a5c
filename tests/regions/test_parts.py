"""A region's scenario holds its people and what they need, and stands by itself."""

from __future__ import annotations

from planner.domain.demand import HeatFlow
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.regions.allotment import allot
from planner.regions.division import divide
from planner.regions.parts import part_of
from planner.regions.people import People
from planner.regions.survey import survey


def test_parts_hold_everybody_once_and_only_what_they_refer_to(
    nation: Scenario, policy: Policy, flows: tuple[HeatFlow, ...]
) -> None:
    people = People.of(nation, flows)
    regions = divide(people.persons(), 80)
    shares = allot(nation, policy, regions, survey(nation, policy, people, regions), people.sites(nation, regions))
    parts = [part_of(nation, people, region, share) for region, share in zip(regions, shares, strict=True)]
    assert sum(flow.persons for _, mine in parts for flow in mine) == sum(flow.persons for flow in flows)
    for (part, mine), region in zip(parts, regions, strict=True):
        assert sum(row.headcount for row in part.demand) == sum(row.workers for row in part.heat) == region.persons
        sites, firms = {s.site_id for s in part.sites}, {f.enterprise_id for f in part.enterprises}
        assert {part.demand[flow.demand].site_id for flow in mine} == sites
        assert {site.enterprise_id for site in part.sites} <= firms
        assert {customer for firm in part.enterprises for customer in firm.supplies} <= firms
        stops = {stop.stop_id for stop in part.stops}
        assert {hub for s in part.services for hub in (s.from_stop_id, s.to_stop_id)} <= stops
    assert len({part.sha256 for part, _ in parts}) == len(parts)

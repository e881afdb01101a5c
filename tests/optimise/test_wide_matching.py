"""Wide matching keeps every count, prefers who was asked for, and costs little more than the exact one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from planner.domain.demand import HeatFlow
from planner.domain.scenario import Scenario
from planner.ingest import read_scenario
from planner.optimise.matching import match_heat
from planner.optimise.wide_matching import COACH_M_PER_S, largest_of_cities, match_widely
from planner.policy import load_policy
from planner.recipes import build_scenario
from planner.reference import counties
from planner.travel import travel_source
from planner.travel.ground import lay_ground
from planner.units import HOUR_S, great_circle_m


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return read_scenario(build_scenario("china-1.7M", 500, 3, "heat", tmp_path_factory.mktemp("nation") / "s"))


def _metres(origins: Sequence[str], targets: Sequence[str]) -> npt.NDArray[np.int64]:
    seats = counties()
    return np.array(
        [[int(1.3 * great_circle_m(seats[a].lon, seats[a].lat, seats[b].lon, seats[b].lat)) for b in targets]
         for a in origins],
        dtype=np.int64,
    )  # fmt: skip


def _matched(scenario: Scenario, **changed: object) -> tuple[HeatFlow, ...]:
    tiers = {firm.enterprise_id: firm.tier for firm in scenario.enterprises}
    return match_widely(scenario, _metres, tiers, **changed)  # type: ignore[arg-type]


def _kilometres(scenario: Scenario, flows: Sequence[HeatFlow]) -> int:
    county = {site.site_id: site.adcode for site in scenario.sites}
    return sum(
        flow.persons * int(_metres([flow.origin_adcode], [county[scenario.demand[flow.demand].site_id]])[0, 0]) // 1000
        for flow in flows
    )


def test_no_row_gives_or_takes_more_than_it_has(nation: Scenario) -> None:
    given, taken = Counter[tuple[str, int]](), Counter[int]()
    for flow in _matched(nation):
        given[flow.origin_adcode, flow.ready_at] += flow.persons
        taken[flow.demand] += flow.persons
    heat = Counter[tuple[str, int]]()
    for row in nation.heat:
        heat[row.origin_adcode, row.ready_from] += row.workers
    assert all(persons <= heat[key] for key, persons in given.items())
    assert all(persons <= nation.demand[number].headcount for number, persons in taken.items())
    assert taken.total() >= 0.95 * 500


def test_asked_provinces_come_first(nation: Scenario) -> None:
    flows = _matched(nation)
    asked = sum(f.persons for f in flows if f.origin_adcode[:2] in nation.demand[f.demand].origin_adcodes)
    assert asked >= 0.9 * sum(flow.persons for flow in flows)


def test_it_costs_at_most_a_twentieth_more_kilometres_a_head_than_the_exact_matching(nation: Scenario) -> None:
    ground = lay_ground(nation, load_policy(nation), travel_source(nation))
    exact, wide = match_heat(nation, ground), _matched(nation)
    per_head = [_kilometres(nation, flows) / sum(f.persons for f in flows) for flows in (exact, wide)]
    assert per_head[1] <= 1.05 * per_head[0]


def _beyond(scenario: Scenario, flows: Sequence[HeatFlow], longest_s: int) -> int:
    """Persons whose ride is longer."""
    county = {site.site_id: site.adcode for site in scenario.sites}
    ends = [(f, county[scenario.demand[f.demand].site_id]) for f in flows]
    return sum(f.persons for f, end in ends if _metres([f.origin_adcode], [end])[0, 0] / COACH_M_PER_S > longest_s)


def test_more_are_matched_whom_a_coach_can_bring_when_the_others_come_last(nation: Scenario) -> None:
    longest_s = 40 * HOUR_S
    free, near = _matched(nation), _matched(nation, longest_s=longest_s)
    within = [sum(f.persons for f in flows) - _beyond(nation, flows, longest_s) for flows in (free, near)]
    assert within[1] > within[0]
    assert sum(flow.persons for flow in near) >= 0.95 * sum(flow.persons for flow in free)


def test_without_heat_or_demand_nobody_is_matched(nation: Scenario) -> None:
    assert _matched(replace(nation, heat=())) == ()
    assert _matched(replace(nation, demand=())) == ()


def test_closed_firms_are_met_last(nation: Scenario) -> None:
    scarce = replace(nation, heat=nation.heat[: len(nation.heat) // 2])
    firm = max(nation.enterprises, key=lambda f: sum(d.headcount for d in nation.demand
                                                     if d.enterprise_id == f.enterprise_id))  # fmt: skip

    def met(flows: Sequence[HeatFlow]) -> int:
        return sum(f.persons for f in flows if nation.demand[f.demand].enterprise_id == firm.enterprise_id)

    assert met(_matched(scarce, closed={firm.enterprise_id})) <= met(_matched(scarce))


def test_named_workers_are_taken_off_first(tmp_path: Path) -> None:
    scenario = read_scenario(build_scenario("toy", None, 1, "heat", tmp_path / "toy"))
    full = sum(flow.persons for flow in _matched(scenario))
    assert full == sum(row.headcount for row in scenario.demand)


def test_the_largest_county_stands_for_its_city() -> None:
    assert largest_of_cities({"330212": 5, "330206": 9, "310112": 1, "330203": 9}) == {"3302": "330203", "31": "310112"}

"""The scenario names its travel source."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from planner.domain.place import Site, Stop, StopKind
from planner.domain.scenario import Campaign, Costs, Scenario
from planner.errors import TravelError
from planner.travel import travel_source
from planner.travel.source import scenario_places
from planner.units import LocalClock


def _scenario(provider: str, matrix_path: str | None = None) -> Scenario:
    clock = LocalClock.of("Asia/Shanghai", date(2020, 2, 20), date(2020, 2, 22))
    start = clock.moment("2020-02-20T00:00")
    campaign = Campaign("c", "测试", "Asia/Shanghai", clock, start, start + 3 * 86_400, start, "330200")
    return Scenario(
        campaign=campaign,
        sha256="0" * 64,
        policy_pack="bare",
        policy_override={},
        objective={},
        network_provider=provider,
        matrix_path=matrix_path,
        costs=Costs(),
        enterprises=(),
        sites=(Site("S1", "E1", "测试厂", 121.60, 29.85, "330203", 0, 86_400),),
        stops=(Stop("P1", StopKind.PICKUP, "测试站", 121.50, 29.90, "330203"),),
    )


@pytest.mark.parametrize("provider", ["county-graph", "great-circle"])
def test_a_provider_is_chosen_by_name(provider: str) -> None:
    source = travel_source(_scenario(provider))
    assert source.name == provider
    matrix = source.matrix(scenario_places(_scenario(provider)), frozenset())
    assert 10_000 < matrix.distance_m[0, 1] < 25_000


def test_matrix_reads_the_file_of_the_scenario(tmp_path: Path) -> None:
    path = tmp_path / "matrix.csv"
    path.write_text("from,to,distance_m,drive_s\nP1,S1,12000,1500\n", encoding="utf-8")
    source = travel_source(_scenario("matrix", str(path)))
    assert source.matrix(scenario_places(_scenario("matrix")), frozenset()).distance_m[0, 1] == 12_000


@pytest.mark.parametrize(
    ("provider", "message"),
    [
        ("osrm", "'osrm' is not available in this version, use 'county-graph'"),
        ("valhalla", "not available in this version"),
        ("matrix", r"has no matrix\.csv"),
        ("roads", "'roads' is unknown"),
    ],
)
def test_a_provider_that_cannot_serve_says_what_to_use(provider: str, message: str) -> None:
    with pytest.raises(TravelError, match=message):
        travel_source(_scenario(provider))

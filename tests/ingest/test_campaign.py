"""``scenario.toml``: every key checked, several problems at once."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from planner.ingest.campaign import read_settings, read_toml
from planner.ingest.gazetteer import Gazetteer
from planner.ingest.report import Report
from planner.reference import counties

GAZETTEER = Gazetteer.of(counties(), ())
TREE: dict[str, Any] = {
    "campaign": {
        "id": "c", "name": "返岗", "timezone": "Asia/Shanghai", "start": "2020-02-22", "end": "2020-02-29",
        "as_of": "2020-02-20T08:00+08:00", "destination_adcode": "330200",
    },
    "policy": {"pack": "bare", "override": {"max_pickups": 2}},
    "network": {"provider": "great-circle"},
    "costs": {"walk_in_cents": 100},
    "objective": {"order": ["served", "cost"]},
}  # fmt: skip


def _read(**changes: dict[str, Any]) -> tuple[Any, Report]:
    tree = deepcopy(TREE)
    for section, keys in changes.items():
        tree.setdefault(section, {}).update(keys)
    report = Report()
    return read_settings(tree, Path("."), GAZETTEER, report), report


def test_a_good_file_becomes_typed_settings() -> None:
    settings, report = _read()
    assert not report.problems
    campaign = settings.campaign
    assert campaign.end_at - campaign.start_at == 8 * 86_400
    assert campaign.clock.iso(campaign.start_at) == "2020-02-22T00:00+08:00"
    assert (settings.network_provider, settings.costs.walk_in_cents) == ("great-circle", 100)
    assert settings.policy_override == {"max_pickups": 2}


@pytest.mark.parametrize(
    ("section", "keys", "column", "code"),
    [
        ("campaign", {"start": "2020-03-22"}, "campaign.end", "end_before_start"),
        ("campaign", {"end": "2030-02-29"}, "campaign.end", "not_a_date"),
        ("campaign", {"timezone": "Asia/Ningbo"}, "campaign.timezone", "bad_timezone"),
        ("campaign", {"as_of": "2020-02-20"}, "campaign.as_of", "no_time_of_day"),
        ("campaign", {"as_of": "2020-03-20T08:00"}, "campaign.as_of", "outside_horizon"),
        ("campaign", {"destination_adcode": "990000"}, "campaign.destination_adcode", "unknown_county"),
        ("campaign", {"name": 5}, "campaign.name", "wrong_type"),
        ("campaign", {"strat": "2020-02-22"}, "campaign.strat", "unknown_key"),
        ("network", {"provider": "teleport"}, "network.provider", "unknown_value"),
        ("costs", {"walk_in_cents": -1}, "costs.walk_in_cents", "not_an_integer"),
        ("costs", {"tolls": 1}, "costs.tolls", "unknown_key"),
        ("objective", {"weights": []}, "objective.weights", "unknown_key"),
        ("policy", {"pack": ""}, "policy.pack", "missing"),
        ("policy", {"override": "none"}, "policy.override", "wrong_type"),
        ("solver", {"name": "x"}, "solver", "unknown_key"),
    ],
)  # fmt: skip
def test_a_bad_key_is_named(section: str, keys: dict[str, Any], column: str, code: str) -> None:
    _, report = _read(**{section: keys})
    assert [(p.column, p.code) for p in report.problems] == [(column, code)]


def test_every_missing_key_is_named() -> None:
    report = Report()
    settings = read_settings({}, Path("."), GAZETTEER, report)
    assert settings.campaign is None
    assert {p.column for p in report.problems} == {
        "campaign.id", "campaign.name", "campaign.timezone", "campaign.start", "campaign.end",
        "campaign.destination_adcode", "policy.pack",
    }  # fmt: skip


def test_a_zone_that_changes_its_clock_within_the_horizon_is_refused() -> None:
    _, report = _read(campaign={"timezone": "Europe/Berlin", "end": "2020-04-10"})
    assert [p.code for p in report.problems] == ["bad_timezone"]


def test_toml_dates_are_dates() -> None:
    report = Report()
    tree = read_toml("[campaign]\nstart = 2020-02-22\nas_of = 2020-02-20T08:00:00+08:00\n", report)
    settings, report = _read(campaign=tree["campaign"])
    assert not report.problems
    assert settings.campaign.clock.iso(settings.campaign.as_of) == "2020-02-20T08:00+08:00"


def test_the_path_of_a_pack_starts_at_the_scenario(tmp_path: Path) -> None:
    report = Report()
    tree = {**TREE, "policy": {"pack": "mine.toml"}}
    assert read_settings(tree, tmp_path, GAZETTEER, report).policy_pack == str((tmp_path / "mine.toml").resolve())

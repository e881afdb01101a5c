from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import BadPolicy
from planner.units import LocalClock
from planner.verify.read.pack import read_policy
from tests.builders import edit_text, toy_scenario

CLOCK = LocalClock(28_800)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("max_drops = 2", "max_dorps = 2", "max_dorps"),
        ("max_drops = 2", 'max_drops = "two"', "max_drops"),
        ("sealed_closed = true", "sealed_closed = 1", "sealed_closed"),
        ('stop_ban_from = "high"', 'stop_ban_from = "purple"', "purple"),
        ('night_speed_share = "0.8"', "night_speed_share = 0.8", "exact decimal"),
        ('night_speed_share = "0.8"', 'night_speed_share = "1.8"', "between 0 and 1"),
        ('"2020-02-28"', '"2020-02-11"', "same moment"),
        ('pack = "toy-pack"', 'pakc = "toy-pack"', "pakc"),
        ("rest_s = 1200", "rest_m = 20", "rest_m"),
        ('title = "', "title = ", "not TOML"),
    ],
)
def test_a_pack_that_says_something_unknown_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    pack = toy_scenario(tmp_path) / "toy-pack.toml"
    edit_text(pack, old, new)
    with pytest.raises(BadPolicy, match=message):
        read_policy(pack, {}, CLOCK)


def test_a_pack_without_rule_sets_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.toml"
    path.write_text('title = "nothing"\n', encoding="utf-8")
    with pytest.raises(BadPolicy, match="ruleset"):
        read_policy(path, {}, CLOCK)


def test_a_rule_set_is_cited_by_pack_and_date(tmp_path: Path) -> None:
    policy = read_policy(toy_scenario(tmp_path) / "toy-pack.toml", {}, CLOCK)
    assert [rules.version for rules in policy.rulesets] == ["toy-pack@2020-02-11", "toy-pack@2020-02-28"]

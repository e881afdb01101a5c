"""Recipe files are strict, and a base is overlaid key by key."""

from pathlib import Path

import pytest

from planner.errors import BadUsage
from planner.recipes.facts import facts_of

BASE = """
title = "t"
description = "d"
workers = 10
sized_for = 10
sources = ["made up"]
[campaign]
name = "n"
start = "2020-02-17"
end = "2020-02-20"
as_of = "2020-02-16T12:00"
destination_adcode = "330206"
[policy]
pack = "bare"
[policy.override.times]
max_ride_s = 1
"""


def test_a_base_is_overlaid_key_by_key(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(BASE, encoding="utf-8")
    (tmp_path / "b.toml").write_text('base = "a"\nworkers = 5\n[campaign]\nname = "m"\n', encoding="utf-8")
    facts = facts_of("b", tmp_path)
    assert (facts.workers, facts.sized_for, facts.campaign.name, facts.campaign.end) == (5, 10, "m", "2020-02-20")
    assert facts.policy.override == {"times": {"max_ride_s": 1}}


def test_an_unknown_key_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("colour = 1\n" + BASE, encoding="utf-8")
    with pytest.raises(BadUsage, match="colour"):
        facts_of("a", tmp_path)


def test_an_unknown_recipe_is_named() -> None:
    with pytest.raises(BadUsage, match="no recipe 'nowhere'"):
        facts_of("nowhere")

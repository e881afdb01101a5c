"""Packs for the tests: a complete one as text, and scenarios that name a pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from planner.domain.rule import Policy
from planner.domain.scenario import Campaign, Costs, Scenario
from planner.policy import load_policy
from planner.units import DAY_S, LocalClock

CLOCK = LocalClock(28_800)
PACK = """\
pack = "mine"
title = "Mine"

[objective]
order = ["served", "cost"]

[[ruleset]]
effective_from = "2020-02-11"
caps = [
    { mode = "coach", scope = "in_city", level = "*", share = "1.0" },
    { mode = "*", scope = "*", level = "*", share = "0.5" },
]
max_pickups = 3
stop_ban_from = "high"
observation_rows = { coach = 2 }
banned_codes = ["red"]
sources = { "*" = "for tests" }

[ruleset.drivers]
continuous_day_s = 14400
rest_s = 1200

[ruleset.times]
max_ride_s = 108000
"""


def scenario(pack: str, start: str = "2020-02-22", **fields: object) -> Scenario:
    """A scenario of nothing but a campaign and its rules."""
    start_at = CLOCK.span_start(start)
    campaign = Campaign("c", "c", "Asia/Shanghai", CLOCK, start_at, start_at + 14 * DAY_S, start_at, "330200")
    made = Scenario(campaign, "", pack, {}, {}, "great-circle", None, Costs(), (), ())
    return replace(made, **fields)  # type: ignore[arg-type]


def policy_of(folder: Path, text: str = PACK, override: Mapping[str, object] | None = None, **fields: object) -> Policy:
    """Policy of a pack written to ``mine.toml``."""
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return load_policy(scenario(str(path), policy_override=override or {}, **fields))

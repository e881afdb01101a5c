"""The list of fields is the rule set's own."""

from __future__ import annotations

from dataclasses import fields

from planner.domain.rule import DriverRules, LightRules, RuleSet, Times
from planner.policy.fields import DRIVER_FIELDS, LIGHT_FIELDS, RULESET_FIELDS, TIME_FIELDS, default_text


def test_every_field_of_the_domain_is_listed_once() -> None:
    listed = [field.name for field in RULESET_FIELDS]
    assert sorted([*listed, "version", "effective_from", "drivers", "times", "lights", "sources"]) == sorted(
        field.name for field in fields(RuleSet)
    )
    assert [field.name for field in DRIVER_FIELDS] == [field.name for field in fields(DriverRules)]
    assert [field.name for field in TIME_FIELDS] == [field.name for field in fields(Times)]
    assert [field.name for field in LIGHT_FIELDS] == [field.name for field in fields(LightRules)]


def test_defaults_are_shown_as_written() -> None:
    assert default_text("max_pickups") == "none"
    assert default_text("sealed_closed") == "false"
    assert default_text("times.max_ride_s") == "108000"
    assert default_text("stages") == "`registered`, `interviewed`, `accepted`"
    assert default_text("lights.red_after") == "3"
    assert default_text("banned_codes") == default_text("caps") == ""

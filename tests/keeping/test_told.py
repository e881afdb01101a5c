from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from planner.domain.rule import EscortRule
from planner.ingest import read_scenario
from planner.keeping.kept import kept_of
from planner.keeping.told import kept_findings
from planner.policy import load_policy
from planner.publish.tables import read_plan
from tests.builders.toy_plan import toy_plan
from tests.builders.toy_scenario import toy_scenario


def test_what_is_kept_beyond_the_pins_and_what_lies_idle_is_told(tmp_path: Path) -> None:
    scenario, kept = read_scenario(toy_scenario(tmp_path)), kept_of(read_plan(toy_plan(tmp_path)), ("L1",))
    policy = load_policy(scenario)
    rule = EscortRule("liaison", "train", persons_per=100)
    policy = replace(policy, rulesets=tuple(replace(rules, escorts=(rule,)) for rules in policy.rulesets))
    found = {finding.subject: finding for finding in kept_findings(scenario, policy, kept)}
    assert set(found) == {"trips", "vehicles", "SV1", "bounds"}
    assert (found["trips"].value, found["trips"].limit) == ("4", "1")
    assert "1 pins name 1 trips with 12 persons of plan toy-plan" in found["trips"].message
    assert "4 trips with 23 persons stay as they are" in found["trips"].message
    assert (found["vehicles"].value, found["SV1"].value) == ("2", "1")
    assert "no bounds are proven" in found["bounds"].message

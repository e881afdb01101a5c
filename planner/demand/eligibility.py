"""Who may travel at all: the funnel before any seat is given, with the reason for each refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.domain.demand import Enterprise, Stage, Worker
from planner.domain.rule import Policy, RuleSet
from planner.domain.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a worker cannot travel: a code of ``reasons.csv``, the blocking object, and what would help."""

    reason: str
    detail: str
    blocking_id: str
    release: str


def enterprise_refusal(firm: Enterprise, rules: RuleSet, last_moment: int) -> Refusal | None:
    """Refusal that holds for every worker of a firm, or ``None``."""
    if firm.light in rules.lights_closed:
        return Refusal("LIGHT_RED", f"light is {firm.light}", firm.enterprise_id, "resolve the inspection items")
    if rules.negative_list_closed and firm.negative_listed:
        return Refusal("NEGATIVE_LISTED", "on the negative list", firm.enterprise_id, "leave the negative list")
    if rules.white_list_required and not firm.whitelisted:
        return Refusal("NOT_WHITELISTED", "not on the white list", firm.enterprise_id, "enter the white list")
    if firm.resume_from is not None and firm.resume_from >= last_moment:
        return Refusal("NOT_RESUMED", "resumes after the campaign", firm.enterprise_id, "an earlier resume date")
    return None


def closed_firms(scenario: Scenario, policy: Policy) -> dict[str, Refusal]:
    """Firms that nobody may travel to, by the rules in force when the campaign starts, with the reason."""
    rules, end = policy.at(scenario.campaign.start_at), scenario.campaign.end_at
    return {f.enterprise_id: no for f in scenario.enterprises if (no := enterprise_refusal(f, rules, end)) is not None}


def worker_refusal(worker: Worker, rules: RuleSet, firm_refusals: Mapping[str, Refusal]) -> Refusal | None:
    """First refusal of one worker in the order of the funnel, or ``None``."""
    if worker.stage is Stage.WITHDRAWN:
        return Refusal("WITHDRAWN", "stage is withdrawn", worker.worker_id, "register again")
    if worker.health_code in rules.banned_codes:
        return Refusal("CODE_NOT_GREEN", f"health code is {worker.health_code}", worker.worker_id, "a green code")
    return firm_refusals.get(worker.enterprise_id)

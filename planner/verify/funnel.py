"""The funnel before any seat: what bars a person or a firm at one moment, worked out from the raw rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.domain.demand import Enterprise, Worker
from planner.domain.place import Level
from planner.domain.rule import RuleSet
from planner.verify.levels import prefix_of

NEGATIVE = "negative"
CRITERIA: dict[str, str] = {
    "WITHDRAWN": "stage",
    "STAGE_NOT_REACHED": "stage",
    "CODE_NOT_GREEN": "health code",
    "CODE_EXPIRED": "age of the code",
    "BANNED_ORIGIN": "origin",
    "PROOF_MISSING": "14-day proof",
    "CERTIFICATE_MISSING": "health certificate",
    "TEST_MISSING": "test",
    "TEST_EXPIRED": "age of the test",
    "LIGHT_RED": "light",
    "NEGATIVE_LISTED": "negative list",
    "NOT_WHITELISTED": "white list",
    "NOT_RESUMED": "resumption",
}
"""Reason of ``unserved.csv`` → the fact of the funnel that it means."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One fact that keeps somebody at home: what was found and what is needed."""

    fact: str
    found: str
    needed: str


def bars_of_worker(worker: Worker, rules: RuleSet, level: Level, board_at: int) -> Iterator[Bar]:
    """What bars a named worker from boarding at a moment; ``level`` is that of the county of origin then."""
    if worker.stage not in rules.stages:
        yield Bar("stage", str(worker.stage), f"one of {', '.join(rules.stages)}")
    if worker.health_code in rules.banned_codes:
        yield Bar("health code", worker.health_code, "a code that may board")
    yield from _too_old("age of the code", worker.health_code_at, rules.code_max_age_s, board_at)
    yield from bars_of_origin(worker.origin_adcode, rules)
    if _asks(rules.proof_from, level) and not worker.origin_proof:
        yield Bar("14-day proof", "none", "handed in")
    if _asks(rules.certificate_from, level) and not worker.health_certificate:
        yield Bar("health certificate", "none", "handed in")
    if _asks(rules.test_from, level):
        if worker.test_result != NEGATIVE:
            yield Bar("test", worker.test_result or "none", NEGATIVE)
        yield from _too_old("age of the test", worker.test_at, rules.test_max_age_s, board_at)


def bars_of_origin(adcode: str, rules: RuleSet) -> Iterator[Bar]:
    """Whether people of a county may board at all; this binds anonymous workers too."""
    if any(adcode.startswith(prefix_of(area)) for area in rules.banned_origins):
        yield Bar("origin", adcode, f"none of {', '.join(rules.banned_origins)}")


def _asks(lowest: Level | None, level: Level) -> bool:
    return lowest is not None and level >= lowest


def _too_old(fact: str, dated_at: int | None, most_s: int | None, board_at: int) -> Iterator[Bar]:
    """An age above its limit; without a date no age can be shown."""
    if most_s is not None and (dated_at is None or board_at - dated_at > most_s):
        age = "no date" if dated_at is None else f"{board_at - dated_at} s"
        yield Bar(fact, age, f"at most {most_s} s")


def bars_of_firm(firm: Enterprise, rules: RuleSet, light: str, arrive_at: int) -> Iterator[Bar]:
    """What bars a firm from taking anybody in who arrives at a moment; ``light`` is that of the day of arrival."""
    if light in rules.lights_closed:
        yield Bar("light", light, f"none of {', '.join(rules.lights_closed)}")
    if rules.negative_list_closed and firm.negative_listed:
        yield Bar("negative list", "listed", "not listed")
    if rules.white_list_required and not firm.whitelisted:
        yield Bar("white list", "not listed", "listed")
    if firm.resume_from is not None and arrive_at < firm.resume_from:
        yield Bar("resumption", "not yet resumed", "resumed")

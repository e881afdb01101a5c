"""What a person shows before boarding, and what of it keeps them at home."""

from __future__ import annotations

from dataclasses import dataclass

from planner.domain.demand import Stage, Worker
from planner.domain.place import Level, within
from planner.domain.rule import RuleSet

NEGATIVE = "negative"


@dataclass(frozen=True, slots=True)
class Bar:
    """Why a journey may not be: a code of ``reasons.csv`` and the fact behind it."""

    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Papers:
    """The facts of one person that the funnel asks for; ``None`` in ``worker``: heat, green with papers in order."""

    origin_adcode: str
    worker: Worker | None = None

    def bar(self, rules: RuleSet, level: Level, at: int) -> Bar | None:
        """First thing that bars boarding at a moment, in the order of the funnel; ``level``: the origin's then."""
        worker = self.worker
        if worker is None:
            return self._origin_bar(rules)
        return (
            _stage_bar(worker, rules)
            or _code_bar(worker, rules, at)
            or self._origin_bar(rules)
            or _paper_bar(worker, rules, level)
            or _test_bar(worker, rules, level, at)
        )

    def valid_until(self, rules: RuleSet, level: Level) -> int | None:
        """Last boarding moment before the code or the test that is asked for is too old; ``None``: they never are."""
        worker = self.worker
        if worker is None:
            return None
        ends = []
        if rules.code_max_age_s is not None and worker.health_code_at is not None:
            ends.append(worker.health_code_at + rules.code_max_age_s)
        if _asks(rules.test_from, level) and rules.test_max_age_s is not None and worker.test_at is not None:
            ends.append(worker.test_at + rules.test_max_age_s)
        return min(ends, default=None)

    def promised_by(self, rules: RuleSet) -> tuple[int | None, int | None]:
        """Last boarding and last arrival that the promise to one who asked allows; ``None``: no limit."""
        if self.worker is None or self.worker.requested_at is None or rules.promise_s is None:
            return None, None
        end = self.worker.requested_at + rules.promise_s
        return (end, None) if rules.promise_to == "boarding" else (None, end)

    def _origin_bar(self, rules: RuleSet) -> Bar | None:
        for area in rules.banned_origins:
            if within(self.origin_adcode, area):
                return Bar("BANNED_ORIGIN", f"people of {area} may not board")
        return None


def _asks(lowest: Level | None, level: Level) -> bool:
    return lowest is not None and level >= lowest


def _stage_bar(worker: Worker, rules: RuleSet) -> Bar | None:
    if worker.stage in rules.stages:
        return None
    if worker.stage is Stage.WITHDRAWN:
        return Bar("WITHDRAWN", "stage is withdrawn")
    return Bar("STAGE_NOT_REACHED", f"stage is {worker.stage}, needed is {' or '.join(rules.stages)}")


def _code_bar(worker: Worker, rules: RuleSet, at: int) -> Bar | None:
    if worker.health_code in rules.banned_codes:
        return Bar("CODE_NOT_GREEN", f"health code is {worker.health_code}")
    return _age_bar("CODE_EXPIRED", "health code", worker.health_code_at, rules.code_max_age_s, at)


def _paper_bar(worker: Worker, rules: RuleSet, level: Level) -> Bar | None:
    if _asks(rules.proof_from, level) and not worker.origin_proof:
        return Bar("PROOF_MISSING", f"origin is {level.name.lower()} and there is no 14-day proof")
    if _asks(rules.certificate_from, level) and not worker.health_certificate:
        return Bar("CERTIFICATE_MISSING", f"origin is {level.name.lower()} and there is no health certificate")
    return None


def _test_bar(worker: Worker, rules: RuleSet, level: Level, at: int) -> Bar | None:
    if not _asks(rules.test_from, level):
        return None
    if worker.test_result != NEGATIVE:
        return Bar("TEST_MISSING", f"origin is {level.name.lower()}, test result is {worker.test_result or 'none'}")
    return _age_bar("TEST_EXPIRED", "test", worker.test_at, rules.test_max_age_s, at)


def _age_bar(reason: str, what: str, dated_at: int | None, most_s: int | None, at: int) -> Bar | None:
    """An age above its limit; without a date no age can be shown."""
    if most_s is None or (dated_at is not None and at - dated_at <= most_s):
        return None
    found = "has no date" if dated_at is None else f"is older than {most_s / 3600:g} h"
    return Bar(reason, f"{what} {found} at boarding")

"""From those registered to those who may travel, step by step, with the reason of each loss."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from planner.domain.demand import Cohort
from planner.domain.plan import Finding
from planner.explain.reasons import Cause
from planner.reference import reasons

CODE = "FUNNEL"
REGISTERED, ELIGIBLE = "registered", "eligible"
"""First and last step; the subjects between them are codes of ``reasons.csv``."""


def funnel_findings(cohorts: Sequence[Cohort], refused: Mapping[str, Cause]) -> tuple[Finding, ...]:
    """One finding a step, in the order of the catalogue: persons of the step, and how many are left after it.

    ``value`` is the head-count registered, refused for that reason, or eligible; ``limit`` the persons who remain;
    ``cites`` the rule sets that refuse. Nothing where nobody is planned for.

    Parameters
    ----------
    cohorts : sequence of Cohort
        Everybody: named workers and matched heat.
    refused : mapping
        Cause of each cohort that may not travel.
    """
    remaining = sum(cohort.persons for cohort in cohorts)
    if not remaining:
        return ()
    lost: Counter[str] = Counter()
    cited: dict[str, set[str]] = defaultdict(set)
    for cohort in cohorts:
        if cohort.cohort_id in refused:
            why = refused[cohort.cohort_id]
            lost[why.reason] += cohort.persons
            cited[why.reason].add(why.rule_version)
    found = [_step(REGISTERED, remaining, remaining, "", f"{remaining} persons are registered")]
    for code in (code for code in reasons() if code in lost):
        remaining -= lost[code]
        message = f"{lost[code]} stay, {remaining} remain: {reasons()[code].en}"
        found.append(_step(code, lost[code], remaining, ";".join(sorted(cited[code] - {""})), message))
    found.append(_step(ELIGIBLE, remaining, remaining, "", f"{remaining} persons may travel"))
    return tuple(found)


def _step(subject: str, value: int, left: int, cites: str, message: str) -> Finding:
    return Finding(CODE, subject, str(value), str(left), "persons", cites, message)

"""A reason for everyone left behind: a code of ``reasons.csv``, what blocks, and what would help."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from planner.domain.demand import Cohort
from planner.domain.plan import Residual, Unserved
from planner.domain.rule import Policy
from planner.reference import reasons

REPLACED = frozenset({"ORIGIN_SEALED", "ORIGIN_MODE_BANNED", "NO_ROUTE", "RIDE_TOO_LONG"})
"""Reasons that a later day does not cure: the firm has to hire others."""
FUNNEL = "eligibility"
"""Stage of the catalogue that is the funnel before any seat."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why persons of a cohort stay behind.

    ``rule`` and ``rule_version`` are the rule that forces it and the rule set it stands in, empty where no rule does.
    """

    reason: str
    detail: str
    blocking_id: str | None = None
    release: str | None = None
    rule: str = ""
    rule_version: str = ""


def cause(reason: str, detail: str, blocking_id: str | None = None, rule_version: str = "") -> Cause:
    """A cause with the release and the rule that the catalogue ``reasons.csv`` has for its reason.

    Raises
    ------
    KeyError
        The catalogue has no such reason.
    """
    known = reasons()[reason]
    return Cause(reason, detail, blocking_id, known.release_en, known.rule, rule_version if known.rule else "")


def unserved_rows(
    policy: Policy,
    cohorts: Sequence[Cohort],
    served: Mapping[str, int],
    left_names: Mapping[str, tuple[str, ...]],
    causes: Mapping[str, Sequence[tuple[int, Cause]]],
) -> tuple[Unserved, ...]:
    """One row for each named worker left behind, one for each heat cohort and cause.

    Each row cites the rule that forces it and the rule set: that of its cause, else the one in force when the cohort
    is ready.

    Parameters
    ----------
    served : mapping
        Persons of each cohort on a trip.
    left_names : mapping
        Workers of each named cohort who have no seat.
    causes : mapping
        Causes of each cohort with the persons they explain, in order; the last one explains the rest.
    """
    rows: list[Unserved] = []
    for cohort in cohorts:
        missing = cohort.persons - served.get(cohort.cohort_id, 0)
        if missing <= 0:
            continue
        names = list(left_names.get(cohort.cohort_id, ()))
        for persons, why in _shares(missing, causes.get(cohort.cohort_id, ())):
            cited = _cited(policy, cohort, why)
            if cohort.worker_ids:
                people, names = names[:persons], names[persons:]
                personal = why.blocking_id in cohort.worker_ids
                rows += [_row(cohort, 1, replace(cited, blocking_id=w) if personal else cited, w) for w in people]
            else:
                rows.append(_row(cohort, persons, cited, None))
    return tuple(rows)


def _shares(missing: int, causes: Sequence[tuple[int, Cause]]) -> list[tuple[int, Cause]]:
    """Split ``missing`` persons over causes; what no cause explains has no seat."""
    shares: list[tuple[int, Cause]] = []
    known = list(causes) or [(missing, cause("NO_SEAT", "no seat was found within the limits of the search"))]
    for number, (persons, why) in enumerate(known):
        taken = missing if number == len(known) - 1 else min(persons, missing)
        if taken:
            shares.append((taken, why))
            missing -= taken
    return shares


def _cited(policy: Policy, cohort: Cohort, why: Cause) -> Cause:
    """The cause with the rule set that was in force when the cohort was ready, where a rule forces it."""
    if not why.rule or why.rule_version:
        return why
    return replace(why, rule_version=policy.at(cohort.ready_at).version)


def _row(cohort: Cohort, persons: int, why: Cause, worker_id: str | None) -> Unserved:
    return Unserved(
        cohort.cohort_id, persons, why.reason, why.detail, worker_id, why.blocking_id, why.release, why.rule,
        why.rule_version,
    )  # fmt: skip


def residual_rows(cohorts: Sequence[Cohort], unserved: Sequence[Unserved]) -> tuple[Residual, ...]:
    """Those left behind by site and origin: to queue again, to replace, or lost in the funnel."""
    by_id = {cohort.cohort_id: cohort for cohort in cohorts}
    totals: dict[tuple[str, str, str, str, str], int] = defaultdict(int)
    for row in unserved:
        c = by_id[row.cohort_id]
        totals[c.enterprise_id, c.site_id, c.origin_adcode, _kind(row.reason), row.reason] += row.persons
    return tuple(
        Residual(firm, site, origin, persons, kind, reason)
        for (firm, site, origin, kind, reason), persons in sorted(totals.items())
    )


def _kind(reason: str) -> str:
    if reasons()[reason].stage == FUNNEL:
        return "funnel"
    return "replacement" if reason in REPLACED else "requeue"

"""A reason for everyone left behind: a code of ``reasons.csv``, what blocks, and what would help."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.domain.demand import Cohort
from planner.domain.plan import Residual, Unserved

REPLACED = frozenset({"ORIGIN_SEALED", "ORIGIN_MODE_BANNED", "NO_ROUTE", "RIDE_TOO_LONG"})
"""Reasons that a later day does not cure: the firm has to hire others."""
FUNNEL = frozenset({"WITHDRAWN", "CODE_NOT_GREEN", "NOT_WHITELISTED", "NEGATIVE_LISTED", "LIGHT_RED", "NOT_RESUMED"})
"""Reasons of the eligibility funnel."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why persons of a cohort stay behind."""

    reason: str
    detail: str
    blocking_id: str | None = None
    release: str | None = None


RELEASES = {
    "NO_VEHICLE": "more coaches or drivers on those days, or a later due date",
    "NO_PERMIT": "a higher daily number of permits, or self-printed passes",
    "WINDOW_TOO_SHORT": "an earlier ready date or a later due date",
    "RIDE_TOO_LONG": "a train, a flight, or a longer ride limit",
    "NO_ROUTE": "a bridge or ferry link, or reopened ground",
    "ORIGIN_SEALED": "the zone reopened",
    "GROUP_TOO_LARGE": "a larger coach, or the group divided",
    "MIN_LOAD_NOT_MET": "more persons for that service, or a lower minimum load",
    "NO_SEAT": "more coaches, or another carriage on the service",
}


def cause(reason: str, detail: str, blocking_id: str | None = None) -> Cause:
    """A cause with the usual release of its reason."""
    return Cause(reason, detail, blocking_id, RELEASES.get(reason))


def unserved_rows(
    cohorts: Sequence[Cohort],
    served: Mapping[str, int],
    left_names: Mapping[str, tuple[str, ...]],
    causes: Mapping[str, Sequence[tuple[int, Cause]]],
) -> tuple[Unserved, ...]:
    """One row for each named worker left behind, one for each heat cohort and cause.

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
            if cohort.worker_ids:
                people, names = names[:persons], names[persons:]
                rows += [_row(cohort, 1, why, worker_id) for worker_id in people]
            else:
                rows.append(_row(cohort, persons, why, None))
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


def _row(cohort: Cohort, persons: int, why: Cause, worker_id: str | None) -> Unserved:
    return Unserved(cohort.cohort_id, persons, why.reason, why.detail, worker_id, why.blocking_id, why.release)


def residual_rows(cohorts: Sequence[Cohort], unserved: Sequence[Unserved]) -> tuple[Residual, ...]:
    """Those left behind by site and origin: to queue again, to replace, or lost in the funnel."""
    by_id = {cohort.cohort_id: cohort for cohort in cohorts}
    totals: dict[tuple[str, str, str, str, str], int] = defaultdict(int)
    for row in unserved:
        c = by_id[row.cohort_id]
        kind = "funnel" if row.reason in FUNNEL else "replacement" if row.reason in REPLACED else "requeue"
        totals[c.enterprise_id, c.site_id, c.origin_adcode, kind, row.reason] += row.persons
    return tuple(
        Residual(firm, site, origin, persons, kind, reason)
        for (firm, site, origin, kind, reason), persons in sorted(totals.items())
    )

"""Who is left behind most: shortfalls of enterprises and of origin counties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from planner.domain.demand import Cohort


def groups_of(cohort: Cohort) -> tuple[tuple[str, str], tuple[str, str]]:
    """The enterprise and the origin county whose shortfalls a cohort counts for."""
    return ("enterprise", cohort.enterprise_id), ("origin", cohort.origin_adcode)


def shortfalls(cohorts: Sequence[Cohort], left: Mapping[int, int]) -> dict[tuple[str, str], int]:
    """⌈1000 × left behind ÷ persons⌉ of every enterprise and origin county; ``left``: persons by cohort (index)."""
    persons, behind = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for number, cohort in enumerate(cohorts):
        for group in groups_of(cohort):
            persons[group] += cohort.persons
            behind[group] += left.get(number, 0)
    return {group: -(-1000 * behind[group] // max(1, total)) for group, total in persons.items()}


def worst(cohorts: Iterable[Cohort], found: Mapping[tuple[str, str], int]) -> int:
    """The largest shortfall that any of these cohorts counts for; 0 without cohorts."""
    return max((found[group] for cohort in cohorts for group in groups_of(cohort)), default=0)

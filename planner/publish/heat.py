"""Labour-origin heat: how many workers each county sends, from lists and from counts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from planner.domain.demand import Stage
from planner.domain.place import area_prefix
from planner.domain.plan import Plan
from planner.domain.scenario import Scenario
from planner.publish.areas import Area, expand
from planner.reference import counties, prefectures


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One origin area. ``workers`` = the larger of counted and named: counts include the named."""

    adcode: str
    name: str
    name_en: str
    lon: float
    lat: float
    workers: int
    named: int
    served: int
    unserved: int


def heat_rows(scenario: Scenario, plan: Plan | None = None) -> tuple[HeatRow, ...]:
    """Origins by falling number of workers, then code; with a plan also who is served and who is not."""
    named: dict[str, int] = defaultdict(int)
    counted: dict[str, int] = defaultdict(int)
    for worker in scenario.workers:
        if worker.stage is not Stage.WITHDRAWN:
            named[worker.origin_adcode] += 1
    for row in scenario.heat:
        counted[row.origin_adcode] += row.workers
    served, unserved = _outcome(plan) if plan is not None else ({}, {})
    codes = {*named, *counted, *served, *unserved}
    rows = [
        _row(code, max(named.get(code, 0), counted.get(code, 0), served.get(code, 0) + unserved.get(code, 0)),
             named.get(code, 0), served.get(code, 0), unserved.get(code, 0))
        for code in codes
    ]
    return tuple(sorted(rows, key=lambda row: (-row.workers, row.adcode)))


def _outcome(plan: Plan) -> tuple[dict[str, int], dict[str, int]]:
    """Persons served and unserved by origin; each part of a cohort counts once."""
    origin = {cohort.cohort_id: cohort.origin_adcode for cohort in plan.cohorts}
    parts = {(load.cohort_id, load.part_id): load.persons for load in plan.loads}
    served: dict[str, int] = defaultdict(int)
    unserved: dict[str, int] = defaultdict(int)
    for (cohort_id, _), persons in parts.items():
        served[origin[cohort_id]] += persons
    for row in plan.unserved:
        if row.cohort_id in origin:
            unserved[origin[row.cohort_id]] += row.persons
    return served, unserved


def _row(code: str, workers: int, named: int, served: int, unserved: int) -> HeatRow:
    place = area_of(code)
    return HeatRow(
        code, place.name, place.name_en, place.lon, place.lat, workers, named, served, unserved
    )


def area_of(code: str) -> Area:
    """Name and middle of a county, prefecture or province; an unknown code stands for itself.

    Raises
    ------
    LookupError
        The code selects no county.
    """
    county = counties().get(code)
    if county is not None:
        return Area(code, county.name, county.name_en, county.lon, county.lat, ())
    prefecture = prefectures().get(area_prefix(code))
    if prefecture is not None:
        return Area(code, prefecture.name, prefecture.name_en, prefecture.lon, prefecture.lat, ())
    members = [counties()[member] for member in expand(code)]
    if not members:
        raise LookupError(f"area code {code!r} selects no county of February 2020")
    lon, lat = (sum(values) / len(members) for values in ([m.lon for m in members], [m.lat for m in members]))
    return Area(code, code, code, lon, lat, ())

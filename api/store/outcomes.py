"""What a published plan has for the charter requests that it was made with: seats on its trips, or reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.requests import WITHDRAWN
from api.store.work_models import PlanRow, RequestRow
from planner.domain.demand import Cohort
from planner.domain.plan import Load, Plan

Key = tuple[str, str, str]
"""Enterprise, site, county of origin: all that a plan knows of a request beside its window."""


@dataclass(slots=True)
class Share:
    """Persons of a cohort with one fate: a ride of one or more legs, or a reason; ``persons`` are not given out yet."""

    ready_at: int
    due_at: int
    persons: int
    legs: tuple[Load, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ride:
    """Persons of a request on one leg; moments of boarding and alighting."""

    trip_id: str
    mode: str
    leg_seq: int
    persons: int
    board_at: int
    alight_at: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request in one published plan.

    Attributes
    ----------
    persons : int
        Those who have a seat the whole way.
    unserved : tuple of (str, int)
        Reasons (codes of ``reasons.csv``) with persons; empty code: nobody of that origin was found for the request.
    """

    plan_id: str
    schedule_id: str
    persons: int
    rides: tuple[Ride, ...] = ()
    unserved: tuple[tuple[str, int], ...] = ()

    def kept(self) -> dict[str, Any]:
        """As the row of the request keeps it."""
        rides = [asdict(ride) for ride in self.rides]
        return {**asdict(self), "rides": rides, "unserved": [list(pair) for pair in self.unserved]}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Outcome:
        """As ``kept`` wrote it."""
        rides = tuple(Ride(**ride) for ride in kept["rides"])
        return cls(**{**kept, "rides": rides, "unserved": tuple((code, count) for code, count in kept["unserved"])})


@dataclass(frozen=True, slots=True)
class Settled:
    """How many requests a publication has changed: seats found, or lost again."""

    planned: int
    reopened: int


def settle(session: Session, plan_row: PlanRow, schedule_id: str, plan: Plan, now: int) -> Settled:
    """Tell all requests of a campaign what its new published plan has for them.

    A request with persons aboard is planned; one without is open, so that the next plan tries again. Requests that
    the plan was not made with lose what an earlier one had for them.
    """
    query = select(RequestRow).where(RequestRow.campaign_id == plan_row.campaign_id, RequestRow.state != WITHDRAWN)
    rows = session.scalars(query.order_by(RequestRow.request_id).with_for_update()).all()
    counted = frozenset(plan_row.requests)
    found = dict(outcomes([row for row in rows if row.request_id in counted], plan, (plan_row.plan_id, schedule_id)))
    planned = reopened = 0
    for row in rows:
        outcome = found.get(row.request_id)
        state = "planned" if outcome is not None and outcome.persons else "open"
        kept = None if outcome is None else outcome.kept()
        if (row.state, row.outcome) == (state, kept):
            continue
        planned += state == "planned" and row.state == "open"
        reopened += state == "open" and row.state == "planned"
        row.state, row.outcome, row.version, row.updated_at = state, kept, row.version + 1, now
    session.flush()
    return Settled(planned, reopened)


def outcomes(wanted: Iterable[RequestRow], plan: Plan, of: tuple[str, str]) -> Iterator[tuple[str, Outcome]]:
    """Outcome of each request.

    A plan knows firms, sites, origins and windows, not requests. So persons of one firm, site and origin are given to
    its requests in the order in which they are due, each to one whose window holds theirs.

    Parameters
    ----------
    of : tuple of (str, str)
        Ids of the plan and of its schedule.
    """
    carried, left = shares(plan)
    halts = {(halt.trip_id, halt.seq): halt for halt in plan.stop_times}
    modes = {trip.trip_id: str(trip.mode) for trip in plan.trips}
    for row in sorted(wanted, key=attrgetter("due_at", "ready_at", "request_id")):
        key = (row.enterprise_id, row.site_id, row.origin_adcode)
        rides: dict[tuple[str, int, int, int], int] = defaultdict(int)
        seated = 0
        for share, persons in _given(row, carried[key], row.persons):
            seated += persons
            for leg in share.legs:
                rides[leg.trip_id, leg.leg_seq, leg.board_seq, leg.alight_seq] += persons
        reasons: dict[str, int] = defaultdict(int)
        missing = row.persons - seated
        for share, persons in _given(row, left[key], missing):
            reasons[share.reason] += persons
        reasons[""] += missing - sum(reasons.values())
        told = tuple(
            Ride(trip, modes[trip], leg, persons, halts[trip, on].depart_at, halts[trip, off].arrive_at)
            for (trip, leg, on, off), persons in rides.items()
        )
        ordered = tuple(sorted(told, key=attrgetter("board_at", "trip_id", "leg_seq")))
        unserved = tuple(sorted((code, count) for code, count in reasons.items() if count))
        yield row.request_id, Outcome(*of, seated, ordered, unserved)


def shares(plan: Plan) -> tuple[Mapping[Key, Sequence[Share]], Mapping[Key, Sequence[Share]]]:
    """Persons with seats and persons without, by firm, site and origin; those who are due first come first."""
    cohorts = {cohort.cohort_id: cohort for cohort in plan.cohorts}
    parts: dict[tuple[str, str], list[Load]] = defaultdict(list)
    for load in plan.loads:
        parts[load.cohort_id, load.part_id].append(load)
    carried: dict[Key, list[Share]] = defaultdict(list)
    left: dict[Key, list[Share]] = defaultdict(list)
    for cohort_id, part_id in sorted(parts):
        cohort = cohorts[cohort_id]
        legs = tuple(sorted(parts[cohort_id, part_id], key=attrgetter("leg_seq")))
        carried[_key(cohort)].append(Share(cohort.ready_at, cohort.due_at, legs[0].persons, legs))
    for row in plan.unserved:
        cohort = cohorts[row.cohort_id]
        left[_key(cohort)].append(Share(cohort.ready_at, cohort.due_at, row.persons, reason=row.reason))
    for found in (*carried.values(), *left.values()):
        found.sort(key=attrgetter("due_at", "ready_at"))
    return carried, left


def _key(cohort: Cohort) -> Key:
    return cohort.enterprise_id, cohort.site_id, cohort.origin_adcode


def _given(row: RequestRow, found: Sequence[Share], wanted: int) -> Iterator[tuple[Share, int]]:
    """Persons whom a request gets of those that are left, at most so many as wanted."""
    for share in found:
        within = row.ready_at <= share.ready_at and share.due_at <= row.due_at
        persons = min(wanted, share.persons) if within else 0
        if persons:
            share.persons -= persons
            wanted -= persons
            yield share, persons

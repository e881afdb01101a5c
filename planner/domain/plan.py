"""A plan: who travels on which trip, when, at what cost, and who does not and why.

Each class is one file of the plan folder (``data/README.md``); field names are its columns.
Moments are Unix seconds here and ISO 8601 text in the files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from planner.domain.demand import Cohort
from planner.domain.limits import Incumbent
from planner.domain.place import Level
from planner.domain.service import Mode
from planner.domain.violation import Violation


class Status(StrEnum):
    """Outcome of planning; ``OPTIMAL``: every level with a bound meets it. Whether time ran out is a separate fact
    (``stopped_by``)."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    NO_SOLUTION_IN_TIME = "no_solution_in_time"


class LegRole(StrEnum):
    """What a trip does for those aboard."""

    DIRECT = "direct"
    FEEDER = "feeder"
    LINEHAUL = "linehaul"
    LAST_MILE = "last_mile"
    TRANSFER = "transfer"


class Activity(StrEnum):
    """What happens at a stop of a trip."""

    BOARD = "board"
    ALIGHT = "alight"
    REST = "rest"
    DRIVER_CHANGE = "driver_change"
    OVERNIGHT = "overnight"
    TEST = "test"
    DISINFECT = "disinfect"


@dataclass(frozen=True, slots=True)
class Trip:
    """One coach run, aircraft or carriage."""

    trip_id: str
    batch_no: int
    mode: Mode
    leg_role: LegRole
    from_stop_id: str
    to_stop_id: str
    depart_at: int
    arrive_at: int
    seats: int
    usable_seats: int
    load: int
    distance_m: int
    drive_s: int
    cost_cents: int
    level: Level
    rule_version: str
    drivers: int
    service_id: str | None = None
    unit_no: int | None = None
    fleet_id: str | None = None
    vehicle_no: int | None = None
    escort_ids: tuple[str, ...] = ()
    permit_no: str | None = None
    emergency_order: bool = False
    closed_loop: bool = False

    @property
    def vehicle_id(self) -> str | None:
        """``fleet_id#vehicle_no`` of a coach trip."""
        return None if self.fleet_id is None else f"{self.fleet_id}#{self.vehicle_no}"


@dataclass(frozen=True, slots=True)
class StopTime:
    """A halt of a trip; ``seq`` from 1. ``stop_id`` is a stop, a site or a county seat; rests on the road
    stand at the county seat ``adcode:NNNNNN`` they fall in."""

    trip_id: str
    seq: int
    stop_id: str
    arrive_at: int
    depart_at: int
    board: int
    alight: int
    activity: Activity


@dataclass(frozen=True, slots=True)
class PathStepRow:
    """A county that a coach trip runs through, in order; ``seq`` from 1 over the whole trip."""

    trip_id: str
    seq: int
    adcode: str
    enter_at: int
    leave_at: int
    distance_m: int
    motorway_m: int
    drive_s: int


@dataclass(frozen=True, slots=True)
class PathShape:
    """Points (lon, lat) of a trip for drawing, WGS-84; indicative."""

    trip_id: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Load:
    """Persons of one part of a cohort on one leg. Persons are constant along a part."""

    cohort_id: str
    part_id: str
    leg_seq: int
    trip_id: str
    board_seq: int
    alight_seq: int
    persons: int


@dataclass(frozen=True, slots=True)
class Seat:
    """One named worker on one leg (``manifest.csv``)."""

    worker_id: str
    cohort_id: str
    part_id: str
    leg_seq: int
    trip_id: str
    board_seq: int
    alight_seq: int
    seat: str


@dataclass(frozen=True, slots=True)
class Dwell:
    """A part waiting at a place between legs."""

    cohort_id: str
    part_id: str
    place_id: str
    from_at: int
    to_at: int
    persons: int
    purpose: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What became of an offered service; its whole cost stands here."""

    service_id: str
    opened: bool
    units: int
    persons: int
    cost_cents: int
    reason: str


@dataclass(frozen=True, slots=True)
class Unserved:
    """Persons left behind, with the reason (a code of ``reasons.csv``) and the cheapest release known.

    ``rule`` and ``rule_version`` cite what forces it, e.g. ``sealed`` and ``covid-2020@2020-02-11``; empty where no
    rule does.
    """

    cohort_id: str
    persons: int
    reason: str
    detail: str
    worker_id: str | None = None
    blocking_id: str | None = None
    release: str | None = None
    rule: str = ""
    rule_version: str = ""


@dataclass(frozen=True, slots=True)
class Residual:
    """Persons carried over: to be queued again, replaced by new hires, or lost in the funnel."""

    enterprise_id: str
    site_id: str
    origin_adcode: str
    persons: int
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Duty:
    """One run of a vehicle in order: a trip, a ``deadhead`` or a ``turnaround``."""

    vehicle_id: str
    seq: int
    kind: str
    from_place: str
    to_place: str
    depart_at: int
    arrive_at: int
    distance_m: int
    trip_id: str | None = None


@dataclass(frozen=True, slots=True)
class DriverDuty:
    """One spell of a driver: a trip or an activity (deadhead, rest)."""

    driver_id: str
    vehicle_id: str
    seq: int
    activity: str
    from_place: str
    to_place: str
    from_at: int
    to_at: int


@dataclass(frozen=True, slots=True)
class EscortDuty:
    """One spell of an escort."""

    escort_id: str
    seq: int
    activity: str
    from_place: str
    to_place: str
    from_at: int
    to_at: int


@dataclass(frozen=True, slots=True)
class Reservation:
    """Amount of a dated capacity taken (permit, gate, test, bed …)."""

    kind: str
    place_id: str
    day: int
    amount: int
    trip_id: str | None = None
    part_id: str | None = None
    from_at: int | None = None
    to_at: int | None = None


@dataclass(frozen=True, slots=True)
class ObjectiveLevel:
    """One level of the objective, in order; smaller is better."""

    name: str
    value: int
    unit: str
    tolerance_given_up: int = 0


@dataclass(frozen=True, slots=True)
class Bound:
    """A proven lower bound of one level; ``gap`` = (value − bound) / value, 0 when value is 0."""

    name: str
    value: int
    method: str
    gap: float
    restricted: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the planner found out: what binds, what cannot be."""

    code: str
    subject: str
    value: str
    limit: str
    unit: str
    cites: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole plan. ``violations`` is the verifier's list; ``receipt`` its signature-like digest, set only
    when the list is empty. ``bounds`` are of the levels that have one; ``cost_shares`` fen by payer; ``trail`` the
    verified plans that stood on the way to this one, itself the last."""

    plan_id: str
    scenario_sha256: str
    code_version: str
    seed: int
    status: Status
    stopped_by: str
    rule_versions: tuple[str, ...] = ()
    objective: tuple[ObjectiveLevel, ...] = ()
    bounds: tuple[Bound, ...] = ()
    cost_shares: Mapping[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict)
    trail: tuple[Incumbent, ...] = ()
    receipt: str | None = None
    cohorts: tuple[Cohort, ...] = ()
    trips: tuple[Trip, ...] = ()
    stop_times: tuple[StopTime, ...] = ()
    paths: tuple[PathStepRow, ...] = ()
    shapes: tuple[PathShape, ...] = ()
    loads: tuple[Load, ...] = ()
    manifest: tuple[Seat, ...] = ()
    dwells: tuple[Dwell, ...] = ()
    offers: tuple[Offer, ...] = ()
    unserved: tuple[Unserved, ...] = ()
    residuals: tuple[Residual, ...] = ()
    duties: tuple[Duty, ...] = ()
    driver_duties: tuple[DriverDuty, ...] = ()
    escort_duties: tuple[EscortDuty, ...] = ()
    reservations: tuple[Reservation, ...] = ()
    bound_certificate: Mapping[str, object] = field(default_factory=dict)
    violations: tuple[Violation, ...] = ()

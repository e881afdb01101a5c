"""Who: workers, heat, enterprise demand, and the cohorts that the planner moves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """How far a worker's registration has come."""

    REGISTERED = "registered"
    INTERVIEWED = "interviewed"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Worker:
    """One named worker of a list. Identity (name, national_id, phone) never leaves the manifest."""

    worker_id: str
    enterprise_id: str
    site_id: str
    origin_adcode: str
    ready_at: int
    pickup_stop_id: str | None = None
    due_at: int | None = None
    requested_at: int | None = None
    group_id: str | None = None
    stage: Stage = Stage.ACCEPTED
    health_code: str = "green"
    health_code_at: int | None = None
    test_result: str | None = None
    test_at: int | None = None
    origin_proof: bool | None = None
    health_certificate: bool | None = None
    tier: int | None = None
    needs: str | None = None
    name: str = ""
    national_id: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Heat:
    """Labour-origin heat: workers at an origin, ready during ``[ready_from, ready_until)``."""

    origin_adcode: str
    workers: int
    ready_from: int
    ready_until: int | None
    source: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """Head-count that a site asks for. ``origin_adcodes`` are preferred or paired areas."""

    enterprise_id: str
    site_id: str
    headcount: int
    needed_from: int
    due_at: int
    requested_at: int | None = None
    skill: str | None = None
    origin_adcodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeatFlow:
    """Anonymous workers matched from one origin to the demand row of that index."""

    origin_adcode: str
    ready_at: int
    demand: int
    persons: int


@dataclass(frozen=True, slots=True)
class Enterprise:
    """A firm; ``tier`` 0 is served first. ``light`` is green, yellow or red."""

    enterprise_id: str
    name: str
    tier: int
    priority_class: str | None = None
    tier_reason: str | None = None
    whitelisted: bool = True
    negative_listed: bool = False
    light: str = "green"
    resume_from: int | None = None
    stock_out_at: int | None = None
    supplies: tuple[str, ...] = ()
    paired_origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inspection:
    """A visit to an enterprise and the number of missing items found."""

    enterprise_id: str
    at: int
    missing_items: int
    resolved: bool


@dataclass(frozen=True, slots=True)
class Cohort:
    """Workers alike for planning: site × origin × window × health class × tier.

    Attributes
    ----------
    source : str
        ``named`` or ``heat``.
    pickup_id : str
        Place id of the home door: a stop_id or ``adcode:NNNNNN``.
    ready_at, due_at : int
        Boarding not before, arrival not after (moments).
    persons : int
        Head-count; equals ``len(worker_ids)`` for named cohorts.
    group_sizes : tuple of int
        Sizes (≥ 2) of the travel groups inside; a group is never split. The rest travel singly.
    worker_ids : tuple of str
        Members, whole groups first in the order of ``group_sizes``; empty for heat cohorts.
    board_by : int or None
        Latest first boarding that a promise allows (moment); ``None``: only ``due_at`` binds.
    needs : str
        What every member needs (``wheelchair``, ``infant``; joined by ``;``), empty for none.
    """

    cohort_id: str
    source: str
    enterprise_id: str
    site_id: str
    origin_adcode: str
    pickup_id: str
    ready_at: int
    due_at: int
    tier: int
    health_class: str
    persons: int
    group_sizes: tuple[int, ...] = ()
    worker_ids: tuple[str, ...] = ()
    board_by: int | None = None
    needs: str = ""

    def __post_init__(self) -> None:
        if self.persons < 1:
            raise ValueError(f"cohort {self.cohort_id}: {self.persons} persons, at least 1 needed")
        if sum(self.group_sizes) > self.persons:
            raise ValueError(f"cohort {self.cohort_id}: groups hold more than {self.persons} persons")
        if self.worker_ids and len(self.worker_ids) != self.persons:
            raise ValueError(f"cohort {self.cohort_id}: {len(self.worker_ids)} ids for {self.persons} persons")

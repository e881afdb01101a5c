"""Manifests by role: which seats somebody may see, and how much of who sits there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from sqlalchemy.orm import Session

from api.access.roles import Actor, Role
from api.changes import Change
from api.deps import cipher_of, engine_of
from api.identity.cipher import Cipher, masked
from api.manifest_forms import Call, ManifestEntry
from api.problems import FORBIDDEN, NOT_FOUND, Problem
from api.store import manifests, plans, workers
from api.store.manifests import Manifest, Ride, Stand
from api.store.tenancy import reading_as
from api.store.work_models import WorkerRow
from api.store.workers import Person
from api.views import local
from planner.units import LocalClock

SEEN: dict[Role, tuple[str, ...]] = {
    Role.BUREAU: ("worker_id", "enterprise_id", "national_id", "phone", "board", "alight", "withdrawn"),
    Role.ENTERPRISE: ("worker_id", "enterprise_id", "national_id", "phone", "board", "alight", "withdrawn"),
    Role.LOGISTICS: ("phone", "board", "alight"),
    Role.GATE: ("national_id",),
}
"""What each role may know beside trip, seat and name; numbers are masked to their last four characters."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question for a manifest: of a plan or of the schedule that it became."""

    plan_id: str | None
    schedule_id: str | None
    trip_id: str | None
    reveal: bool


@dataclass(frozen=True, slots=True)
class Seats:
    """The seats that an actor may see, in order; nobody's name yet."""

    manifest: Manifest
    rides: tuple[Ride, ...]


def seats_for(request: Request, actor: Actor, asked: Asked) -> Seats:
    """The seats asked for.

    Raises
    ------
    Problem
        Numbers in full are the bureau's alone. There is no such plan, schedule or trip, or none that the actor may
        know of: a plan that has not left the bureau, a campaign or trip without own workers.
    """
    if asked.reveal and actor.role is not Role.BUREAU:
        raise Problem(FORBIDDEN)
    with reading_as(engine_of(request), actor) as session:
        manifest = _manifest(session, cipher_of(request), asked)
        own = None
        if manifest is not None and actor.role is Role.ENTERPRISE:
            own = manifests.own_workers(session, manifest.campaign_id)
    if manifest is None or not (manifest.left_the_bureau or actor.role is Role.BUREAU):
        raise Problem(NOT_FOUND)
    if asked.trip_id is not None and not manifest.has_trip(asked.trip_id):
        raise Problem(NOT_FOUND)
    rides = _chosen(manifest.rides, asked.trip_id, own)
    if own is not None and not (rides if asked.trip_id is not None else own):
        raise Problem(NOT_FOUND)
    return Seats(manifest, rides)


def read_people(
    work: Change, cipher: Cipher, seats: Seats, rides: Sequence[Ride], asked: Asked, form: str
) -> list[ManifestEntry]:
    """Who sits on some of the seats; the audit entry is part of the same transaction."""
    ids = [ride.worker_id for ride in rides]
    known = manifests.workers_by_id(work.session, seats.manifest.campaign_id, ids)
    detail: dict[str, Any] = {"workers": sorted(set(ids)), "in_full": asked.reveal, "form": form}
    if asked.trip_id is not None:
        detail["trip_id"] = asked.trip_id
    work.record("manifest.read", ("plan", seats.manifest.plan_id), detail)
    role = work.actor.role
    return [entry(role, ride, seats.manifest, known.get(ride.worker_id), cipher, asked.reveal) for ride in rides]


def entry(
    role: Role, ride: Ride, manifest: Manifest, row: WorkerRow | None, cipher: Cipher, reveal: bool
) -> ManifestEntry:
    """One seat as a role sees it; ``row`` is ``None`` where the worker was erased."""
    person = Person("", "", "") if row is None else workers.opened_person(cipher, row)
    board = manifest.stands[ride.trip_id, ride.board_seq]
    alight = manifest.stands[ride.trip_id, ride.alight_seq]
    known: dict[str, Any] = {
        "worker_id": ride.worker_id,
        "enterprise_id": None if row is None else row.enterprise_id,
        "national_id": _number(person.national_id, reveal),
        "phone": _number(person.phone, reveal),
        "board": _call(board, board.depart_at, manifest.clock),
        "alight": _call(alight, alight.arrive_at, manifest.clock),
        "withdrawn": None if row is None else row.withdrawn,
    }
    seen = {name: known[name] for name in SEEN[role]}
    return ManifestEntry(trip_id=ride.trip_id, seat=ride.seat, name=person.name or None, **seen)


def _manifest(session: Session, cipher: Cipher, asked: Asked) -> Manifest | None:
    if asked.plan_id is not None:
        plan = plans.get_plan(session, asked.plan_id)
    else:
        plan = manifests.plan_of_schedule(session, asked.schedule_id or "")
    return None if plan is None else manifests.manifest_of(session, cipher, plan)


def _chosen(rides: Iterable[Ride], trip_id: str | None, own: frozenset[str] | None) -> tuple[Ride, ...]:
    return tuple(
        ride
        for ride in rides
        if (trip_id is None or ride.trip_id == trip_id) and (own is None or ride.worker_id in own)
    )


def _number(text: str, reveal: bool) -> str | None:
    if not text:
        return None
    return text if reveal else masked(text)


def _call(stand: Stand, at: int, clock: LocalClock) -> Call:
    return Call(place_id=stand.stop_id, name=stand.name, at=local(at, clock))

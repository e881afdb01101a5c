"""Manifests: the sealed seats of a plan, its halts, and the workers who sit there."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.identity.cipher import Cipher
from api.store import plans
from api.store.work_models import PlanRow, WorkerRow
from planner.domain.place import SEAT_PREFIX
from planner.reference import counties
from planner.units import LocalClock

OUT = ("published", "superseded")
"""States of a plan that has left the bureau."""
_SEAT = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Ride:
    """One worker on one trip."""

    trip_id: str
    seat: str
    worker_id: str
    board_seq: int
    alight_seq: int

    @property
    def key(self) -> tuple[str, int, str, str]:
        """Order of a manifest: trips by id, seats as they are numbered."""
        return order(self.trip_id, self.seat, self.worker_id)


@dataclass(frozen=True, slots=True)
class Stand:
    """A halt of a trip; moments are Unix seconds."""

    stop_id: str
    name: str
    arrive_at: int
    depart_at: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """Seats of a plan in order, and its halts by (trip_id, seq). Nobody's name."""

    plan_id: str
    campaign_id: str
    state: str
    rides: tuple[Ride, ...]
    stands: Mapping[tuple[str, int], Stand]
    clock: LocalClock

    @property
    def left_the_bureau(self) -> bool:
        """Whether others than the bureau may know of it."""
        return self.state in OUT

    def has_trip(self, trip_id: str) -> bool:
        """Whether the plan has that trip."""
        return (trip_id, 1) in self.stands


def order(trip_id: str, seat: str, worker_id: str) -> tuple[str, int, str, str]:
    """Sort key of a seat: row number first, then its letter."""
    number = _SEAT.search(seat)
    return trip_id, int(number[0]) if number else 0, seat, worker_id


def plan_of_schedule(session: Session, schedule_id: str) -> PlanRow | None:
    """The plan that was published as a schedule; ``None`` too for one that came by the command line."""
    return session.scalar(select(PlanRow).where(PlanRow.schedule_id == schedule_id))


def manifest_of(session: Session, cipher: Cipher, plan: PlanRow) -> Manifest | None:
    """Seats and halts of a plan; ``None``: it is not made yet."""
    seats = _rows(session, cipher, plan.plan_id, f"{plans.RESULT}manifest.csv")
    halts = _rows(session, cipher, plan.plan_id, f"{plans.RESULT}stop_times.csv")
    if seats is None or halts is None:
        return None
    names = _place_names(session, cipher, plan.plan_id)
    rides = (
        Ride(row["trip_id"], row["seat"], row["worker_id"], int(row["board_seq"]), int(row["alight_seq"]))
        for row in seats
    )
    stands = {(row["trip_id"], int(row["seq"])): _stand(row, names) for row in halts}
    ordered = tuple(sorted(rides, key=lambda ride: ride.key))
    clock = LocalClock(_offset_s(halts[0]["arrive_at"]) if halts else 0)
    return Manifest(plan.plan_id, plan.campaign_id, plan.state, ordered, stands, clock)


def own_workers(session: Session, campaign_id: str) -> frozenset[str]:
    """Ids of the workers of a campaign whom the session may see."""
    return frozenset(session.scalars(select(WorkerRow.worker_id).where(WorkerRow.campaign_id == campaign_id)))


def workers_by_id(session: Session, campaign_id: str, worker_ids: Iterable[str]) -> dict[str, WorkerRow]:
    """Workers of a campaign whom the session may see, of those named."""
    query = select(WorkerRow).where(WorkerRow.campaign_id == campaign_id, WorkerRow.worker_id.in_(set(worker_ids)))
    return {row.worker_id: row for row in session.scalars(query)}


def _stand(row: Mapping[str, str], names: Mapping[str, str]) -> Stand:
    stop_id = row["stop_id"]
    county = counties().get(stop_id.removeprefix(SEAT_PREFIX)) if stop_id.startswith(SEAT_PREFIX) else None
    name = names.get(stop_id) or (stop_id if county is None else county.name)
    return Stand(stop_id, name, _moment(row["arrive_at"]), _moment(row["depart_at"]))


def _place_names(session: Session, cipher: Cipher, plan_id: str) -> dict[str, str]:
    """Names of the stops and sites that the plan was made with."""
    names: dict[str, str] = {}
    for table, key in (("stops", "stop_id"), ("sites", "site_id")):
        rows = _rows(session, cipher, plan_id, f"{plans.SCENARIO}{table}.csv") or []
        names |= {row[key]: row["name"] for row in rows}
    return names


def _rows(session: Session, cipher: Cipher, plan_id: str, name: str) -> list[dict[str, str]] | None:
    content = plans.get_file(session, cipher, plan_id, name)
    return None if content is None else list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def _offset_s(text: str) -> int:
    """Seconds east of Greenwich of a written moment; all of a plan carry the campaign's."""
    offset = datetime.fromisoformat(text).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def _moment(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())

"""The lease table: who works on what until when. A fencing token keeps those out who lost their lease.

A worker takes a job for a while and extends the lease as long as it lives. When it dies the lease runs out and the
next worker takes the job with a higher attempt number. Every write of a worker names its attempt and has no effect
once a later one has begun, so a worker that was only slow cannot spoil what another has done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from api.store.accounts import new_id
from api.store.work_models import JobEventRow, JobRow, PlanRow

LEASE_S = 30
MOST_ATTEMPTS = 5
"""A job whose worker dies so often is given up: its input kills the solver."""


class LeaseLost(Exception):
    """Another worker has the job by now; what this one did is dropped."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A job in the hands of one worker."""

    job_id: str
    plan_id: str
    attempt: int


def add_job(session: Session, plan_id: str, now: int) -> JobRow:
    """Queue the making of a plan."""
    row = JobRow(
        job_id=new_id(), plan_id=plan_id, state="queued", attempt=0, worker=None, lease_until=0, cancel_asked=False,
        error=None, created_at=now, finished_at=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _tell(session, row.job_id, now, "queued", {})
    return row


def job_of(session: Session, plan_id: str) -> JobRow | None:
    """The job that makes a plan."""
    return session.scalar(select(JobRow).where(JobRow.plan_id == plan_id))


def take(session: Session, worker: str, now: int) -> Lease | None:
    """The oldest job that waits, or whose worker has died; ``None``: nothing to do.

    A job that has killed its worker ``MOST_ATTEMPTS`` times is marked failed instead.
    """
    free = or_(JobRow.state == "queued", and_(JobRow.state == "running", JobRow.lease_until < now))
    query = select(JobRow).where(free).order_by(JobRow.created_at, JobRow.job_id).limit(1)
    row = session.scalar(query.with_for_update(skip_locked=True))
    if row is None:
        return None
    if row.attempt >= MOST_ATTEMPTS and row.attempt - _given_back(session, row.job_id) >= MOST_ATTEMPTS:
        _end(session, row, "failed", now, f"given up after {row.attempt} attempts", {})
        return take(session, worker, now)
    row.state, row.worker, row.lease_until, row.attempt = "running", worker, now + LEASE_S, row.attempt + 1
    _plan_state(session, row.plan_id, "running", now)
    _tell(session, row.job_id, now, "running", {"attempt": row.attempt})
    return Lease(row.job_id, row.plan_id, row.attempt)


def extend(session: Session, lease: Lease, now: int) -> bool:
    """Hold a job for longer; returns whether somebody asked to cancel it.

    Raises
    ------
    LeaseLost
        A later attempt has begun, or the job has ended.
    """
    row = _held(session, lease)
    row.lease_until = now + LEASE_S
    return row.cancel_asked


def report(session: Session, lease: Lease, now: int, kind: str, data: Mapping[str, Any]) -> None:
    """Add a step to the job's story."""
    _tell(session, _held(session, lease).job_id, now, kind, data)


def finish(session: Session, lease: Lease, now: int, receipt: str, summary: Mapping[str, Any]) -> None:
    """The plan is made and verified: its receipt stands, the job has ended."""
    row = _held(session, lease)
    session.execute(
        update(PlanRow).where(PlanRow.plan_id == lease.plan_id).values(receipt=receipt, summary=dict(summary))
    )
    _end(session, row, "done", now, None, summary)
    _plan_state(session, lease.plan_id, "verified", now)


def fail(session: Session, lease: Lease, now: int, error: str) -> None:
    """No plan: the job has ended, and the plan says why."""
    _end(session, _held(session, lease), "failed", now, error, {})


def ask_cancel(session: Session, plan_id: str, now: int) -> bool:
    """Cancel a job: at once while it waits, else its worker ends with the best plan it has; whether it could be."""
    row = session.scalar(select(JobRow).where(JobRow.plan_id == plan_id).with_for_update())
    if row is None or row.state not in ("queued", "running"):
        return False
    row.cancel_asked = True
    if row.state == "queued":
        _end(session, row, "cancelled", now, None, {})
    else:
        _tell(session, row.job_id, now, "cancelling", {})
    return True


def give_back(session: Session, lease: Lease, now: int, why: str | None = None) -> None:
    """A worker that is told to stop, or has no room, lets the next one begin; such an attempt kills nobody.

    Parameters
    ----------
    why : str, optional
        What the job waits for, in words; a part of its story.
    """
    row = _held(session, lease)
    row.state, row.lease_until, row.worker = "queued", 0, None
    _plan_state(session, row.plan_id, "queued", now)
    _tell(session, row.job_id, now, "queued", {"again": True} | ({"why": why} if why else {}))


def events_after(session: Session, job_id: str, seq: int, limit: int) -> Sequence[JobEventRow]:
    """Steps of a job that follow step ``seq``."""
    query = select(JobEventRow).where(JobEventRow.job_id == job_id, JobEventRow.seq > seq)
    return session.scalars(query.order_by(JobEventRow.seq).limit(limit)).all()


def _given_back(session: Session, job_id: str) -> int:
    """How many attempts ended with the job given back by its living worker."""
    again = select(func.count()).where(JobEventRow.job_id == job_id, JobEventRow.kind == "queued", JobEventRow.seq > 1)
    return session.scalar(again) or 0


def _held(session: Session, lease: Lease) -> JobRow:
    row = session.scalar(select(JobRow).where(JobRow.job_id == lease.job_id).with_for_update())
    if row is None or row.attempt != lease.attempt or row.state != "running":
        raise LeaseLost(f"job {lease.job_id}: attempt {lease.attempt} no longer holds it")
    return row


def _end(session: Session, row: JobRow, state: str, now: int, error: str | None, data: Mapping[str, Any]) -> None:
    row.state, row.error, row.finished_at, row.lease_until = state, error, now, 0
    told = dict(data) | ({"error": error} if error else {})
    if state in ("failed", "cancelled"):
        _plan_state(session, row.plan_id, state, now)
    _tell(session, row.job_id, now, state, told)


def _plan_state(session: Session, plan_id: str, state: str, now: int) -> None:
    values = {"state": state, "updated_at": now, "version": PlanRow.version + 1}
    session.execute(update(PlanRow).where(PlanRow.plan_id == plan_id).values(values))


def _tell(session: Session, job_id: str, now: int, kind: str, data: Mapping[str, Any]) -> None:
    latest = session.scalar(select(func.max(JobEventRow.seq)).where(JobEventRow.job_id == job_id)) or 0
    session.add(JobEventRow(job_id=job_id, seq=latest + 1, at=now, kind=kind, data=dict(data)))
    session.flush()

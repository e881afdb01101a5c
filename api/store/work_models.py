"""Tables of a campaign in preparation: its inputs, the lists of enterprises, plans and the jobs that make them.

What identifies a worker stands sealed (``api.identity``); the rest of a worker's row is what planning needs. Inputs are
never changed, only followed by a later version.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.store.base import Base, TenantOwned

SHA256_HEX = 64
PLAN_STATES = ("queued", "running", "verified", "approved", "published", "superseded", "failed", "cancelled")
WITH_RECEIPT = ("verified", "approved", "published", "superseded")
JOB_STATES = ("queued", "running", "done", "failed", "cancelled")
REQUEST_STATES = ("open", "planned", "withdrawn")
LIST_STATES = ("asking", "refused", "accepted")


def _one_of(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ('" + "', '".join(words) + "')"


class DraftRow(Base):
    """A campaign that is being prepared; ``settings`` holds what scenario.toml would."""

    __tablename__ = "drafts"

    campaign_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str]
    settings: Mapped[dict[str, Any]]
    version: Mapped[int]
    created_by: Mapped[str]
    created_at: Mapped[int]
    updated_at: Mapped[int]


class InputRow(Base):
    """One version of one input of a campaign as the gzip-compressed text of its canonical file."""

    __tablename__ = "inputs"

    campaign_id: Mapped[str] = mapped_column(ForeignKey("drafts.campaign_id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    content_gzip: Mapped[bytes] = mapped_column(LargeBinary)
    rows: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(SHA256_HEX))
    created_by: Mapped[str]
    created_at: Mapped[int]


class RulePackRow(Base):
    """One version of a rule pack of the bureau as the gzip-compressed text of its file; never changed."""

    __tablename__ = "rule_packs"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    content_gzip: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(SHA256_HEX))
    created_by: Mapped[str]
    created_at: Mapped[int]


class ListRow(TenantOwned, Base):
    """An upload of an enterprise: how its headers were read, what was found, and what came of it.

    ``annotated`` is the workbook with every bad cell marked, or the file as it was sent while headers are asked about;
    sealed like identity data.
    """

    __tablename__ = "lists"
    __table_args__ = (CheckConstraint(_one_of("state", LIST_STATES), name="state_known"),)

    list_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("drafts.campaign_id"), index=True)
    file_name: Mapped[str]
    file_sha256: Mapped[str] = mapped_column(String(SHA256_HEX))
    state: Mapped[str]
    headers: Mapped[list[Any]]
    report: Mapped[dict[str, Any]]
    annotated: Mapped[bytes | None] = mapped_column(LargeBinary)
    version: Mapped[int]
    created_by: Mapped[str]
    created_at: Mapped[int]


class WorkerRow(TenantOwned, Base):
    """A named worker of a list. ``facts`` are the columns that planning reads, nothing that identifies."""

    __tablename__ = "workers"
    __table_args__ = (
        Index("ix_workers_person", "campaign_id", "national_id_index"),
        Index("ix_workers_enterprise", "campaign_id", "enterprise_id", "worker_id"),
    )

    worker_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("drafts.campaign_id"))
    list_id: Mapped[str] = mapped_column(ForeignKey("lists.list_id"), index=True)
    national_id_index: Mapped[str] = mapped_column(String(SHA256_HEX))
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    national_id_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    facts: Mapped[dict[str, Any]]
    row_digest: Mapped[str] = mapped_column(String(SHA256_HEX))
    withdrawn: Mapped[bool]
    version: Mapped[int]
    created_at: Mapped[int]
    updated_at: Mapped[int]


class HeaderRow(TenantOwned, Base):
    """What an enterprise once confirmed: this header means that column."""

    __tablename__ = "header_memory"
    __table_args__ = (UniqueConstraint("enterprise_id", "header"),)

    header_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    header: Mapped[str]
    column: Mapped[str]
    updated_at: Mapped[int]


class RequestRow(TenantOwned, Base):
    """A firm asks for a charter: so many persons of one origin to one site, before any list is there.

    ``outcome``: what the published plan that counted it has for it (``api.store.outcomes``).
    """

    __tablename__ = "requests"
    __table_args__ = (
        CheckConstraint(_one_of("state", REQUEST_STATES), name="state_known"),
        CheckConstraint("persons > 0", name="persons_positive"),
    )

    request_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("drafts.campaign_id"), index=True)
    site_id: Mapped[str]
    origin_adcode: Mapped[str] = mapped_column(String(6))
    persons: Mapped[int]
    ready_at: Mapped[int]
    due_at: Mapped[int]
    state: Mapped[str]
    outcome: Mapped[dict[str, Any] | None]
    version: Mapped[int]
    created_by: Mapped[str]
    created_at: Mapped[int]
    updated_at: Mapped[int]


class PlanRow(Base):
    """A plan from the request to its publication. Without the verifier's receipt it is never more than made.

    ``requests``: ids of the charter requests that it was made with.
    """

    __tablename__ = "plans"
    __table_args__ = (
        CheckConstraint(_one_of("state", PLAN_STATES), name="state_known"),
        CheckConstraint(
            f"NOT ({_one_of('state', WITH_RECEIPT)}) OR (receipt IS NOT NULL AND length(receipt) = {SHA256_HEX})",
            name="receipt_given",
        ),
        CheckConstraint("state <> 'published' OR schedule_id IS NOT NULL", name="schedule_given"),
        Index("ix_plans_campaign", "campaign_id", "created_at"),
    )

    plan_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("drafts.campaign_id"))
    state: Mapped[str]
    options: Mapped[dict[str, Any]]
    inputs: Mapped[dict[str, Any]]
    requests: Mapped[list[Any]] = mapped_column(default=list)
    summary: Mapped[dict[str, Any]]
    receipt: Mapped[str | None] = mapped_column(String(SHA256_HEX))
    schedule_id: Mapped[str | None] = mapped_column(ForeignKey("schedules.schedule_id"))
    requested_by: Mapped[str]
    approved_by: Mapped[str | None]
    version: Mapped[int]
    created_at: Mapped[int]
    updated_at: Mapped[int]


class PlanFileRow(Base):
    """A file of a plan's scenario or result, gzip-compressed and sealed, since manifests name workers."""

    __tablename__ = "plan_files"

    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.plan_id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    sealed_gzip: Mapped[bytes] = mapped_column(LargeBinary)
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(SHA256_HEX))


class JobRow(Base):
    """Work for a solver. ``attempt`` is the fencing token: who holds an older one can no longer write."""

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint(_one_of("state", JOB_STATES), name="state_known"),
        Index("ix_jobs_waiting", "state", "lease_until", "created_at"),
    )

    job_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.plan_id"), unique=True)
    state: Mapped[str]
    attempt: Mapped[int]
    worker: Mapped[str | None]
    lease_until: Mapped[int]
    cancel_asked: Mapped[bool]
    error: Mapped[str | None]
    created_at: Mapped[int]
    finished_at: Mapped[int | None]


class JobEventRow(Base):
    """A step of a job, numbered from 1: what server-sent events tell and can tell again."""

    __tablename__ = "job_events"
    __table_args__ = (ForeignKeyConstraint(["job_id"], ["jobs.job_id"]),)

    job_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[int]
    kind: Mapped[str]
    data: Mapped[dict[str, Any]]

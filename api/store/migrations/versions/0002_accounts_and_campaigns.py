"""Accounts, sessions, the audit log, and campaigns in preparation: inputs, lists, requests, plans and jobs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FROZEN = ("audit", "inputs")
"""Tables whose rows may be added, never changed or removed."""


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object_type", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_drafts"),
    )
    op.create_table(
        "header_memory",
        sa.Column("header_id", sa.String(length=32), nullable=False),
        sa.Column("header", sa.Text(), nullable=False),
        sa.Column("column", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("enterprise_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("header_id", name="pk_header_memory"),
        sa.UniqueConstraint("enterprise_id", "header", name="uq_header_memory_enterprise_id"),
    )
    op.create_index("ix_header_memory_enterprise_id", "header_memory", ["enterprise_id"], unique=False)
    op.create_table(
        "login_attempts",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("blocked_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_login_attempts"),
    )
    op.create_table(
        "users",
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("enterprise_id", sa.Text(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("external_subject", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(role = 'enterprise') = (enterprise_id IS NOT NULL)", name="ck_users_enterprise_given"),
        sa.CheckConstraint(
            "role IN ('administrator', 'bureau', 'enterprise', 'logistics', 'gate')", name="ck_users_role_known"
        ),
        sa.PrimaryKeyConstraint("user_id", name="pk_users"),
        sa.UniqueConstraint("external_subject", name="uq_users_external_subject"),
        sa.UniqueConstraint("name", name="uq_users_name"),
    )
    op.create_table(
        "inputs",
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("content_gzip", sa.LargeBinary(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["drafts.campaign_id"], name="fk_inputs_campaign_id"),
        sa.PrimaryKeyConstraint("campaign_id", "kind", "version", name="pk_inputs"),
    )
    op.create_table(
        "kept_answers",
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("request_digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name="fk_kept_answers_user_id"),
        sa.PrimaryKeyConstraint("user_id", "key", name="pk_kept_answers"),
    )
    op.create_index("ix_kept_answers_created_at", "kept_answers", ["created_at"], unique=False)
    op.create_table(
        "lists",
        sa.Column("list_id", sa.String(length=32), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("annotated", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("enterprise_id", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('asking', 'refused', 'accepted')", name="ck_lists_state_known"),
        sa.ForeignKeyConstraint(["campaign_id"], ["drafts.campaign_id"], name="fk_lists_campaign_id"),
        sa.PrimaryKeyConstraint("list_id", name="pk_lists"),
    )
    op.create_index("ix_lists_campaign_id", "lists", ["campaign_id"], unique=False)
    op.create_index("ix_lists_enterprise_id", "lists", ["enterprise_id"], unique=False)
    op.create_table(
        "requests",
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("origin_adcode", sa.String(length=6), nullable=False),
        sa.Column("persons", sa.BigInteger(), nullable=False),
        sa.Column("ready_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("enterprise_id", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'planned', 'withdrawn')", name="ck_requests_state_known"),
        sa.CheckConstraint("persons > 0", name="ck_requests_persons_positive"),
        sa.ForeignKeyConstraint(["campaign_id"], ["drafts.campaign_id"], name="fk_requests_campaign_id"),
        sa.PrimaryKeyConstraint("request_id", name="pk_requests"),
    )
    op.create_index("ix_requests_campaign_id", "requests", ["campaign_id"], unique=False)
    op.create_index("ix_requests_enterprise_id", "requests", ["enterprise_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("by_cookie", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name="fk_sessions_user_id"),
        sa.PrimaryKeyConstraint("session_id", name="pk_sessions"),
        sa.UniqueConstraint("token_digest", name="uq_sessions_token_digest"),
    )
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"], unique=False)
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"], unique=False)
    op.create_table(
        "plans",
        sa.Column("plan_id", sa.String(length=32), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("receipt", sa.String(length=64), nullable=True),
        sa.Column("schedule_id", sa.String(length=32), nullable=True),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "NOT (state IN ('verified', 'approved', 'published', 'superseded')) "
            "OR (receipt IS NOT NULL AND length(receipt) = 64)",
            name="ck_plans_receipt_given",
        ),
        sa.CheckConstraint("state <> 'published' OR schedule_id IS NOT NULL", name="ck_plans_schedule_given"),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'verified', 'approved', 'published', 'superseded', 'failed', 'cancelled')",
            name="ck_plans_state_known",
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["drafts.campaign_id"], name="fk_plans_campaign_id"),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedules.schedule_id"], name="fk_plans_schedule_id"),
        sa.PrimaryKeyConstraint("plan_id", name="pk_plans"),
    )
    op.create_index("ix_plans_campaign", "plans", ["campaign_id", "created_at"], unique=False)
    op.create_table(
        "workers",
        sa.Column("worker_id", sa.String(length=32), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("list_id", sa.String(length=32), nullable=False),
        sa.Column("national_id_index", sa.String(length=64), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("national_id_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("row_digest", sa.String(length=64), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("enterprise_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["drafts.campaign_id"], name="fk_workers_campaign_id"),
        sa.ForeignKeyConstraint(["list_id"], ["lists.list_id"], name="fk_workers_list_id"),
        sa.PrimaryKeyConstraint("worker_id", name="pk_workers"),
    )
    op.create_index("ix_workers_enterprise", "workers", ["campaign_id", "enterprise_id", "worker_id"], unique=False)
    op.create_index("ix_workers_enterprise_id", "workers", ["enterprise_id"], unique=False)
    op.create_index("ix_workers_list_id", "workers", ["list_id"], unique=False)
    op.create_index("ix_workers_person", "workers", ["campaign_id", "national_id_index"], unique=False)
    op.create_table(
        "jobs",
        sa.Column("job_id", sa.String(length=32), nullable=False),
        sa.Column("plan_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=False),
        sa.Column("cancel_asked", sa.Boolean(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state IN ('queued', 'running', 'done', 'failed', 'cancelled')", name="ck_jobs_state_known"),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.plan_id"], name="fk_jobs_plan_id"),
        sa.PrimaryKeyConstraint("job_id", name="pk_jobs"),
        sa.UniqueConstraint("plan_id", name="uq_jobs_plan_id"),
    )
    op.create_index("ix_jobs_waiting", "jobs", ["state", "lease_until", "created_at"], unique=False)
    op.create_table(
        "plan_files",
        sa.Column("plan_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sealed_gzip", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.plan_id"], name="fk_plan_files_plan_id"),
        sa.PrimaryKeyConstraint("plan_id", "name", name="pk_plan_files"),
    )
    op.create_table(
        "job_events",
        sa.Column("job_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.job_id"], name="fk_job_events_job_id"),
        sa.PrimaryKeyConstraint("job_id", "seq", name="pk_job_events"),
    )

    for table in FROZEN:
        _freeze(table)


def downgrade() -> None:
    for table in FROZEN:
        _thaw(table)
    op.drop_table("job_events")
    op.drop_table("plan_files")
    op.drop_index("ix_jobs_waiting", table_name="jobs")
    op.drop_table("jobs")
    op.drop_index("ix_workers_person", table_name="workers")
    op.drop_index("ix_workers_list_id", table_name="workers")
    op.drop_index("ix_workers_enterprise_id", table_name="workers")
    op.drop_index("ix_workers_enterprise", table_name="workers")
    op.drop_table("workers")
    op.drop_index("ix_plans_campaign", table_name="plans")
    op.drop_table("plans")
    op.drop_index("ix_sessions_user_id", table_name="sessions")
    op.drop_index("ix_sessions_expires_at", table_name="sessions")
    op.drop_table("sessions")
    op.drop_index("ix_requests_enterprise_id", table_name="requests")
    op.drop_index("ix_requests_campaign_id", table_name="requests")
    op.drop_table("requests")
    op.drop_index("ix_lists_enterprise_id", table_name="lists")
    op.drop_index("ix_lists_campaign_id", table_name="lists")
    op.drop_table("lists")
    op.drop_index("ix_kept_answers_created_at", table_name="kept_answers")
    op.drop_table("kept_answers")
    op.drop_table("inputs")
    op.drop_table("users")
    op.drop_table("login_attempts")
    op.drop_index("ix_header_memory_enterprise_id", table_name="header_memory")
    op.drop_table("header_memory")
    op.drop_table("drafts")
    op.drop_index("ix_audit_at", table_name="audit")
    op.drop_table("audit")


def _freeze(table: str) -> None:
    """Refuse UPDATE and DELETE on a table."""
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER keep_{table}_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are kept as they are'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION keep_rows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'rows of % are kept as they are', TG_TABLE_NAME; END $$"
    )
    op.execute(
        f"CREATE TRIGGER keep_{table} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION keep_rows()"
    )


def _thaw(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for action in ("update", "delete"):
            op.execute(f"DROP TRIGGER keep_{table}_{action}")
        return
    op.execute(f"DROP TRIGGER keep_{table} ON {table}")

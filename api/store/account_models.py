"""Tables of people who use the service: accounts, sessions, failed logins, kept answers, and the audit log.

Passwords stand as Argon2id hashes, session tokens as SHA-256 digests. Moments are Unix seconds.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.access.roles import Role
from api.store.base import Base

DIGEST_HEX = 64


class UserRow(Base):
    """An account; ``version`` counts its changes and is the validator of If-Match.

    ``role_by_provider``: a claim of the identity provider has given the role, and takes it away again.
    """

    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("name"),
        CheckConstraint("role IN ('" + "', '".join(Role) + "')", name="role_known"),
        CheckConstraint("(role = 'enterprise') = (enterprise_id IS NOT NULL)", name="enterprise_given"),
    )

    user_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str]
    role: Mapped[str]
    enterprise_id: Mapped[str | None]
    password_hash: Mapped[str | None]
    external_subject: Mapped[str | None] = mapped_column(unique=True)
    role_by_provider: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool]
    version: Mapped[int]
    created_at: Mapped[int]


class SessionRow(Base):
    """A login; its token is known to the user alone, here stands its SHA-256."""

    __tablename__ = "sessions"

    session_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(DIGEST_HEX), unique=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id"), index=True)
    by_cookie: Mapped[bool]
    created_at: Mapped[int]
    expires_at: Mapped[int] = mapped_column(index=True)
    revoked_at: Mapped[int | None]


class AttemptRow(Base):
    """Failed logins of one key (an account, an address, or both together); digests, no names.

    ``since``: the last failure, or the end of the block that it brought: how long it has been quiet.
    """

    __tablename__ = "login_attempts"

    key: Mapped[str] = mapped_column(String(DIGEST_HEX), primary_key=True)
    failures: Mapped[int]
    since: Mapped[int]
    blocked_until: Mapped[int]


class KnownAddressRow(Base):
    """An account has logged in from an address; a digest of both. ``since``: when it did so last."""

    __tablename__ = "known_addresses"

    key: Mapped[str] = mapped_column(String(DIGEST_HEX), primary_key=True)
    since: Mapped[int]


class KeptAnswerRow(Base):
    """The answer to a write that carried an Idempotency-Key, given again when the same write comes again."""

    __tablename__ = "kept_answers"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    request_digest: Mapped[str] = mapped_column(String(DIGEST_HEX))
    status: Mapped[int]
    headers: Mapped[dict[str, Any]]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[int] = mapped_column(index=True)


class AuditRow(Base):
    """One entry of the audit log; each carries the digest of the one before."""

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[int] = mapped_column(index=True)
    user_id: Mapped[str]
    action: Mapped[str]
    object_type: Mapped[str]
    object_id: Mapped[str]
    detail: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(String(DIGEST_HEX))
    digest: Mapped[str] = mapped_column(String(DIGEST_HEX))

"""Accounts and their sessions."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from api.access.roles import Actor, Role
from api.store.account_models import SessionRow, UserRow

ID_BYTES = 12
TOKEN_BYTES = 32
CLOCK_SLACK_S = 60
"""How far the clocks of two servers may differ; a session from further in the future was opened by a false clock."""


@dataclass(frozen=True, slots=True)
class NewUser:
    """What an account is made from; ``external_subject`` names it at an identity provider, which may give its role."""

    name: str
    role: Role
    enterprise_id: str | None = None
    password_hash: str | None = None
    external_subject: str | None = None
    role_by_provider: bool = False


def new_id() -> str:
    """A random id that cannot be guessed and says nothing."""
    return secrets.token_hex(ID_BYTES)


def digest_of(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def add_user(session: Session, new: NewUser, now: int) -> UserRow:
    """Add an account; the caller makes sure that the name is free."""
    row = UserRow(
        user_id=new_id(),
        name=new.name,
        role=str(new.role),
        enterprise_id=new.enterprise_id,
        password_hash=new.password_hash,
        external_subject=new.external_subject,
        role_by_provider=new.role_by_provider,
        active=True,
        version=1,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def find_user(session: Session, name: str) -> UserRow | None:
    """Account of a name."""
    return session.scalar(select(UserRow).where(UserRow.name == name))


def external_subject(issuer: str, subject: str) -> str:
    """Issuer and subject: only together they name a person (OpenID Connect Core section 2)."""
    return f"{issuer} {subject}"


def find_external(session: Session, external: str) -> UserRow | None:
    """Account of a person at an identity provider, by ``external_subject``."""
    return session.scalar(select(UserRow).where(UserRow.external_subject == external))


def list_users(session: Session, after: str | None, limit: int) -> Sequence[UserRow]:
    """Accounts in order of their id, those after ``after``."""
    query = select(UserRow).order_by(UserRow.user_id).limit(limit)
    return session.scalars(query if after is None else query.where(UserRow.user_id > after)).all()


def open_session(session: Session, user: UserRow, now: int, lasts_s: int, by_cookie: bool) -> tuple[SessionRow, str]:
    """A new session and its token, which is told once and never stored."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = SessionRow(
        session_id=new_id(),
        token_digest=digest_of(token),
        user_id=user.user_id,
        by_cookie=by_cookie,
        created_at=now,
        expires_at=now + lasts_s,
        revoked_at=None,
    )
    session.add(row)
    session.flush()
    return row, token


BEARERS = (
    select(
        SessionRow.token_digest, SessionRow.session_id, SessionRow.by_cookie, UserRow.user_id, UserRow.role,
        UserRow.enterprise_id,
    )
    .join(UserRow, UserRow.user_id == SessionRow.user_id)
    .where(SessionRow.token_digest.in_(bindparam("digests", expanding=True)), SessionRow.revoked_at.is_(None))
    .where(SessionRow.expires_at > bindparam("present"), SessionRow.created_at <= bindparam("latest"), UserRow.active)
)  # fmt: skip
"""Whom tokens stand for; made once, since every request by an account asks it."""


def actors_of(session: Session, digests: Sequence[str], now: int) -> dict[str, Actor]:
    """Who tokens stand for, by their digests; those unknown, expired, revoked, or of closed accounts are missing."""
    values = {"digests": list(digests), "present": now, "latest": now + CLOCK_SLACK_S}
    return {
        row.token_digest: Actor(row.user_id, Role(row.role), row.enterprise_id, row.session_id, row.by_cookie)
        for row in session.execute(BEARERS, values)
    }


def close_sessions(session: Session, user_id: str, now: int, only: str | None = None) -> None:
    """Revoke one session of a user, or all of them."""
    query = update(SessionRow).where(SessionRow.user_id == user_id, SessionRow.revoked_at.is_(None))
    session.execute((query if only is None else query.where(SessionRow.session_id == only)).values(revoked_at=now))

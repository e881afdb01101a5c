"""What is done every hour: deletes what has expired, anchors the audit log, says which campaigns are to be erased."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Engine, and_, delete, func, or_, select
from sqlalchemy.orm import Session

from api.access.throttle import KNOWN_DAYS
from api.operation.erasure import due_campaigns
from api.settings import Settings
from api.store import audit_log
from api.store.account_models import AttemptRow, AuditRow, KeptAnswerRow, KnownAddressRow, SessionRow
from api.store.anchors import add_anchor, read_anchors
from api.store.database import reading, writing
from api.store.key_models import UsedLoginRow
from planner.units import DAY_S

log = logging.getLogger("returnline.housekeeping")
GRACE_S = DAY_S
"""What has expired stays for a day, so that a clock set ahead by mistake ends no session for good."""
ATTEMPTS_KEPT_S = 7 * DAY_S
"""Longer than any failed login counts or blocks (``api.access.throttle``)."""


@dataclass(frozen=True, slots=True)
class Tidied:
    """What was done. ``anchored``: number of the audit entry that was remembered; ``due``: campaigns to erase."""

    kept_answers: int
    sessions: int
    login_attempts: int
    used_logins: int
    known_addresses: int
    anchored: int | None
    due: tuple[str, ...]


def tidy(engine: Engine, settings: Settings, now: int) -> Tidied:
    """Do all of it; several processes may do so at the same time."""
    over = now - GRACE_S
    with writing(engine) as session:
        gone = (
            _gone(session, KeptAnswerRow, KeptAnswerRow.created_at <= now - settings.kept_answers_s),
            _gone(session, SessionRow, or_(SessionRow.expires_at <= over, SessionRow.revoked_at <= over)),
            _gone(session, AttemptRow, _forgotten(now)),
            _gone(session, UsedLoginRow, UsedLoginRow.expires_at <= over),
            _gone(session, KnownAddressRow, KnownAddressRow.since <= now - KNOWN_DAYS * DAY_S),
        )
    anchored = _anchor(engine, settings, now)
    due = _due(engine, settings, now)
    done = Tidied(*gone, anchored, due)
    log.info("housekeeping: %s", done)
    return done


def _forgotten(now: int) -> ColumnElement[bool]:
    """Failures that no longer count; those of a clock that was far ahead never did."""
    past = and_(AttemptRow.since <= now - ATTEMPTS_KEPT_S, AttemptRow.blocked_until <= now - ATTEMPTS_KEPT_S)
    return or_(past, AttemptRow.since > now + ATTEMPTS_KEPT_S)


def _gone(session: Session, model: Any, condition: ColumnElement[bool]) -> int:
    count = session.scalar(select(func.count()).select_from(model).where(condition)) or 0
    if count:
        session.execute(delete(model).where(condition).execution_options(synchronize_session=False))
    return count


def _anchor(engine: Engine, settings: Settings, now: int) -> int | None:
    """Remember the tip of the audit log, unless it is remembered already; a log that lost its anchor is told loudly."""
    path = settings.audit_anchor
    if path is None:
        return None
    anchors = read_anchors(path) if path.exists() else ()
    last = anchors[-1] if anchors else audit_log.Tip(0, audit_log.GENESIS)
    with reading(engine) as session:
        tip = audit_log.tip(session)
        known = session.get(AuditRow, last.seq) if last.seq else None
    if last.seq and (known is None or known.digest != last.digest):
        log.critical("the audit log is not the one anchored at entry %d: run `returnline audit verify`", last.seq)
        return None
    if tip.seq == last.seq:
        return None
    add_anchor(path, tip, now)
    return tip.seq


def _due(engine: Engine, settings: Settings, now: int) -> tuple[str, ...]:
    """Campaigns whose personal data are to be destroyed; a person does it, since the report wants a signature."""
    if settings.retention_days is None:
        return ()
    with reading(engine) as session:
        due = tuple(due_campaigns(session, now, settings.retention_days))
    if due:
        log.warning("past their retention, run `returnline erase`: %s", ", ".join(due))
    return due

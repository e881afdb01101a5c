"""Campaigns in preparation and the versions of their inputs."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.store.work_models import DraftRow, InputRow

LEVEL = 6


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes something, and when."""

    user_id: str
    now: int


def add_draft(session: Session, campaign_id: str, name: str, settings: Mapping[str, Any], by: Author) -> DraftRow:
    """Begin to prepare a campaign; the caller makes sure that its id is free."""
    row = DraftRow(
        campaign_id=campaign_id, name=name, settings=dict(settings), version=1, created_by=by.user_id,
        created_at=by.now, updated_at=by.now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def list_drafts(session: Session, after: str | None, limit: int) -> Sequence[DraftRow]:
    """Campaigns in order of their id."""
    query = select(DraftRow).order_by(DraftRow.campaign_id).limit(limit)
    return session.scalars(query if after is None else query.where(DraftRow.campaign_id > after)).all()


def get_draft(session: Session, campaign_id: str, *, lock: bool = False) -> DraftRow | None:
    """One campaign; locked for a change of it."""
    return session.get(DraftRow, campaign_id, with_for_update=lock)


def add_input(session: Session, campaign_id: str, kind: str, content: bytes, rows: int, by: Author) -> InputRow:
    """Add the next version of an input."""
    latest = input_version(session, campaign_id, kind)
    row = InputRow(
        campaign_id=campaign_id, kind=kind, version=latest + 1,
        content_gzip=gzip.compress(content, LEVEL, mtime=0), rows=rows, sha256=hashlib.sha256(content).hexdigest(),
        created_by=by.user_id, created_at=by.now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def input_version(session: Session, campaign_id: str, kind: str) -> int:
    """Latest version of an input; 0: there is none."""
    query = select(func.max(InputRow.version)).where(InputRow.campaign_id == campaign_id, InputRow.kind == kind)
    return session.scalar(query) or 0


def get_input(session: Session, campaign_id: str, kind: str, version: int | None = None) -> InputRow | None:
    """One version of an input, the latest unless told otherwise."""
    wanted = input_version(session, campaign_id, kind) if version is None else version
    return session.get(InputRow, (campaign_id, kind, wanted))


def list_versions(
    session: Session, campaign_id: str, kind: str, before: int | None, limit: int
) -> Sequence[InputRow]:
    """Versions of an input, the latest first."""
    query = select(InputRow).where(InputRow.campaign_id == campaign_id, InputRow.kind == kind)
    query = query.order_by(InputRow.version.desc()).limit(limit)
    return session.scalars(query if before is None else query.where(InputRow.version < before)).all()


def latest_inputs(session: Session, campaign_id: str) -> dict[str, InputRow]:
    """Latest version of every input of a campaign, by kind."""
    newest = (
        select(InputRow.kind, func.max(InputRow.version).label("version"))
        .where(InputRow.campaign_id == campaign_id)
        .group_by(InputRow.kind)
        .subquery()
    )
    query = select(InputRow).join(newest, (InputRow.kind == newest.c.kind) & (InputRow.version == newest.c.version))
    rows = session.scalars(query.where(InputRow.campaign_id == campaign_id))
    return {row.kind: row for row in rows}


def content_of(row: InputRow) -> bytes:
    """The text of an input."""
    return gzip.decompress(row.content_gzip)

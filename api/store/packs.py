"""Rule packs of the bureau and their versions: what campaigns name beside the packs that ship."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.store.drafts import LEVEL, Author
from api.store.work_models import RulePackRow

PREFIX = "rule-packs/"
"""Stands before the name of a pack among the versions that a plan is made from."""


def pack_version(session: Session, name: str) -> int:
    """Latest version of a pack; 0: there is none of that name."""
    return session.scalar(select(func.max(RulePackRow.version)).where(RulePackRow.name == name)) or 0


def get_pack(session: Session, name: str, version: int | None = None) -> RulePackRow | None:
    """One version of a pack, the latest unless told otherwise."""
    return session.get(RulePackRow, (name, pack_version(session, name) if version is None else version))


def add_pack(session: Session, name: str, content: bytes, by: Author) -> RulePackRow:
    """Add the next version of a pack; of two at the same moment the database takes one."""
    row = RulePackRow(
        name=name, version=pack_version(session, name) + 1, content_gzip=gzip.compress(content, LEVEL, mtime=0),
        sha256=hashlib.sha256(content).hexdigest(), created_by=by.user_id, created_at=by.now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def list_packs(session: Session, after: str, limit: int) -> Sequence[RulePackRow]:
    """The latest version of every pack in order of name."""
    newest = (
        select(RulePackRow.name, func.max(RulePackRow.version).label("version")).group_by(RulePackRow.name).subquery()
    )
    query = select(RulePackRow).join(
        newest, (RulePackRow.name == newest.c.name) & (RulePackRow.version == newest.c.version)
    )
    return session.scalars(query.where(RulePackRow.name > after).order_by(RulePackRow.name).limit(limit)).all()


def list_versions(session: Session, name: str, before: int | None, limit: int) -> Sequence[RulePackRow]:
    """Versions of a pack, the latest first."""
    query = select(RulePackRow).where(RulePackRow.name == name).order_by(RulePackRow.version.desc()).limit(limit)
    return session.scalars(query if before is None else query.where(RulePackRow.version < before)).all()


def pack_content(row: RulePackRow) -> bytes:
    """The text of a pack."""
    return gzip.decompress(row.content_gzip)


def version_in_force(session: Session, settings: Mapping[str, Any]) -> dict[str, int]:
    """Version of the bureau's pack that the settings of a campaign name; empty for a pack that ships."""
    name = settings["policy"]["pack"]
    version = pack_version(session, name)
    return {f"{PREFIX}{name}": version} if version else {}


def content_planned_under(session: Session, versions: Mapping[str, int]) -> bytes | None:
    """The bureau's pack among the versions that a plan is made from; ``None``: it names one that ships."""
    for key, version in versions.items():
        if key.startswith(PREFIX):
            row = get_pack(session, key.removeprefix(PREFIX), version)
            return None if row is None else pack_content(row)
    return None

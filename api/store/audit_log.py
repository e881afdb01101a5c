"""The audit log: who did what to which object, each entry chained to the one before by SHA-256."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from api.store.account_models import AuditRow

GENESIS = "0" * 64
"""Stands for the entry before the first."""
LOCK = 0x52_4C_41_55
"""Advisory lock of a server's database under which entries are numbered."""
CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Tip:
    """The last entry: what an anchor outside the database remembers."""

    seq: int
    digest: str


@dataclass(frozen=True, slots=True)
class Fault:
    """An entry that does not follow from the one before it."""

    seq: int
    reason: str


def record(
    session: Session,
    at: int,
    user_id: str,
    action: str,
    subject: tuple[str, str],
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Append an entry in the caller's transaction; ``detail`` holds no identity data.

    Parameters
    ----------
    subject : tuple of str
        Type and id of the object.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    last = tip(session)
    seq = last.seq + 1
    values = {
        "seq": seq, "at": at, "user_id": user_id, "action": action, "object_type": subject[0],
        "object_id": subject[1], "detail": dict(detail or {}),
    }  # fmt: skip
    session.add(AuditRow(**values, previous=last.digest, digest=_digest(last.digest, values)))
    session.flush()


def tip(session: Session) -> Tip:
    """The last entry, or the one before the first."""
    row = session.execute(select(AuditRow.seq, AuditRow.digest).order_by(AuditRow.seq.desc()).limit(1)).first()
    return Tip(0, GENESIS) if row is None else Tip(row.seq, row.digest)


def faults(session: Session, anchors: Sequence[Tip] = ()) -> Iterator[Fault]:
    """Entries that were altered, moved, added or taken away, and anchors that the log does not bear out."""
    known = {anchor.seq: anchor.digest for anchor in anchors}
    previous, expected = GENESIS, 1
    for row in session.scalars(select(AuditRow).order_by(AuditRow.seq).execution_options(yield_per=CHUNK)):
        if row.seq != expected:
            yield Fault(expected, f"entry {expected} is missing, {row.seq} follows")
        if row.previous != previous:
            yield Fault(row.seq, "does not carry the digest of the entry before")
        if row.digest != _digest(row.previous, _values(row)):
            yield Fault(row.seq, "does not match its own digest")
        if row.seq in known and known[row.seq] != row.digest:
            yield Fault(row.seq, "is not the entry that was anchored")
        previous, expected = row.digest, row.seq + 1
    for seq in sorted(seq for seq in known if seq >= expected):
        yield Fault(seq, f"was anchored, but the log ends at {expected - 1}")


def list_entries(session: Session, before: int | None, limit: int) -> Sequence[AuditRow]:
    """Entries, the latest first."""
    query = select(AuditRow).order_by(AuditRow.seq.desc()).limit(limit)
    return session.scalars(query if before is None else query.where(AuditRow.seq < before)).all()


def count(session: Session) -> int:
    """How many entries there are."""
    return session.scalar(select(func.count()).select_from(AuditRow)) or 0


def _values(row: AuditRow) -> dict[str, Any]:
    names = ("seq", "at", "user_id", "action", "object_type", "object_id", "detail")
    return {name: getattr(row, name) for name in names}


def _digest(previous: str, values: Mapping[str, Any]) -> str:
    canonical = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()

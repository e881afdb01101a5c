"""Plans of the service: their state, and their files, sealed."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.identity.cipher import Cell, Cipher
from api.store.accounts import new_id
from api.store.drafts import Author
from api.store.work_models import PlanFileRow, PlanRow

LEVEL = 6
SCENARIO, RESULT = "scenario/", "plan/"
"""First part of the names of files: what a plan was made from, and what came of it."""


def add_plan(
    session: Session,
    campaign_id: str,
    options: Mapping[str, Any],
    inputs: Mapping[str, int],
    by: Author,
    requests: Sequence[str] = (),
) -> PlanRow:
    """A plan that is to be made; ``requests`` are ids of the charter requests that it is to carry."""
    row = PlanRow(
        plan_id=new_id(), campaign_id=campaign_id, state="queued", options=dict(options), inputs=dict(inputs),
        requests=list(requests), summary={}, receipt=None, schedule_id=None, requested_by=by.user_id,
        approved_by=None, version=1, created_at=by.now, updated_at=by.now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def get_plan(session: Session, plan_id: str, *, lock: bool = False) -> PlanRow | None:
    """One plan; locked for a change of it."""
    return session.get(PlanRow, plan_id, with_for_update=lock)


def list_plans(
    session: Session, campaign_id: str | None, before: tuple[int, str] | None, limit: int
) -> Sequence[PlanRow]:
    """Plans, the latest first; ``before`` is (created_at, plan_id) of the last one seen."""
    query = select(PlanRow).order_by(PlanRow.created_at.desc(), PlanRow.plan_id.desc()).limit(limit)
    if campaign_id is not None:
        query = query.where(PlanRow.campaign_id == campaign_id)
    if before is not None:
        at, last = before
        query = query.where((PlanRow.created_at < at) | ((PlanRow.created_at == at) & (PlanRow.plan_id < last)))
    return session.scalars(query).all()


def published_plan(session: Session, campaign_id: str) -> PlanRow | None:
    """The plan in force of a campaign."""
    return session.scalar(select(PlanRow).where(PlanRow.campaign_id == campaign_id, PlanRow.state == "published"))


def put_files(session: Session, cipher: Cipher, plan_id: str, part: str, folder: Path) -> None:
    """Keep all files of a folder in place of those kept before."""
    session.execute(delete(PlanFileRow).where(PlanFileRow.plan_id == plan_id, PlanFileRow.name.startswith(part)))
    for file in sorted(path for path in folder.iterdir() if path.is_file()):
        content, name = file.read_bytes(), part + file.name
        packed = gzip.compress(content, LEVEL, mtime=0)
        sealed = cipher.seal_bytes(packed, _cell(plan_id, name))
        digest = hashlib.sha256(content).hexdigest()
        session.add(PlanFileRow(plan_id=plan_id, name=name, sealed_gzip=sealed, size=len(content), sha256=digest))
    session.flush()


def get_files(session: Session, cipher: Cipher, plan_id: str, part: str, folder: Path) -> int:
    """Write the kept files of a part into a folder; how many there were."""
    query = select(PlanFileRow).where(PlanFileRow.plan_id == plan_id, PlanFileRow.name.startswith(part))
    rows = session.scalars(query).all()
    folder.mkdir(parents=True, exist_ok=True)
    for row in rows:
        (folder / row.name.removeprefix(part)).write_bytes(_opened(cipher, row))
    return len(rows)


def get_file(session: Session, cipher: Cipher, plan_id: str, name: str) -> bytes | None:
    """One kept file."""
    row = session.get(PlanFileRow, (plan_id, name))
    return None if row is None else _opened(cipher, row)


def _opened(cipher: Cipher, row: PlanFileRow) -> bytes:
    return gzip.decompress(cipher.open_bytes(row.sealed_gzip, _cell(row.plan_id, row.name)))


def _cell(plan_id: str, name: str) -> Cell:
    return Cell("plan_files", name, plan_id)

"""The audit log, read by the administrator."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api import forms, schemas
from api.access.guard import Administrator
from api.answers import fresh, page_of, pages
from api.deps import engine_of
from api.paging import number_after
from api.store import audit_log
from api.store.tenancy import reading_as

router = APIRouter(prefix="/audit", tags=["audit"])


@router.get(
    "",
    response_model=forms.AuditPage,
    responses=pages(),
)
def list_entries(
    request: Request,
    actor: Administrator,
    query: Annotated[schemas.PageQuery, Query()],
) -> Response:
    """Entries of the audit log, the latest first."""
    before = number_after(query.cursor)
    with reading_as(engine_of(request), actor) as session:
        rows = audit_log.list_entries(session, before, query.limit + 1)
    shown, more = page_of(rows, query.limit, lambda row: (row.seq,))
    items = [
        forms.AuditEntry(
            seq=row.seq, at=datetime.fromtimestamp(row.at, UTC), user_id=row.user_id, action=row.action,
            object_type=row.object_type, object_id=row.object_id, detail=row.detail, digest=row.digest,
        )
        for row in shown
    ]  # fmt: skip
    return fresh(forms.AuditPage(items=items, next_cursor=more))

"""The audit log, read by the administrator."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api import forms, schemas
from api.access.guard import allowed
from api.access.roles import Actor, Role
from api.deps import engine_of
from api.paging import decode_cursor, encode_cursor
from api.problems import FORBIDDEN, INVALID_CURSOR, INVALID_PARAMETER, STORAGE, UNAUTHENTICATED, documented
from api.store import audit_log
from api.store.tenancy import reading_as

router = APIRouter(prefix="/audit", tags=["audit"])


@router.get(
    "",
    response_model=forms.AuditPage,
    responses=documented(UNAUTHENTICATED, FORBIDDEN, INVALID_PARAMETER, INVALID_CURSOR, STORAGE),
)
def list_entries(
    request: Request,
    actor: Annotated[Actor, allowed(Role.ADMINISTRATOR)],
    query: Annotated[schemas.PageQuery, Query()],
) -> Response:
    """Entries of the audit log, the latest first."""
    before = None if query.cursor is None else int(decode_cursor(query.cursor, (int,))[0])
    with reading_as(engine_of(request), actor) as session:
        rows = audit_log.list_entries(session, before, query.limit + 1)
    more = encode_cursor(rows[query.limit - 1].seq) if len(rows) > query.limit else None
    items = [
        forms.AuditEntry(
            seq=row.seq, at=datetime.fromtimestamp(row.at, UTC), user_id=row.user_id, action=row.action,
            object_type=row.object_type, object_id=row.object_id, detail=row.detail, digest=row.digest,
        )
        for row in rows[: query.limit]
    ]  # fmt: skip
    page = forms.AuditPage(items=items, next_cursor=more)
    return Response(page.model_dump_json(), 200, {"Cache-Control": "no-store"}, media_type="application/json")

"""Whether the service works."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

import planner
from api import schemas
from api.access.guard import OPEN
from api.deps import engine_of
from api.problems import STORAGE, documented
from api.store.database import revision

router = APIRouter(tags=["service"], dependencies=[OPEN])


@router.get("/health", response_model=schemas.Health, responses=documented(STORAGE))
def health(request: Request) -> Response:
    """The service runs and its database answers."""
    engine = engine_of(request)
    found = schemas.Health(
        status="ok", version=planner.__version__, database=engine.dialect.name, revision=revision(engine) or "none"
    )
    return Response(found.model_dump_json(), headers={"Cache-Control": "no-store"}, media_type="application/json")

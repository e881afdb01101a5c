"""The web application."""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware

import planner
from api import conditional, problems
from api.access.oidc import Provider
from api.access.tokens import Tokens
from api.described import add_common_answers, add_request_headers, name_choices
from api.desk import Desk
from api.identity.cipher import KeyFile
from api.limits import BodyLimit
from api.operation import figures
from api.operation.figures import Figures, Measured
from api.operation.logs import Told
from api.pages import site
from api.papers import PlannerPapers
from api.parts import COMPRESS_FROM_BYTES, COMPRESS_LEVEL, Kept, Ready
from api.publications import Publications
from api.routes import (
    audit,
    campaigns,
    exports,
    features,
    health,
    lists,
    manifests,
    maps,
    means,
    oidc,
    pins,
    plans,
    requests,
    rule_packs,
    schedules,
    sessions,
    setups,
    tables,
    trips,
    users,
    workers,
)
from api.schemas import ProblemDocument
from api.security import Guard, allowed_names
from api.settings import Settings
from api.store.database import open_database, require_current
from api.views import API

UPLOADS = (f"{API}/campaigns/", f"{API}/lists")
"""Paths that take files."""
STATIC = Path(__file__).parent / "pages" / "static"
DESCRIPTION = """Published schedules of labour-return campaigns: trips, stop times, ways as GeoJSON, maps.

Errors are `application/problem+json` (RFC 9457) with a stable `type`. Collections page by cursor. Answers carry an
`ETag`; asked again with `If-None-Match` they are 304. Moments are ISO 8601 with the campaign's offset, money is fen,
lengths are metres, geometry is WGS-84."""


ROUTERS: tuple[tuple[APIRouter, str], ...] = (
    *((module.router, API) for module in (campaigns, schedules, trips, maps)),
    *((module.router, API) for module in (exports, features, manifests)),
    *((module.router, API) for module in (rule_packs, setups, tables, means, lists, workers, plans, pins, requests)),
    *((module.router, API) for module in (sessions, oidc, users, audit)),
    (health.router, ""),
    (figures.router, ""),
    (site.router, ""),
)
"""All routers with the address they stand under."""


def create_app(settings: Settings, clock: Callable[[], int] = lambda: int(time.time())) -> FastAPI:
    """The application on its database.

    Parameters
    ----------
    clock : callable
        Present moment, Unix seconds.

    Raises
    ------
    BadUsage
        The database cannot be opened, or needs ``returnline db upgrade``.
    """
    engine = open_database(settings.db_url, settings.busy_timeout_ms)
    require_current(engine)

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        engine.dispose()
        if app.state.provider is not None:
            app.state.provider.close()

    app = FastAPI(
        title="ReturnLine 返岗直通",
        version=planner.__version__,
        description=DESCRIPTION,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.engine = engine
    app.state.settings = settings
    app.state.clock = clock
    app.state.kept = Kept()
    desk = Desk(engine)
    app.state.tokens = Tokens(desk, clock)
    app.state.keys = KeyFile(settings.key_file)
    app.state.figures = Figures()
    app.state.papers = PlannerPapers
    app.state.provider = Provider(settings) if settings.oidc_issuer else None
    for router, prefix in ROUTERS:
        app.include_router(router, prefix=prefix)
    app.mount("/static/swagger", StaticFiles(directory=swagger_folder()))
    app.mount("/static", StaticFiles(directory=STATIC))
    problems.install(app)
    conditional.install(app)
    app.add_middleware(BodyLimit, limit=lambda path: body_limit(settings, path))
    app.add_middleware(GZipMiddleware, minimum_size=COMPRESS_FROM_BYTES, compresslevel=COMPRESS_LEVEL)
    app.add_middleware(Ready, kept=app.state.kept, publications=Publications(desk))
    app.add_middleware(Measured, figures=app.state.figures)
    app.add_middleware(Told)
    app.add_middleware(Guard, hosts=allowed_names(settings.allowed_hosts, settings.host))
    describe(app)
    return app


def body_limit(settings: Settings, path: str) -> int:
    """Most bytes of a request to a path: files for uploads, forms elsewhere."""
    return settings.upload_bytes if path.startswith(UPLOADS) else settings.body_bytes


def swagger_folder() -> Path:
    """Folder of the installed Swagger UI, so that /docs needs no other host."""
    import fastapi_offline

    return Path(str(fastapi_offline.__file__)).parent / "static"


def describe(app: FastAPI) -> None:
    """Let the OpenAPI document know the form of errors, which no route returns by its type."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(
                title=app.title, version=app.version, description=app.description, routes=app.routes,
                openapi_version=app.openapi_version,
            )  # fmt: skip
            features.drop_added_answers(document)
            add_common_answers(document)
            add_request_headers(document)
            name_choices(document)
            forms = document.setdefault("components", {}).setdefault("schemas", {})
            problem = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
            forms.update(problem.pop("$defs", {}))
            forms["ProblemDocument"] = problem
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]

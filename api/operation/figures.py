"""Figures for monitoring, in the text form of Prometheus. Labels are routes and states, never people."""

from __future__ import annotations

import time

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import func, select
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.guard import allowed
from api.access.roles import Role
from api.deps import NO_QUERY, engine_of
from api.problems import FORBIDDEN, INVALID_PARAMETER, STORAGE, UNAUTHENTICATED, documented
from api.store.database import reading
from api.store.work_models import JobRow
from api.views import API

router = APIRouter(tags=["operation"])
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
UNKNOWN = "(no route)"


class Figures:
    """What one application counts."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        names = ("method", "route", "status")
        self.requests = Counter("returnline_requests", "Requests answered.", names, registry=self.registry)
        self.seconds = Histogram(
            "returnline_request_seconds", "Time to answer.", ("route",), buckets=SECONDS, registry=self.registry
        )
        self.jobs = Gauge("returnline_jobs", "Jobs by state.", ("state",), registry=self.registry)

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer."""
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)


class Measured:
    """Middleware that counts and times every answer by the route that gave it."""

    def __init__(self, app: ASGIApp, figures: Figures) -> None:
        self.app = app
        self.figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, begin = 500, time.perf_counter()

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            self.figures.note(scope["method"], route_of(scope), status, time.perf_counter() - begin)


def route_of(scope: Scope) -> str:
    """Template of the route that answered, so that ids never become labels."""
    path = getattr(scope.get("route"), "path", None)
    if path is None:
        return UNKNOWN
    # a router's own path lacks the prefix under which it is included
    return f"{API}{path}" if scope["path"].startswith(f"{API}/") and not path.startswith(API) else str(path)


@router.get(
    "/metrics", response_class=Response, dependencies=[allowed(Role.ADMINISTRATOR), *NO_QUERY],
    responses=documented(UNAUTHENTICATED, FORBIDDEN, INVALID_PARAMETER, STORAGE),
)  # fmt: skip
def read_figures(request: Request) -> Response:
    """Figures for monitoring (Prometheus text form); the monitor logs in as an administrator with a bearer token."""
    figures: Figures = request.app.state.figures
    with reading(engine_of(request)) as session:
        found = session.execute(select(JobRow.state, func.count()).group_by(JobRow.state)).all()
    for state, count in found:
        figures.jobs.labels(state).set(count)
    return Response(generate_latest(figures.registry), media_type=CONTENT_TYPE_LATEST)

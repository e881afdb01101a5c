"""Pages of published schedules: the list, one schedule with its trips, one trip with its stop times, the API's
description. No script, no outside request; the description alone runs Swagger UI from local files."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

import planner
from api import conditional, schemas
from api.access.guard import PUBLISHED
from api.deps import session_of, view_of
from api.language import Language, language_of
from api.pages import figures
from api.pages.words import Words
from api.paging import decode_cursor, encode_cursor
from api.problems import NOT_FOUND, Problem
from api.security import DOCS_POLICY, PAGE_POLICY
from api.store import schedules
from api.store.schedules import TripFilter
from api.views import API
from planner.domain.plan import LegRole
from planner.domain.service import Mode
from planner.reference import reasons

router = APIRouter(include_in_schema=False, dependencies=[PUBLISHED])

CARDS = 20
TRIP_ROWS = 50


class SiteQuery(schemas.PageQuery):
    """Page of the list of schedules."""


class TripsQuery(schemas.PageQuery):
    """Filters of the table of trips; a form sends an empty text for "all"."""

    mode: Mode | str | None = None
    date: str | None = None
    leg_role: LegRole | str | None = None

    def chosen(self) -> TripFilter:
        """The filter, empty texts left out."""
        return TripFilter(mode=self.mode or None, date=self.date or None, leg_role=self.leg_role or None)

    def kept(self) -> dict[str, str]:
        """Filters as address parameters, without the page."""
        wanted = {"mode": self.mode, "date": self.date, "leg_role": self.leg_role, "lang": self.lang}
        return {name: str(value) for name, value in wanted.items() if value}


@cache
def templates() -> Environment:
    """Templates with escaping always on and unknown names an error."""
    environment = Environment(
        loader=PackageLoader("api.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= figures.FILTERS
    return environment


def _page(request: Request, name: str, policy: str = PAGE_POLICY, **values: Any) -> Response:
    words = Words(language_of(request))
    shared = {"t": words, "version": planner.__version__, "api": API, "other": _other_language(request, words)}
    body = templates().get_template(name).render(**shared, **values).encode()
    answer = conditional.respond(request, body, "text/html")
    answer.headers["Content-Security-Policy"] = policy
    answer.headers["Content-Language"] = words.language
    answer.headers["Vary"] = "Accept-Language"
    return answer


def _other_language(request: Request, words: Words) -> str:
    asked = dict(request.query_params) | {"lang": "en" if words.language == "zh" else "zh"}
    return f"?{urlencode(asked)}"


@router.get("/")
def home(request: Request, query: Annotated[SiteQuery, Query()]) -> Response:
    """Published schedules, the latest first."""
    before: tuple[int, str] | None = None
    if query.cursor is not None:
        at, last = decode_cursor(query.cursor, (int, str))
        before = int(at), str(last)
    with session_of(request) as session:
        views = schedules.list_schedules(session, None, False, before, CARDS + 1)
    shown = views[:CARDS]
    following = None
    if len(views) > CARDS:
        more = {"cursor": encode_cursor(shown[-1].schedule.published_at, shown[-1].schedule.schedule_id)}
        following = "?" + urlencode(more | ({"lang": query.lang} if query.lang else {}))
    return _page(request, "home.html", views=shown, following=following, lang=query.lang)


@router.get("/schedules/{schedule_id}")
def schedule(request: Request, schedule_id: str, query: Annotated[TripsQuery, Query()]) -> Response:
    """One schedule with its trips."""
    after = 0 if query.cursor is None else int(decode_cursor(query.cursor, (int,))[0])
    newer = None
    with session_of(request) as session:
        view, chosen = view_of(session, schedule_id), query.chosen()
        rows = schedules.list_trips(session, schedule_id, chosen, after, TRIP_ROWS + 1)
        count = schedules.count_trips(session, schedule_id, chosen)
        dates, files = schedules.list_dates(session, schedule_id), schedules.list_files(session, schedule_id)
        if view.superseded_at is not None:
            newer = schedules.list_schedules(session, view.campaign.campaign_id, True, None, 1)[0]
    kept, shown = query.kept(), rows[:TRIP_ROWS]
    following = None
    if len(rows) > TRIP_ROWS:
        following = "?" + urlencode(kept | {"cursor": encode_cursor(shown[-1][0].ordinal)}) + "#trips"
    return _page(
        request, "schedule.html", view=view, rows=shown, count=count, dates=dates, files=files, query=query,
        following=following, first="?" + urlencode(kept) + "#trips" if after else None, lang=query.lang, newer=newer,
        modes=[str(figure["mode"]) for figure in view.schedule.modes], roles=[str(role) for role in LegRole],
        reasons=_reasons(language_of(request)),
    )  # fmt: skip


def _reasons(language: Language) -> dict[str, str]:
    """Why people are left behind, by code, in words."""
    return {code: reason.zh if language == "zh" else reason.en for code, reason in reasons().items()}


@router.get("/schedules/{schedule_id}/trips/{ordinal}")
def trip(
    request: Request,
    schedule_id: str,
    ordinal: Annotated[int, figures.ORDINAL],
    query: Annotated[schemas.NoQuery, Query()],
) -> Response:
    """One trip with its stop times."""
    with session_of(request) as session:
        view = view_of(session, schedule_id)
        row = schedules.get_trip(session, schedule_id, ordinal=ordinal)
        halts = schedules.list_stop_times(session, schedule_id, ordinal)
    if row is None:
        raise Problem(NOT_FOUND)
    return _page(
        request, "trip.html", view=view, trip=row[0], start=row[1], end=row[2], halts=halts, lang=query.lang
    )


@router.get("/docs")
def docs(request: Request) -> Response:
    """Description of the API."""
    return _page(request, "docs.html", DOCS_POLICY)

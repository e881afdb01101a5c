"""Published schedules in the forms of other programs: GTFS, iCalendar, Excel. None holds the identity of a worker."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from sqlalchemy.orm import Session

from api.access.guard import PUBLISHED
from api.answers import BINARY, XLSX, Documented, attached, published
from api.deps import NO_QUERY, ScheduleId, view_of
from api.parts import Body, Part, answer_part, pack
from api.problems import INVALID_PARAMETER, NOT_FOUND
from api.schemas import NoQuery
from api.store.timetables import timetable
from planner.domain.service import Mode

router = APIRouter(prefix="/schedules", tags=["schedules"], dependencies=[PUBLISHED])

ZIP, ICS = "application/zip", "text/calendar"


class CalendarQuery(NoQuery):
    """Which runs the calendar holds."""

    mode: Mode | None = None
    site_id: str | None = Field(
        default=None, max_length=200, description="Only runs on which somebody alights at this place."
    )


def _answers(media_type: str, what: str) -> Documented:
    return {
        200: {"description": what, "content": {media_type: BINARY}},
        **published(NOT_FOUND, INVALID_PARAMETER),
    }


@router.get(
    "/{schedule_id}/gtfs.zip", response_class=Response, dependencies=NO_QUERY,
    responses=_answers(ZIP, "GTFS feed; flights carry the extended route type 1100"),
)  # fmt: skip
def read_gtfs(request: Request, schedule_id: ScheduleId) -> Response:
    """The schedule as a GTFS feed: coaches, trains with all their carriages, flights."""

    def build(session: Session, part: Part) -> bytes:
        from planner.publish.gtfs import gtfs_zip

        return gtfs_zip(timetable(session, view_of(session, part.schedule_id)))

    return answer_part(request, schedule_id, build, ZIP, attached(f"gtfs-{schedule_id}.zip"))


@router.get(
    "/{schedule_id}/calendar.ics", response_class=Response, responses=_answers(ICS, "The runs as an iCalendar")
)
def read_calendar(
    request: Request, schedule_id: ScheduleId, query: Annotated[CalendarQuery, Query()]
) -> Response:
    """One event for each run, its id the same in every version: to subscribe to, or to import."""

    def build(session: Session, part: Part) -> Body:
        from planner.publish.calendar import calendar_text

        issue = timetable(session, view_of(session, part.schedule_id))
        return pack(calendar_text(issue, query.mode, query.site_id))

    return answer_part(request, schedule_id, build, f"{ICS}; charset=utf-8", attached(f"{schedule_id}.ics"))


@router.get(
    "/{schedule_id}/schedule.xlsx", response_class=Response, dependencies=NO_QUERY,
    responses=_answers(XLSX, "Workbook: overview, trips, stop times, daily ledger, arrivals"),
)  # fmt: skip
def read_workbook(request: Request, schedule_id: ScheduleId) -> Response:
    """The schedule as an Excel workbook with the daily ledger (台账)."""

    def build(session: Session, part: Part) -> bytes:
        from planner.publish.issue_book import issue_workbook

        return issue_workbook(timetable(session, view_of(session, part.schedule_id)))

    return answer_part(request, schedule_id, build, XLSX, attached(f"schedule-{schedule_id}.xlsx"))

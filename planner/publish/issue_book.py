"""A published timetable as an Excel workbook: overview, trips, stop times, the daily ledger; nobody's name."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import xlsxwriter

from planner.domain.plan import StopTime, Trip
from planner.publish.issue import Timetable
from planner.publish.ledger import arrivals, departures
from planner.publish.runs import runs_of
from planner.publish.sheets import TEXT_ONLY, Book, Form, Head, Line, Table
from planner.publish.views import stop_times, trips
from planner.publish.words import LOOKS_ZH


@dataclass
class IssueView:
    """A timetable as the sheets of trips and halts want it."""

    issue: Timetable
    enterprise_id: str | None = None
    halts: dict[str, list[StopTime]] = field(init=False)

    def __post_init__(self) -> None:
        self.halts = self.issue.halts()

    def trips(self) -> Iterator[Trip]:
        """Trips by batch and departure."""
        return iter(sorted(self.issue.trips, key=lambda trip: (trip.batch_no, trip.depart_at, trip.trip_id)))

    def persons(self, trip: Trip) -> int:
        """Most persons aboard."""
        return trip.load

    def place(self, place_id: str) -> str:
        """Name of a place, else its id."""
        return self.issue.places[place_id].name or place_id

    def table(self, title: str, heads: tuple[Head, ...], lines: Iterator[Line] | list[Line]) -> Table:
        """Sheet in the campaign's local time."""
        return Table(title, heads, lines, self.issue.clock.offset_s)


def issue_workbook(issue: Timetable) -> bytes:
    """The workbook of a timetable; every text is written as text, none as a formula or link."""
    view, content = IssueView(issue), io.BytesIO()
    with xlsxwriter.Workbook(content, {**TEXT_ONLY, "in_memory": True}) as workbook:
        workbook.set_properties({"created": datetime.fromtimestamp(issue.edition.issued_at, UTC)})
        book = Book(workbook)
        for sheet in (overview(issue), trips(view), stop_times(view), departures(issue), arrivals(issue)):
            book.add(sheet)
    return content.getvalue()


def overview(issue: Timetable) -> Table:
    """Which issue this is, and its runs and persons by mode."""
    heads = (Head("项目", "item", width=26), Head("内容", "value", width=34), Head("班次", "runs", Form.INT),
             Head("上车人次", "boardings", Form.INT))  # fmt: skip
    return Table("概览 overview", heads, _overview_lines(issue), issue.clock.offset_s)


def _overview_lines(issue: Timetable) -> Iterator[Line]:
    edition, clock = issue.edition, issue.clock
    yield Line(("返岗计划 campaign", edition.name))
    yield Line(("版本 version", str(edition.version)))
    yield Line(("发布时间 published", clock.iso(edition.issued_at).replace("T", " ")))
    yield Line(("计划编号 plan", edition.plan_id))
    counted: Counter[str] = Counter()
    riders: Counter[str] = Counter()
    for run in runs_of(issue):
        counted[run.look] += 1
        riders[run.look] += run.riders
    yield Line(("方式 mode", None, counted.total(), riders.total()), "title")
    for look, zh in LOOKS_ZH.items():
        yield Line((f"{zh} {look}", None, counted[look], riders[look]), depth=1)

"""A timetable as an iCalendar (RFC 5545): one event for each run, to subscribe to or to import."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from planner.domain.plan import StopTime
from planner.domain.service import Mode
from planner.publish.atomic import file_written_whole
from planner.publish.guarded import guarded, one_line
from planner.publish.issue import Timetable
from planner.publish.runs import Run, runs_of
from planner.publish.words import LOOKS_ZH

if TYPE_CHECKING:
    import icalendar

PRODUCT = "-//ReturnLine//timetable//ZH"


def calendar_text(table: Timetable, mode: Mode | None = None, site_id: str | None = None) -> bytes:
    """The calendar of a timetable.

    An event keeps its UID from issue to issue; DTSTAMP is the moment of publication and SEQUENCE rises with the
    version, so that a subscriber's copy is brought up to date.

    Parameters
    ----------
    mode : Mode, optional
        Only runs of this mode.
    site_id : str, optional
        Only runs on which somebody alights at this place.
    """
    import icalendar

    edition = table.edition
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _text(f"{edition.name} 第{edition.version}版"))
    calendar.add("x-wr-timezone", edition.timezone)
    runs = [run for run in runs_of(table) if run.riders and _wanted(run, mode, site_id)]
    for run in runs:
        calendar.add_component(_event(table, run))
    if runs:
        calendar.add_missing_timezones(*_span(table, runs))
    return bytes(calendar.to_ical())


def write_calendar(table: Timetable, path: Path) -> None:
    """Write the calendar into one file, whole or not at all."""
    with file_written_whole(path) as draft:
        draft.write_bytes(calendar_text(table))


def _wanted(run: Run, mode: Mode | None, site_id: str | None) -> bool:
    arrives = site_id is None or any(halt.stop_id == site_id and halt.alight for halt in run.halts)
    return arrives and (mode is None or run.first.mode is mode)


def _event(table: Timetable, run: Run) -> icalendar.Event:
    import icalendar

    edition, place = table.edition, table.places
    local = _local(edition.timezone)
    first, last = place[run.first.from_stop_id], place[run.first.to_stop_id]
    title = f"{LOOKS_ZH[run.look]} {run.run_id} {first.name or first.place_id} → {last.name or last.place_id}"
    event = icalendar.Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, f"urn:returnline:{edition.campaign_id}:{run.run_id}")))
    event.add("dtstamp", datetime.fromtimestamp(edition.issued_at, UTC))
    event.add("sequence", edition.version - 1)
    event.add("dtstart", local(run.first.depart_at))
    event.add("dtend", local(run.first.arrive_at))
    event.add("summary", _text(title))
    event.add("location", _text(first.name or first.place_id))
    event.add("geo", (first.lat, first.lon))
    event.add("categories", [str(run.first.mode)])
    event.add("transp", "TRANSPARENT")
    event.add("description", "\n".join(_halt(table, halt) for halt in run.halts))
    return event


def _halt(table: Timetable, halt: StopTime) -> str:
    name, at = table.places[halt.stop_id].name or halt.stop_id, table.clock.iso(halt.arrive_at)
    change = "".join(f" {sign}{persons}" for sign, persons in (("+", halt.board), ("−", halt.alight)) if persons)
    return f"{at[5:10]} {at[11:16]} {one_line(name)}{change}"


def _local(zone_name: str) -> Callable[[int], datetime]:
    zone = ZoneInfo(zone_name)
    return lambda at: datetime.fromtimestamp(at, zone)


def _span(table: Timetable, runs: list[Run]) -> tuple[date, date]:
    """Days for which the description of the time zone must hold."""
    days = [table.clock.day(at) for run in runs for at in (run.first.depart_at, run.first.arrive_at)]
    begin = date(1970, 1, 1)
    return begin + timedelta(days=min(days) - 1), begin + timedelta(days=max(days) + 1)


def _text(text: str) -> str:
    return guarded(one_line(text))

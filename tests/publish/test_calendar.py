"""A calendar: read back by its library, and looked at as text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import icalendar
import openpyxl

from planner.domain.service import Mode
from planner.publish.calendar import calendar_text, write_calendar
from planner.publish.guarded import guarded
from planner.publish.runs import runs_of
from tests.publish.hostile import FORMULAS
from tests.publish.issues import EDITION, ISSUED, NIGHT, PLACES, hostile, made_up, overnight


def events(content: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def test_every_run_is_one_event_at_its_local_time() -> None:
    table = made_up()
    found = events(calendar_text(table))
    runs = [run for run in runs_of(table) if run.riders]
    assert len(found) == len(runs)
    told = sorted((int(e.start.timestamp()), int(e.end.timestamp())) for e in found)
    assert told == sorted((run.first.depart_at, run.first.arrive_at) for run in runs)
    assert b"DTSTART;TZID=Asia/Shanghai:20200217T220000\r\n" in calendar_text(overnight())


def test_the_zone_that_times_refer_to_is_described() -> None:
    text = calendar_text(overnight()).decode()
    assert text.count("BEGIN:VTIMEZONE") == 1 and "TZID:Asia/Shanghai" in text and "TZOFFSETTO:+0800" in text


def test_ids_stay_from_version_to_version_and_the_sequence_rises() -> None:
    first = events(calendar_text(made_up()))
    later = replace(made_up(), edition=replace(EDITION, version=3, issued_at=ISSUED + 3_600))
    second = events(calendar_text(later))
    assert [str(e["uid"]) for e in first] == [str(e["uid"]) for e in second]
    assert len({str(e["uid"]) for e in first}) == len(first)
    assert {int(e["sequence"]) for e in first} == {0} and {int(e["sequence"]) for e in second} == {2}
    assert {e.DTSTAMP for e in second} == {datetime.fromtimestamp(ISSUED + 3_600, UTC)}


def test_runs_of_a_mode_or_to_a_site_only() -> None:
    table = made_up()
    assert {str(e["summary"])[:2] for e in events(calendar_text(table, Mode.TRAIN))} == {"专列"}
    site = next(trip.to_stop_id for trip in table.trips if trip.to_stop_id.startswith("S"))
    own = events(calendar_text(table, site_id=site))
    assert len(own) == len([r for r in runs_of(table) if any(h.stop_id == site and h.alight for h in r.halts)]) > 0
    assert events(calendar_text(table, site_id="nowhere")) == []


def test_runs_that_nobody_boards_are_left_out() -> None:
    assert events(calendar_text(overnight(*(replace(row, board=0) for row in NIGHT)))) == []


def test_names_cannot_add_lines_of_their_own() -> None:
    name = "甲\r\nEND:VEVENT\r\nBEGIN:VEVENT\nSUMMARY:x\r,;\\n"
    table = replace(overnight(), places={key: replace(mark, name=name) for key, mark in PLACES.items()})
    content = calendar_text(table)
    assert len(events(content)) == 1
    assert content.decode().count("\r\nBEGIN:VEVENT") == 1
    assert "\r" not in content.decode().replace("\r\n", "")


def test_lines_are_folded_at_75_bytes() -> None:
    assert max(len(line) for line in calendar_text(made_up()).split(b"\r\n")) <= 75


def test_of_fifty_payloads_none_is_a_formula_in_a_spreadsheet() -> None:
    for payload in FORMULAS:
        sheet = openpyxl.Workbook().active
        assert sheet is not None
        for event in events(calendar_text(hostile(payload))):
            assert str(event["location"]) == guarded(str(event["location"]).removeprefix("'"))
            for name in ("summary", "location", "uid"):
                sheet.append([str(event[name])])
        assert [c.value for row in sheet.iter_rows() for c in row if c.data_type == "f"] == [], payload


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    write_calendar(overnight(), tmp_path / "x.ics")
    assert (tmp_path / "x.ics").read_bytes() == calendar_text(overnight())
    assert [path.name for path in tmp_path.iterdir()] == ["x.ics"]

"""A GTFS feed: read by checkers of others, and checked here by rules written down again."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import gtfs_guru
import openpyxl
import pytest
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from planner.publish.gtfs import COLUMNS, gtfs_zip, write_gtfs
from planner.publish.gtfs_tables import NO_PAGE, ROUTE_TYPES
from planner.publish.issue import Timetable
from planner.publish.runs import runs_of
from tests.publish.hostile import FORMULAS
from tests.publish.issues import CLOCK, NIGHT, hostile, made_up, overnight

Feed = dict[str, list[dict[str, str]]]


def read(content: bytes) -> Feed:
    """All files of a feed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts = {name.removesuffix(".txt"): archive.read(name).decode() for name in archive.namelist()}
    return {name: list(csv.DictReader(io.StringIO(text, newline=""), strict=True)) for name, text in texts.items()}


def seconds(text: str) -> int:
    hours, minutes, rest = map(int, text.split(":"))
    return hours * 3_600 + minutes * 60 + rest


@pytest.fixture(scope="module")
def feed() -> Feed:
    return read(gtfs_zip(made_up()))


def errors_of_guru(path: Path) -> list[str]:
    found = gtfs_guru.validate(str(path), date="2020-02-17").errors()
    return [f"{notice.code}: {notice.message}" for notice in found]


def test_two_checkers_of_others_find_no_error(tmp_path: Path) -> None:
    write_gtfs(made_up(), tmp_path / "gtfs.zip")
    assert errors_of_guru(tmp_path / "gtfs.zip") == []
    checker = str(Path(sys.executable).with_name("gtfs-validator"))
    told = subprocess.run(
        [checker, "-i", str(tmp_path / "gtfs.zip"), "-d", "2020-02-17", "--stdout"],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    assert [n for n in json.loads(told.stdout)["notices"] if n["severity"] == "ERROR"] == []


def test_a_checker_of_others_does_see_an_error(tmp_path: Path) -> None:
    write_gtfs(made_up(), tmp_path / "good.zip")
    with zipfile.ZipFile(tmp_path / "good.zip") as good, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        for name in good.namelist():
            rows = good.read(name).decode().splitlines(keepends=True)
            bad.writestr(name, "".join(rows[:-1] if name == "stops.txt" else rows))
    assert any("foreign_key" in error for error in errors_of_guru(tmp_path / "bad.zip"))


def test_every_reference_finds_its_row(feed: Feed) -> None:
    keys = {
        ("routes", "agency_id"): "agency", ("trips", "route_id"): "routes", ("stop_times", "trip_id"): "trips",
        ("stop_times", "stop_id"): "stops",
    }  # fmt: skip
    for (table, column), owner in keys.items():
        assert {row[column] for row in feed[table]} == {row[column] for row in feed[owner]}, (table, column)
    assert {row["service_id"] for row in feed["trips"]} == {row["service_id"] for row in feed["calendar_dates"]}
    assert {row["shape_id"] for row in feed["trips"]} == {row["shape_id"] for row in feed["shapes"]}


def test_times_and_distances_never_fall_along_a_trip(feed: Feed) -> None:
    shape_of = {row["trip_id"]: row["shape_id"] for row in feed["trips"]}
    longest: dict[str, float] = {}
    for row in feed["shapes"]:
        at = float(row["shape_dist_traveled"])
        assert at >= longest.get(row["shape_id"], 0.0)
        longest[row["shape_id"]] = at
    seen: dict[str, tuple[int, float]] = {}
    for row in feed["stop_times"]:
        time, distance = seen.get(row["trip_id"], (-1, -1.0))
        arrive, depart = (seconds(row[name]) for name in ("arrival_time", "departure_time"))
        at = float(row["shape_dist_traveled"])
        assert time <= arrive <= depart and distance < at <= longest[shape_of[row["trip_id"]]] + 1e-9
        seen[row["trip_id"]] = (depart, at)
    assert len(seen) == len(feed["trips"])


def test_the_times_of_a_trip_are_those_of_the_plan_in_local_time(feed: Feed) -> None:
    day_of = {row["trip_id"]: row["service_id"] for row in feed["trips"]}
    told = {}
    for row in feed["stop_times"]:
        day = day_of[row["trip_id"]]
        midnight = CLOCK.moment(f"{day[:4]}-{day[4:6]}-{day[6:]}T00:00")
        told[row["trip_id"], int(row["stop_sequence"])] = (
            midnight + seconds(row["arrival_time"]), midnight + seconds(row["departure_time"])
        )  # fmt: skip
    table = made_up()
    own = {
        (run.run_id, h.seq): (h.arrive_at, h.depart_at)
        for run in runs_of(table) for h in run.halts if h.board or h.alight
    }  # fmt: skip
    assert told == own


def test_a_train_is_one_trip_with_all_its_carriages(feed: Feed) -> None:
    trains = [row for row in feed["trips"] if row["trip_id"].startswith("K")]
    assert sorted(row["trip_id"] for row in trains) == [f"K{day:02d}" for day in range(14)]


BOARDING_ON_THE_WAY = (NIGHT[0], replace(NIGHT[1], board=2), replace(NIGHT[2], alight=22))


def test_hours_go_on_past_midnight_and_nobody_boards_where_people_alight() -> None:
    rows = read(gtfs_zip(overnight(*BOARDING_ON_THE_WAY)))["stop_times"]
    assert [(row["arrival_time"], row["departure_time"]) for row in rows] == [
        ("21:45:00", "22:00:00"), ("26:00:00", "29:00:00"), ("32:30:00", "32:40:00"),
    ]  # fmt: skip
    assert [(row["pickup_type"], row["drop_off_type"]) for row in rows] == [("0", "1"), ("0", "1"), ("1", "0")]


def test_a_rest_on_the_way_is_no_stop() -> None:
    found = read(gtfs_zip(overnight()))
    assert [row["stop_sequence"] for row in found["stop_times"]] == ["1", "3"]
    assert [row["stop_id"] for row in found["stops"]] == ["A", "S"]


def test_a_coach_that_stands_ready_before_midnight_belongs_to_that_day() -> None:
    first = replace(NIGHT[0], arrive_at=CLOCK.moment("2020-02-17T23:50"), depart_at=CLOCK.moment("2020-02-18T00:10"))
    found = read(gtfs_zip(overnight(first, *NIGHT[1:])))
    assert found["trips"][0]["service_id"] == "20200217"
    assert found["stop_times"][0]["departure_time"] == "24:10:00"


def test_runs_that_nobody_boards_are_left_out() -> None:
    empty = tuple(replace(row, board=0, alight=0) for row in NIGHT)
    found = read(gtfs_zip(overnight(*empty)))
    assert all(found[name] == [] for name in ("trips", "stop_times", "stops", "shapes", "calendar_dates"))


def test_a_way_that_misses_a_halt_is_led_through_it() -> None:
    drawn = ((115.80, 32.92), (117.0, 32.0), (120.0, 30.5), (121.83, 29.91))
    table = replace(overnight(*BOARDING_ON_THE_WAY), ways={"T1": drawn})
    found = read(gtfs_zip(table))
    at = {(row["shape_pt_lat"], row["shape_pt_lon"]): row["shape_dist_traveled"] for row in found["shapes"]}
    assert at["31.4", "118.0"] == found["stop_times"][1]["shape_dist_traveled"]
    assert len(at) == 5


def test_rail_is_2_coaches_3_and_flights_1100(feed: Feed) -> None:
    assert {row["route_type"] for row in feed["routes"]} == {"2", "3", "1100"}
    assert ROUTE_TYPES["flight"] == 1100


def test_the_feed_says_its_version_days_zone_and_no_real_page(feed: Feed) -> None:
    info, agency = feed["feed_info"][0], feed["agency"][0]
    assert (info["feed_version"], info["feed_start_date"], info["feed_end_date"]) == (
        "1 (P-test)", "20200217", "20200301",
    )  # fmt: skip
    assert (agency["agency_timezone"], agency["agency_url"]) == ("Asia/Shanghai", NO_PAGE)


def test_the_same_timetable_gives_the_same_bytes() -> None:
    assert gtfs_zip(made_up()) == gtfs_zip(made_up())


def test_every_file_has_the_columns_that_it_says() -> None:
    with zipfile.ZipFile(io.BytesIO(gtfs_zip(overnight()))) as archive:
        heads = {name: archive.read(name).decode().splitlines()[0] for name in archive.namelist()}
    assert heads == {f"{name}.txt": ",".join(columns) for name, columns in COLUMNS.items()}


def as_spreadsheet(table: Timetable) -> list[str]:
    """Cells that a spreadsheet takes for formulas, all files of the feed opened in it."""
    live = []
    for rows in read(gtfs_zip(table)).values():
        sheet = openpyxl.Workbook().active
        assert sheet is not None
        for row in rows:
            sheet.append([ILLEGAL_CHARACTERS_RE.sub("", value).strip() for value in row.values()])
        live += [str(cell.value) for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]
    return live


def test_of_sixty_payloads_none_is_a_formula_in_a_spreadsheet_and_ids_still_meet() -> None:
    assert len(set(FORMULAS)) >= 50
    for payload in FORMULAS:
        table = hostile(payload)
        assert as_spreadsheet(table) == [], payload
        found = read(gtfs_zip(table))
        assert {row["stop_id"] for row in found["stop_times"]} == {row["stop_id"] for row in found["stops"]}
        assert {row["trip_id"] for row in found["stop_times"]} == {row["trip_id"] for row in found["trips"]}
        assert len(found["stops"]) == 2


def test_a_feed_of_unguarded_names_would_be_found_out() -> None:
    sheet = openpyxl.Workbook().active
    assert sheet is not None
    sheet.append(["=1+1"])
    assert sheet["A1"].data_type == "f"

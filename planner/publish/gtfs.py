"""A timetable as a GTFS feed: one zip file, the same bytes for the same timetable."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

from planner.publish.atomic import file_written_whole
from planner.publish.gtfs_tables import Feed, Row
from planner.publish.issue import Timetable

COLUMNS = {
    "agency": ("agency_id", "agency_name", "agency_url", "agency_timezone", "agency_lang"),
    "stops": ("stop_id", "stop_name", "stop_lat", "stop_lon", "location_type"),
    "routes": ("route_id", "agency_id", "route_long_name", "route_type"),
    "trips": ("route_id", "service_id", "trip_id", "trip_headsign", "shape_id"),
    "stop_times": (
        "trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence", "pickup_type", "drop_off_type",
        "shape_dist_traveled", "timepoint",
    ),
    "calendar_dates": ("service_id", "date", "exception_type"),
    "shapes": ("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence", "shape_dist_traveled"),
    "feed_info": (
        "feed_publisher_name", "feed_publisher_url", "feed_lang", "feed_start_date", "feed_end_date", "feed_version",
    ),
}  # fmt: skip
"""Columns of the files, in the order in which ``Feed`` gives their rows."""
STAMP = (1980, 1, 1, 0, 0, 0)
"""The least moment that a zip file knows; the feed's age stands in feed_info."""


def gtfs_zip(table: Timetable) -> bytes:
    """The feed of a timetable as the content of a zip file."""
    feed, content = Feed(table), io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, columns in COLUMNS.items():
            entry = zipfile.ZipInfo(f"{name}.txt", STAMP)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, _text(columns, getattr(feed, name)()))
    return content.getvalue()


def write_gtfs(table: Timetable, path: Path) -> None:
    """Write the feed into one file, whole or not at all."""
    with file_written_whole(path) as draft:
        draft.write_bytes(gtfs_zip(table))


def _text(columns: tuple[str, ...], rows: Iterable[Row]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()

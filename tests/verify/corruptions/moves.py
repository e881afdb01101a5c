"""Looks at a draft, and changes of several tables that belong together."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tests.verify.corruptions.draft import Draft, Row

LEVELS = ("low", "medium", "high", "sealed")
SEQ_TABLES = ("loads", "manifest")
ZONE_COLUMNS = ("adcode", "level", "valid_from", "valid_to")


def coaches(draft: Draft) -> list[Row]:
    """Coach trips."""
    return [trip for trip in draft.plan("trips") if trip["mode"] == "coach"]


def line_hauls(draft: Draft) -> list[Row]:
    """Carriages and aircraft."""
    return [trip for trip in draft.plan("trips") if trip["mode"] != "coach"]


def of_trip(draft: Draft, table: str, trip_id: str) -> list[Row]:
    """Rows of a plan table that belong to a trip, in order of their number."""
    rows = [row for row in draft.plan(table) if row["trip_id"] == trip_id]
    return sorted(rows, key=lambda row: int(row.get("seq") or row.get("leg_seq") or 0))


def halts(draft: Draft, trip: Row) -> list[Row]:
    """Halts of a trip in order."""
    return of_trip(draft, "stop_times", trip["trip_id"])


def served(draft: Draft, trip: Row) -> list[Row]:
    """Halts at which people board or alight."""
    return [halt for halt in halts(draft, trip) if halt["board"] != "0" or halt["alight"] != "0"]


def legs(draft: Draft, part_id: str) -> list[Row]:
    """Legs of a part in order."""
    rows = [row for row in draft.plan("loads") if row["part_id"] == part_id]
    return sorted(rows, key=lambda row: int(row["leg_seq"]))


def row_of(rows: Sequence[Row], **cells: str) -> Row:
    """The first row with these cells."""
    return next(row for row in rows if all(row[name] == value for name, value in cells.items()))


def rows_of(rows: Sequence[Row], **cells: str) -> list[Row]:
    """All rows with these cells."""
    return [row for row in rows if all(row[name] == value for name, value in cells.items())]


def one(rng: Random, rows: Sequence[Row]) -> Row | None:
    """A row by chance, ``None`` of none."""
    return rng.choice(list(rows)) if rows else None


def county_of(draft: Draft, place_id: str) -> str:
    """County of a stop, site, depot or county seat."""
    if place_id.startswith("adcode:"):
        return place_id.removeprefix("adcode:")
    for table, key in (("stops", "stop_id"), ("sites", "site_id")):
        for row in draft.scenario(table):
            if row[key] == place_id:
                return row["adcode"]
    return row_of(draft.scenario("coaches"), fleet_id=place_id.removeprefix("depot:"))["depot_adcode"]


def add_zone(draft: Draft, adcode: str, level: str, valid_from: str, valid_to: str = "") -> None:
    """A further row of ``zones``."""
    row = dict(zip(ZONE_COLUMNS, (adcode, level, valid_from, valid_to)))
    draft.scenario("zones", ZONE_COLUMNS).append(row)


def relevel(draft: Draft, area: str, level: str) -> None:
    """State a stricter level on all trips that serve a place of the area, whatever the day."""
    for trip in draft.plan("trips"):
        there = any(county_of(draft, halt["stop_id"]).startswith(area) for halt in served(draft, trip))
        if there and LEVELS.index(trip["level"]) < LEVELS.index(level):
            trip["level"] = level


def area_around(draft: Draft, name: str, lon: float, lat: float, level: str, valid_from: str) -> None:
    """A square of some 2 km around a place as the one row of ``zones.geojson``."""
    a, b, c, d = lon - 0.01, lat - 0.01, lon + 0.01, lat + 0.01
    ring = [[a, b], [c, b], [c, d], [a, d], [a, b]]
    draft.put_file(
        "zones.geojson",
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": '
        f'{{"adcode": "{name}", "level": "{level}", "valid_from": "{valid_from}", "valid_to": null}}, '
        f'"geometry": {{"type": "Polygon", "coordinates": [{ring}]}}}}]}}',
    )


def renumber_from(draft: Draft, trip_id: str, seq: int, by: int) -> None:
    """Move the numbers of a trip's halts from ``seq`` on, in stop times, loads and manifest."""
    for halt in of_trip(draft, "stop_times", trip_id):
        if int(halt["seq"]) >= seq:
            halt["seq"] = str(int(halt["seq"]) + by)
    for table in SEQ_TABLES:
        for row in of_trip(draft, table, trip_id):
            for column in ("board_seq", "alight_seq"):
                if int(row[column]) >= seq:
                    row[column] = str(int(row[column]) + by)


def drop_halt(draft: Draft, trip_id: str, seq: int) -> None:
    """Take a halt away at which nobody boards or alights."""
    rows = draft.plan("stop_times")
    rows.remove(row_of(rows, trip_id=trip_id, seq=str(seq)))
    renumber_from(draft, trip_id, seq + 1, -1)


def insert_halt(draft: Draft, trip_id: str, after: int, cells: Row) -> Row:
    """Put a halt behind halt ``after``."""
    renumber_from(draft, trip_id, after + 1, 1)
    halt = {"trip_id": trip_id, "seq": str(after + 1), "board": "0", "alight": "0", **cells}
    draft.plan("stop_times").append(halt)
    return halt


def put_leg(draft: Draft, leg: Row, board: int, alight: int) -> None:
    """Let a part board and alight elsewhere on a trip, with its seats and the head-counts of the halts."""
    for column, count, seq in (("board_seq", "board", board), ("alight_seq", "alight", alight)):
        for place, by in ((leg[column], -1), (str(seq), 1)):
            halt = row_of(draft.plan("stop_times"), trip_id=leg["trip_id"], seq=place)
            halt[count] = str(int(halt[count]) + by * int(leg["persons"]))
    for row in rows_of(draft.plan("manifest"), part_id=leg["part_id"], leg_seq=leg["leg_seq"]):
        row.update(board_seq=str(board), alight_seq=str(alight))
    leg.update(board_seq=str(board), alight_seq=str(alight))


def add_cost(draft: Draft, cents: int) -> None:
    """Change the cost that plan.json states."""
    levels = draft.head["objective"]
    assert isinstance(levels, list)
    for level in levels:
        if level["name"] == "cost":
            level["value"] += cents


def set_needs(draft: Draft, cohort_id: str, needs: str) -> bool:
    """Give a need to a whole cohort and all its workers; ``False`` for anonymous workers."""
    cohort = row_of(draft.plan("cohorts"), cohort_id=cohort_id)
    ids = {row["worker_id"] for row in draft.plan("manifest") if row["cohort_id"] == cohort_id}
    ids |= {row["worker_id"] for row in draft.plan("unserved") if row["cohort_id"] == cohort_id}
    cohort["needs"] = needs
    for worker in draft.scenario("workers", ("needs",)):
        if worker["worker_id"] in ids:
            worker["needs"] = needs
    return cohort["source"] == "named"

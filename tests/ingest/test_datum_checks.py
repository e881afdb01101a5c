"""Points of the tables: declared GCJ-02 is converted, undeclared GCJ-02 refused by table, row and what to write."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

from planner.errors import BadInput
from planner.ingest import read_scenario
from planner.ingest.datum import gcj02_of, wgs84_of
from planner.reference import airports, counties, stations
from tests.builders import add_row, edit_text, set_cells, toy_scenario
from tests.ingest.worlds import problems_of


def _declare(folder: Path, datum: str) -> None:
    edit_text(folder / "scenario.toml", "[campaign]\n", f'[campaign]\ndatum = "{datum}"\n')


def _image(lon: float, lat: float) -> Mapping[str, str]:
    there = gcj02_of(lon, lat)
    return {"lon": f"{there[0]:.6f}", "lat": f"{there[1]:.6f}"}


def _points(folder: Path, table: str) -> list[tuple[float, float]]:
    with (folder / f"{table}.csv").open(encoding="utf-8") as file:
        return [(float(row["lon"]), float(row["lat"])) for row in csv.DictReader(file)]


def test_declared_gcj02_is_converted_in_every_table_with_points(tmp_path: Path) -> None:
    folder = toy_scenario(tmp_path)
    _declare(folder, "gcj02")
    scenario = read_scenario(folder)
    for table, rows in (("sites", scenario.sites), ("stops", scenario.stops), ("coaches", scenario.fleets)):
        expected = [tuple(float(figure) for figure in wgs84_of(*point)) for point in _points(folder, table)]
        assert [(row.lon, row.lat) for row in rows] == expected


@pytest.mark.parametrize("datum", [None, "wgs84"])
def test_wgs84_stays_as_it_is(tmp_path: Path, datum: str | None) -> None:
    folder = toy_scenario(tmp_path)
    if datum:
        _declare(folder, datum)
    assert [(site.lon, site.lat) for site in read_scenario(folder).sites] == _points(folder, "sites")


def test_an_unknown_datum_is_refused(tmp_path: Path) -> None:
    folder = toy_scenario(tmp_path)
    _declare(folder, "bd09")
    (problem,) = problems_of(folder)
    assert (problem.table, problem.column, problem.value, problem.code) == (
        "scenario", "campaign.datum", "bd09", "unknown_value",
    )  # fmt: skip
    assert "wgs84, gcj02" in problem.reason


SEAT, STATION = counties()["330206"], next(one for one in stations().values() if one.placed == "known")
AIRPORT = airports()["NGB"]


def _site_at_seat(folder: Path) -> None:
    set_cells(folder, "sites", {"site_id": "S1"}, **_image(SEAT.lon, SEAT.lat))


def _depot_at_seat(folder: Path) -> None:
    seat = counties()["330203"]
    set_cells(folder, "coaches", {"fleet_id": "NB"}, **_image(seat.lon, seat.lat))


def _station(folder: Path) -> None:
    here = _image(STATION.lon, STATION.lat)
    add_row(folder, "stops", stop_id="X", kind="rail_station", name=f"{STATION.name}站", adcode=STATION.adcode, **here)


def _airport(folder: Path) -> None:
    here = _image(AIRPORT.lon, AIRPORT.lat)
    add_row(folder, "stops", stop_id="X", kind="airport", name=AIRPORT.name, adcode=AIRPORT.adcode, **here)


def _same_in_sites(folder: Path) -> None:
    add_row(
        folder, "stops", stop_id="X", kind="pickup", name="北仑测试厂", adcode="330206", **_image(121.83, 29.90)
    )


@pytest.mark.parametrize(
    ("spoil", "table", "names"),
    [
        (_site_at_seat, "sites", SEAT.name),
        (_depot_at_seat, "coaches", "海曙区"),
        (_station, "stops", STATION.name),
        (_airport, "stops", AIRPORT.name),
        (_same_in_sites, "stops", "北仑测试厂"),
    ],
)
def test_a_point_where_gcj02_shows_a_known_place_is_refused(
    tmp_path: Path, spoil: object, table: str, names: str
) -> None:
    folder = toy_scenario(tmp_path)
    spoil(folder)  # type: ignore[operator]
    with pytest.raises(BadInput) as refused:
        read_scenario(folder)
    problem = refused.value.problems[0]
    assert (problem.table, problem.column, problem.code) == (table, "lon", "undeclared_gcj02")
    assert names in problem.reason
    assert 'datum = "gcj02" under [campaign]' in problem.reason
    _declare(folder, "wgs84")
    read_scenario(folder)


def test_one_site_of_many_near_the_image_of_a_seat_is_warned_of_as_it_may_be_chance(tmp_path: Path) -> None:
    folder = toy_scenario(tmp_path)
    for number in range(20):
        site = f"X{number}"
        add_row(
            folder, "sites", site_id=site, enterprise_id="E1", name=site, lon="121.7", lat="29.85", adcode="330206",
            opens="06:00", closes="22:00",
        )  # fmt: skip
    _site_at_seat(folder)
    (warning,) = [text for text in read_scenario(folder).warnings if "GCJ-02" in text]
    assert warning.startswith("sites: 1 of 22 points (rows 2) lie where GCJ-02 shows the seat")


def test_the_place_itself_and_a_point_off_its_image_are_taken(tmp_path: Path) -> None:
    folder = toy_scenario(tmp_path)
    set_cells(folder, "sites", {"site_id": "S1"}, lon=str(SEAT.lon), lat=str(SEAT.lat))
    read_scenario(folder)
    set_cells(folder, "sites", {"site_id": "S1"}, **_image(SEAT.lon + 0.002, SEAT.lat))
    read_scenario(folder)

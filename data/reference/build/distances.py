"""Write ``distances.csv``: known road distances to Ningbo, for the calibration of road travel."""

from __future__ import annotations

import sys
from pathlib import Path

from common import INPUTS, OUTPUT, read_rows, write_rows

NINGBO = "330203"
"""Haishu: the city's centre and railway station."""
SOURCE = "general knowledge of motorway distances, ±3–4 %"
HEADER = ("from_adcode", "to_adcode", "from_name", "to_name", "distance_m", "source")


def main(folder: Path = OUTPUT) -> None:
    """Name the places and turn kilometres into metres."""
    counties = {row["adcode"]: row for row in read_rows(OUTPUT / "counties.csv")}
    to_name = _label(counties[NINGBO])
    rows = [
        (row["from_adcode"], NINGBO, _label(counties[row["from_adcode"]]), to_name, int(row["distance_km"]) * 1000,
         SOURCE)
        for row in read_rows(INPUTS / "distances.csv")
    ]
    write_rows("distances.csv", HEADER, rows, folder)


def _label(county: dict[str, str]) -> str:
    return county["prefecture_name"] + county["name"]


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else OUTPUT)

"""Write ``origin_shares.csv`` and ``inflow_index.csv``: where Ningbo's workers came from, and when."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from common import INPUTS, OUTPUT, read_rows, write_rows

SHARES = ("adcode", "prefecture", "name", "name_en", "share")
INFLOW = ("date", "index", "kind")


def shares() -> list[tuple[object, ...]]:
    """Cities with their codes; the published percentages as ratios, not rescaled."""
    cities = {row["name"]: row for row in read_rows(OUTPUT / "prefectures.csv")}
    rows = []
    for row in read_rows(INPUTS / "origin_shares.csv"):
        city = cities[row["name"]]
        rows.append((city["adcode"], city["prefecture"], row["name"], city["name_en"],
                     str(Decimal(row["share_percent"]) / 100)))
    return rows


def inflow() -> list[tuple[object, ...]]:
    """Known days and the days between them on a straight line, said so."""
    known = {date.fromisoformat(row["date"]): Decimal(row["index"]) for row in read_rows(INPUTS / "inflow_index.csv")}
    rows: list[tuple[object, ...]] = []
    days = sorted(known)
    for first, last in zip(days, days[1:], strict=False):
        span = (last - first).days
        for i in range(span):
            value = known[first] + (known[last] - known[first]) * i / span
            rows.append((first + timedelta(days=i), f"{value:.2f}", "interpolated" if i else "published"))
    return [*rows, (days[-1], f"{known[days[-1]]:.2f}", "published")]


def main(folder: Path = OUTPUT) -> None:
    """Write both tables."""
    write_rows("origin_shares.csv", SHARES, shares(), folder)
    write_rows("inflow_index.csv", INFLOW, inflow(), folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else OUTPUT)

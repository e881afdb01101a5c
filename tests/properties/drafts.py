"""A random campaign before it is written: its days, its counties, its rows."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from planner.recipes.tables import from_rows, write_csv
from planner.recipes.toml_text import toml_text
from planner.reference import counties

NEAR = ("330203", "330206", "330212", "330225", "330281", "330282", "330902", "330502")
MIDDLE = ("341204", "341226", "340181", "310115", "420103")
FAR = ("522327", "522301", "520115", "511722", "460108")
ZONES = (("Asia/Shanghai", "+08:00"),) * 7 + (("Asia/Kolkata", "+05:30"), ("UTC", "+00:00"))
Row = dict[str, object]


@dataclass
class Draft:
    """A campaign before it is written: ``settings`` of scenario.toml, rows by table, sub-county areas.

    Tables of ``header_only`` are written without their rows. ``asked`` is the day of planning, counted from the first
    of the campaign; ``harshness`` scales the chance of everything that keeps people at home.
    """

    rng: Random
    start: date
    days: int
    zone: tuple[str, str]
    near: list[str]
    origins: list[str]
    asked: int = 0
    harshness: float = 1.0
    settings: dict[str, dict[str, object]] = field(default_factory=dict)
    tables: dict[str, list[Row]] = field(default_factory=dict)
    areas: list[dict[str, object]] = field(default_factory=list)
    header_only: tuple[str, ...] = ()

    def day(self, number: int) -> str:
        """Date of a day of the campaign, 0 the first; days before and after it too."""
        return (self.start + timedelta(days=number)).isoformat()

    def at(self, day: int, hour: float) -> str:
        """Moment of a day; hours may be broken."""
        seconds = int(hour * 3600) % 86_400
        clock = f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"
        return f"{self.day(day)}T{clock}{f':{seconds % 60:02d}' if seconds % 60 else ''}{self.zone[1]}"

    def maybe(self, chance: float) -> bool:
        """True in that share of the cases."""
        return self.rng.random() < chance

    def odd(self, chance: float, usual: object, *others: object) -> object:
        """Mostly what is usual; in that share of the cases, scaled by the harshness, one of the others."""
        return self.rng.choice(others) if self.rng.random() < chance * self.harshness else usual

    def beside(self, adcode: str) -> Row:
        """Longitude, latitude and code of a place a few kilometres around a county's seat."""
        county = counties()[adcode]
        lon, lat = (round(at + self.rng.uniform(-0.04, 0.04), 5) for at in (county.lon, county.lat))
        return {"lon": lon, "lat": lat, "adcode": adcode}

    def any_day(self, last: int | None = None) -> int:
        """Some day of the campaign."""
        return self.rng.randint(0, self.days - 1 if last is None else max(0, min(last, self.days - 1)))

    @property
    def distant(self) -> list[str]:
        """Stops in other provinces."""
        return [str(stop["stop_id"]) for stop in self.tables["stops"] if not str(stop["adcode"]).startswith("33")]

    def ids(self, table: str) -> list[str]:
        """Ids of the rows of a table, which stand in its first column."""
        return [str(next(iter(row.values()))) for row in self.tables.get(table, [])]


def write_campaign(draft: Draft, folder: Path) -> Path:
    """Write the folder of a scenario and return it."""
    folder.mkdir(parents=True)
    (folder / "scenario.toml").write_text(toml_text(draft.settings), encoding="utf-8")
    for name, rows in draft.tables.items():
        if rows:
            columns = tuple(rows[0])
            cells = [] if name in draft.header_only else [tuple(row[column] for column in columns) for row in rows]
            write_csv(from_rows(name, columns, cells), folder)
    if draft.areas:
        text = json.dumps({"type": "FeatureCollection", "datum": "wgs84", "features": draft.areas})
        (folder / "zones.geojson").write_text(text, encoding="utf-8")
    return folder

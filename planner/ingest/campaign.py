"""``scenario.toml``: campaign, policy, network, costs and objective settings."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from planner.domain.scenario import Campaign, Costs
from planner.ingest.cells import BadCell, read_county, read_date, read_id, read_moment, read_text
from planner.ingest.datum import DATUMS, WGS84
from planner.ingest.gazetteer import Gazetteer
from planner.ingest.headers import nearest
from planner.ingest.report import Report
from planner.units import DAY_S, LocalClock, day_number

FILE = "scenario.toml"
TABLE = "scenario"
PROVIDERS = ("county-graph", "great-circle", "matrix", "osrm", "valhalla")
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "campaign": ("id", "name", "timezone", "start", "end", "as_of", "destination_adcode", "datum"),
    "policy": ("pack", "override"),
    "network": ("provider",),
    "costs": tuple(field.name for field in fields(Costs)),
    "objective": ("order", "tolerances"),
}
"""Every key of the file; any other is an error. ``policy.override`` is checked by the rule pack."""

MOST_DAYS = 400


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``scenario.toml`` says. ``campaign`` is ``None`` where it has problems (they are in the report).

    ``datum``: that of all coordinates, or ``None`` where the file does not say.
    """

    campaign: Campaign | None
    clock: LocalClock
    policy_pack: str
    policy_override: Mapping[str, object]
    objective: Mapping[str, object]
    network_provider: str
    costs: Costs
    datum: str | None = None


def read_toml(text: str, report: Report) -> dict[str, Any]:
    """The file as a tree; a syntax error becomes a problem."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        report.file(TABLE, "broken_toml", f"{FILE}: {error}")
        return {}


def read_settings(tree: Mapping[str, Any], folder: Path, gazetteer: Gazetteer, report: Report) -> Settings:
    """Check and type every key of the tree."""
    sections = {name: _section(tree, name, report) for name in SECTIONS}
    for name in tree:
        if name not in SECTIONS:
            _unknown(name, "", tuple(SECTIONS), report)
    campaign = _campaign(sections["campaign"], gazetteer, report)
    provider = sections["network"].get("provider", "county-graph")
    if provider not in PROVIDERS:
        reason = f"{provider!r} is not one of: {', '.join(PROVIDERS)}"
        report.file(TABLE, "unknown_value", reason, str(provider), "network.provider")
    return Settings(
        campaign,
        # with a broken campaign the other cells are still read, so that all problems come at once
        campaign.clock if campaign else LocalClock(28_800),
        _pack(sections["policy"], folder, report),
        _table(sections["policy"], "policy", "override", report),
        sections["objective"],
        str(provider),
        _costs(sections["costs"], report),
        _datum(sections["campaign"], report),
    )


def _datum(section: Mapping[str, Any], report: Report) -> str | None:
    datum = section.get("datum")
    if datum is not None and datum not in DATUMS:
        reason = f"campaign.datum is {datum!r}; it must be one of: {', '.join(DATUMS)}"
        report.file(TABLE, "unknown_value", reason, str(datum), "campaign.datum")
        return WGS84
    return datum


def _section(tree: Mapping[str, Any], name: str, report: Report) -> dict[str, Any]:
    section = tree.get(name, {})
    if not isinstance(section, dict):
        report.file(TABLE, "wrong_type", f"[{name}] must be a table of keys", str(section), name)
        return {}
    for key in section:
        if key not in SECTIONS[name]:
            _unknown(key, f"{name}.", SECTIONS[name], report)
    return section


def _unknown(key: str, prefix: str, known: tuple[str, ...], report: Report) -> None:
    near = nearest(key, known)
    hint = f"is it meant to be {prefix}{near}?" if near else f"known: {', '.join(known)}"
    report.file(TABLE, "unknown_key", f"{FILE} has no key {prefix}{key}; {hint}", key, f"{prefix}{key}")


def _table(section: Mapping[str, Any], name: str, key: str, report: Report) -> Mapping[str, object]:
    value = section.get(key, {})
    if not isinstance(value, dict):
        report.file(TABLE, "wrong_type", f"[{name}.{key}] must be a table of keys", str(value), f"{name}.{key}")
        return {}
    return value


def _pack(section: Mapping[str, Any], folder: Path, report: Report) -> str:
    pack = section.get("pack")
    if not isinstance(pack, str) or not pack:
        report.file(TABLE, "missing", "policy.pack is missing; name a rule pack, e.g. covid-2020", column="policy.pack")
        return ""
    return str((folder / pack).resolve()) if pack.endswith(".toml") else pack


def _costs(section: Mapping[str, Any], report: Report) -> Costs:
    kept: dict[str, int] = {}
    for key, value in section.items():
        if key not in SECTIONS["costs"]:
            continue
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            reason = f"costs.{key} is {value!r}; it must be a whole number of fen, 0 or more"
            report.file(TABLE, "not_an_integer", reason, str(value), f"costs.{key}")
        else:
            kept[key] = value
    return Costs(**kept)


def _campaign(section: Mapping[str, Any], gazetteer: Gazetteer, report: Report) -> Campaign | None:
    before = len(report.problems)
    name = _key(section, "name", read_text, report)
    campaign_id = _key(section, "id", read_id, report)
    destination = _key(section, "destination_adcode", lambda text: read_county_or_city(text, gazetteer), report)
    start = _key(section, "start", lambda text: day_number(read_date(text)), report)
    end = _key(section, "end", lambda text: day_number(read_date(text)), report)
    zone = _key(section, "timezone", read_text, report)
    if None in (start, end, zone):
        return None
    if not 0 <= end - start < MOST_DAYS:
        reason = (
            f"the campaign runs {end - start + 1} days; end must not be before start, nor more than {MOST_DAYS} days"
        )
        report.file(TABLE, "end_before_start", reason, str(section.get("end")), "campaign.end")
        return None
    epoch = date(1970, 1, 1).toordinal()
    try:
        clock = LocalClock.of(zone, date.fromordinal(epoch + start), date.fromordinal(epoch + end))
    except ValueError as error:
        report.file(TABLE, "bad_timezone", f"{error}; write e.g. Asia/Shanghai", zone, "campaign.timezone")
        return None
    as_of = _key(section, "as_of", lambda text: read_moment(text, clock), report)
    start_at, end_at = clock.midnight(start), clock.midnight(end) + DAY_S
    if as_of is not None and as_of >= end_at:
        reason = f"as_of {section['as_of']} is after the end of the campaign; plan before it is over"
        report.file(TABLE, "outside_horizon", reason, str(section["as_of"]), "campaign.as_of")
    if len(report.problems) > before:
        return None
    return Campaign(campaign_id, name, zone, clock, start_at, end_at, as_of, destination)


def read_county_or_city(text: str, gazetteer: Gazetteer) -> str:
    """Six digits of a county, city or province: the bureau may sit at any of them."""
    if len(text) == 6 and text.isdecimal() and gazetteer.holds(text):
        return text
    return read_county(text, gazetteer)


def _key(section: Mapping[str, Any], key: str, read: Callable[[str], Any], report: Report) -> Any:
    column = f"campaign.{key}"
    if key not in section:
        report.file(TABLE, "missing", f"{column} is missing; add it to [campaign]", column=column)
        return None
    value = section[key]
    if isinstance(value, datetime | date | time):
        value = value.isoformat()
    if not isinstance(value, str) or not value.strip():
        report.file(TABLE, "wrong_type", f"{column} is {value!r}; it must be text in quotes", str(value), column)
        return None
    try:
        return read(value.strip())
    except BadCell as fault:
        report.file(TABLE, fault.code, f"{column} {value!r} {fault.reason}", value, column)
        return None

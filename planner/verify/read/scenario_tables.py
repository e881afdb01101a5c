"""Columns of the scenario tables that the verifier needs; columns that bind nothing are not read."""

from __future__ import annotations

from planner.domain.demand import Stage
from planner.domain.fleet import Positioning
from planner.domain.place import Level, StopKind
from planner.domain.service import Mode
from planner.units import LocalClock
from planner.verify.read import cells
from planner.verify.read.cells import Parser, optional
from planner.verify.read.table import Column

_MODES = tuple(str(mode) for mode in Mode)
_LEVELS = tuple(level.name.lower() for level in Level)
_COLOURS = ("green", "yellow", "red")


def _then(parse: Parser, convert: type | None = None, level: bool = False) -> Parser:
    """Parser whose word becomes a member of a domain type."""
    if level:
        return lambda cell: Level.of(str(parse(cell)))
    return parse if convert is None else lambda cell: convert(parse(cell))


def _level() -> Parser:
    return _then(cells.choice(*_LEVELS), level=True)


def _mode() -> Parser:
    return _then(cells.choice(*_MODES), Mode)


def _workers(clock: LocalClock) -> tuple[Column, ...]:
    moment = cells.moment(clock)
    stage = _then(cells.choice(*(str(word) for word in Stage)), Stage)
    return (
        Column("worker_id", cells.text),
        Column("enterprise_id", cells.text),
        Column("site_id", cells.text),
        Column("origin_adcode", cells.county),
        Column("pickup_stop_id", optional(cells.text), needed=False),
        Column("ready_at", moment),
        Column("due_at", optional(moment), needed=False),
        Column("requested_at", optional(moment), needed=False),
        Column("group_id", optional(cells.text), needed=False),
        Column("stage", optional(stage, Stage.ACCEPTED), needed=False),
        Column("health_code", cells.choice(*_COLOURS)),
        Column("health_code_at", optional(moment), needed=False),
        Column("test_result", optional(cells.choice("negative", "positive", "pending")), needed=False),
        Column("test_at", optional(moment), needed=False),
        Column("origin_proof", optional(cells.flag), needed=False),
        Column("health_certificate", optional(cells.flag), needed=False),
        Column("tier", optional(cells.count), needed=False),
        Column("needs", optional(cells.text), needed=False),
    )


def people_columns(clock: LocalClock) -> dict[str, tuple[Column, ...]]:
    """Columns of workers, heat, demand, enterprises and inspections."""
    moment = cells.moment(clock)
    until = cells.until(clock)
    return {
        "workers": _workers(clock),
        "heat": (
            Column("origin_adcode", cells.county),
            Column("workers", cells.count),
            Column("ready_from", moment),
            Column("ready_to", optional(until), "ready_until", needed=False),
            Column("source", cells.any_text),
        ),
        "demand": (
            Column("enterprise_id", cells.text),
            Column("site_id", cells.text),
            Column("headcount", cells.count),
            Column("needed_from", moment),
            Column("due_at", moment),
        ),
        "enterprises": (
            Column("enterprise_id", cells.text),
            Column("name", cells.any_text),
            Column("tier", cells.count),
            Column("priority_class", optional(cells.any_text), needed=False),
            Column("tier_reason", optional(cells.any_text), needed=False),
            Column("whitelisted", cells.flag),
            Column("negative_listed", optional(cells.flag, False), needed=False),
            Column("light", cells.choice(*_COLOURS)),
            Column("resume_from", optional(moment), needed=False),
            Column("stock_out_on", optional(moment), "stock_out_at", needed=False),
            Column("supplies", cells.ids, needed=False),
        ),
        "inspections": (
            Column("enterprise_id", cells.text),
            Column("date", moment, "at"),
            Column("missing_items", cells.count),
            Column("resolved", cells.flag),
        ),
    }


def place_columns(clock: LocalClock) -> dict[str, tuple[Column, ...]]:
    """Columns of sites, stops, zones, mode bans and intake windows."""
    hour = optional(cells.time_of_day)
    point = (Column("lon", cells.real), Column("lat", cells.real), Column("adcode", cells.county))
    span = (
        Column("valid_from", cells.moment(clock), "from_at"),
        Column("valid_to", optional(cells.until(clock)), "until_at", needed=False),
    )
    kind = _then(cells.choice(*(str(word) for word in StopKind)), StopKind)
    return {
        "sites": (
            Column("site_id", cells.text),
            Column("enterprise_id", cells.text),
            Column("name", cells.any_text),
            *point,
            Column("opens", cells.time_of_day, "opens_s"),
            Column("closes", cells.time_of_day, "closes_s"),
            Column("intake_per_day", optional(cells.count), needed=False),
            Column("isolation_beds", optional(cells.count), needed=False),
        ),
        "stops": (
            Column("stop_id", cells.text),
            Column("kind", kind),
            Column("name", cells.any_text),
            *point,
            Column("opens", hour, "opens_s", needed=False),
            Column("closes", hour, "closes_s", needed=False),
            Column("people_per_hour", optional(cells.count), needed=False),
            Column("catchment_adcodes", cells.areas, needed=False),
        ),
        "zones": (Column("adcode", cells.area), Column("level", _level()), *span),
        "mode_bans": (Column("adcode", cells.area), Column("mode", _mode()), *span),
        "intake_windows": (
            Column("adcode", cells.area),
            Column("industry", optional(cells.text), needed=False),
            *span,
            Column("share", cells.share),
        ),
    }


def carrier_columns(clock: LocalClock) -> dict[str, tuple[Column, ...]]:
    """Columns of coaches, drivers, escorts, services, their calls, and capacities."""
    moment = cells.moment(clock)
    positioning = _then(cells.choice(*(str(word) for word in Positioning)), Positioning)
    kinds = ("test", "quarantine", "lodging", "crew_bed", "permit", "gate", "intake")
    return {
        "coaches": (
            Column("fleet_id", cells.text),
            Column("operator", cells.any_text),
            Column("vehicle_type", cells.any_text),
            *(Column(name, cells.count) for name in ("seats", "seat_rows", "count")),
            Column("max_trips", optional(cells.count), needed=False),
            Column("drivers", cells.count),
            Column("depot_adcode", cells.county),
            Column("lon", cells.real),
            Column("lat", cells.real),
            Column("registration_adcode", cells.county),
            *_available(clock),
            *(Column(name, cells.count) for name in ("fixed_cents", "cents_per_km", "driver_day_cents")),
            Column("positioning", positioning),
            Column("accessible_seats", optional(cells.count, 0), needed=False),
        ),
        **_people_aboard(clock),
        "services": (
            Column("service_id", cells.text),
            Column("mode", _mode()),
            Column("from_stop_id", cells.text),
            Column("to_stop_id", cells.text),
            Column("depart_at", moment),
            Column("arrive_at", moment),
            *(Column(name, cells.count) for name in ("units", "seats_per_unit", "rows_per_unit", "min_load")),
            *(Column(name, cells.count) for name in ("fixed_cents", "unit_cents", "seat_cents")),
            Column("commit_by", moment),
        ),
        "service_stops": (
            Column("service_id", cells.text),
            Column("seq", cells.count),
            Column("stop_id", cells.text),
            Column("arrive_at", moment),
            Column("depart_at", moment),
        ),
        "capacities": (
            Column("kind", cells.choice(*kinds)),
            Column("place_id", cells.text),
            Column("date", cells.day, "day"),
            Column("amount", cells.count),
            Column("from_at", optional(moment), needed=False),
            Column("to_at", optional(moment), needed=False),
        ),
    }


def _available(clock: LocalClock) -> tuple[Column, ...]:
    return (
        Column("available_from", cells.moment(clock)),
        Column("available_to", cells.until(clock), "available_until"),
    )


def _people_aboard(clock: LocalClock) -> dict[str, tuple[Column, ...]]:
    """Drivers and escorts."""
    return {
        "drivers": (
            Column("driver_id", cells.text),
            Column("fleet_id", cells.text),
            Column("whitelisted", cells.flag),
            Column("health_code", cells.choice(*_COLOURS)),
            Column("available_from", optional(cells.moment(clock)), needed=False),
            Column("available_to", optional(cells.until(clock)), "available_until", needed=False),
        ),
        "escorts": (
            Column("escort_id", cells.text),
            Column("kind", cells.choice("medic", "liaison")),
            Column("base_adcode", cells.county),
            *_available(clock),
        ),
    }

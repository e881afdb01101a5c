"""Every field of a rule pack: name, type, unit, default, meaning. Read by the parser and by the data dictionary."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from enum import StrEnum

from planner.domain.rule import DriverRules, RuleSet, Times

NONE = "none"
"""Text that stands for "no limit" where a field may have none; TOML has no null."""


class FieldKind(StrEnum):
    """How the value of a field is written."""

    FLAG = "true or false"
    COUNT = "whole number"
    LIMIT = "whole number or `none`"
    SHARE = "decimal in quotes, 0–1"
    LEVEL = "`low`, `medium`, `high`, `sealed` or `none`"
    CODES = "list of `green`, `yellow`, `red`"
    CAPS = "rows of mode, scope, level, share"
    PER_MODE = "whole number by mode"


@dataclass(frozen=True, slots=True)
class PolicyField:
    """One field of a rule set, or of its tables ``drivers`` and ``times``."""

    name: str
    kind: FieldKind
    unit: str
    meaning: str
    minimum: int = 0
    maximum: int = 10**9


RULESET_FIELDS: tuple[PolicyField, ...] = (
    PolicyField(
        "caps", FieldKind.CAPS, "share of seats", "Load cap 满载率; the first matching row wins, the last is all `*`."
    ),
    PolicyField("observation_rows", FieldKind.PER_MODE, "rows", "Rear rows left free 观察区, per vehicle or carriage."),
    PolicyField("path_levels", FieldKind.FLAG, "", "Counties merely passed count for the strictest level 就高."),
    PolicyField(
        "stop_ban_from", FieldKind.LEVEL, "", "Lowest level at which boarding or alighting in transit is banned."
    ),
    PolicyField("sealed_closed", FieldKind.FLAG, "", "Sealed areas 封控区 may not be entered, left or crossed."),
    PolicyField(
        "max_enterprises", FieldKind.PER_MODE, "enterprises", "Most enterprises aboard one vehicle or carriage.", 1
    ),
    PolicyField("max_pickups", FieldKind.LIMIT, "places", "Most places at which a coach trip boards.", 1),
    PolicyField("max_drops", FieldKind.LIMIT, "places", "Most places at which a coach trip sets down.", 1),
    PolicyField("one_end_registration", FieldKind.FLAG, "", "One end of the trip is the vehicle's prefecture 车籍地."),
    PolicyField("permit_required", FieldKind.FLAG, "", "A coach trip beyond the city takes one permit 通行证."),
    PolicyField("max_linehaul_legs", FieldKind.COUNT, "legs", "Most train or flight legs of one journey."),
    PolicyField("banned_codes", FieldKind.CODES, "", "Health codes 健康码 that may not board."),
    PolicyField("lights_closed", FieldKind.CODES, "", "Lights 三色灯 of enterprises that take nobody."),
    PolicyField("white_list_required", FieldKind.FLAG, "", "Only white-listed enterprises take workers."),
    PolicyField("negative_list_closed", FieldKind.FLAG, "", "Negative-listed enterprises take nobody."),
)

DRIVER_FIELDS: tuple[PolicyField, ...] = (
    PolicyField("continuous_day_s", FieldKind.LIMIT, "s", "Longest driving by day without rest.", 1),
    PolicyField("continuous_night_s", FieldKind.LIMIT, "s", "Longest driving by night without rest.", 1),
    PolicyField("rest_s", FieldKind.COUNT, "s", "Least rest that ends a stretch of driving.", 0, 86_400),
    PolicyField("driving_24h_s", FieldKind.LIMIT, "s", "Most driving of one driver in any 24 hours.", 1, 86_400),
    PolicyField("driving_7d_s", FieldKind.LIMIT, "s", "Most driving of one driver in any 7 days.", 1, 604_800),
    PolicyField("two_driver_m", FieldKind.LIMIT, "m", "A longer trip needs two drivers.", 1),
    PolicyField("two_driver_motorway_m", FieldKind.LIMIT, "m", "The same for trips all on motorway.", 1),
    PolicyField("night_from_s", FieldKind.COUNT, "s of the day", "Night begins.", 0, 86_400),
    PolicyField("night_to_s", FieldKind.COUNT, "s of the day", "Night ends.", 0, 86_400),
    PolicyField("stop_from_s", FieldKind.LIMIT, "s of the day", "Coaches stand from.", 0, 86_400),
    PolicyField("stop_to_s", FieldKind.LIMIT, "s of the day", "Coaches stand to.", 0, 86_400),
    PolicyField("stop_exempt_m", FieldKind.COUNT, "m", "Trips so short need not stand."),
    PolicyField("night_speed_share", FieldKind.SHARE, "share", "Speed by night as a share of the speed by day."),
)

TIME_FIELDS: tuple[PolicyField, ...] = (
    PolicyField("pickup_dwell_s", FieldKind.COUNT, "s", "Stand at a pick-up: count heads, temperatures, luggage."),
    PolicyField("drop_dwell_s", FieldKind.COUNT, "s", "Stand at a drop."),
    PolicyField("turnaround_s", FieldKind.COUNT, "s", "Disinfection and airing between two loaded trips."),
    PolicyField("rail_board_s", FieldKind.COUNT, "s", "Arrival of a feeder to departure of the train, at least."),
    PolicyField("rail_alight_s", FieldKind.COUNT, "s", "Arrival of the train to departure of the last mile, at least."),
    PolicyField("air_board_s", FieldKind.COUNT, "s", "The same before a flight."),
    PolicyField("air_alight_s", FieldKind.COUNT, "s", "The same after a flight."),
    PolicyField("max_hub_wait_s", FieldKind.LIMIT, "s", "Longest wait at a station or airport."),
    PolicyField("max_ride_s", FieldKind.LIMIT, "s", "Longest time on board of one coach trip.", 1),
    PolicyField("max_journey_s", FieldKind.LIMIT, "s", "Longest time from home door to site.", 1),
)

_DEFAULTS = {
    f"{prefix}{field.name}": field.default
    for prefix, kind in (("", RuleSet), ("drivers.", DriverRules), ("times.", Times))
    for field in fields(kind)
    if field.default is not MISSING
}


def default_text(path: str) -> str:
    """Default of a field as it would be written, e.g. ``none``; empty for tables and lists."""
    default = _DEFAULTS.get(path, "")
    if default is None:
        return NONE
    if isinstance(default, bool):
        return str(default).lower()
    return "" if default == () else str(default)

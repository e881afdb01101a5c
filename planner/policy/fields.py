"""Every field of a rule pack: name, type, unit, default, meaning. Read by the parser and by the data dictionary."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from enum import StrEnum

from planner.domain.rule import DriverRules, LightRules, RuleSet, Times

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
    PER_LEVEL = "whole number by level"
    PER_LIGHT = "decimal in quotes, 0–1, by light"
    PER_PAYER = "decimal in quotes, 0–1, by `public`, `enterprise`, `worker`"
    AREAS = "list of codes of 2, 4 or 6 digits"
    WORD = "one word"
    WORDS = "list of words"
    ARRIVALS = "rows of level, action, days"
    ESCORTS = "rows of kind, mode, persons_per, ride_over_s, level_from"


@dataclass(frozen=True, slots=True)
class PolicyField:
    """One field of a rule set, or of its tables ``drivers``, ``times`` and ``lights``; ``words`` are all it may say."""

    name: str
    kind: FieldKind
    unit: str
    meaning: str
    minimum: int = 0
    maximum: int = 10**9
    words: tuple[str, ...] = ()

    @property
    def written(self) -> str:
        """How the value is written, with the words it may hold."""
        return f"{self.kind.value}: {', '.join(f'`{word}`' for word in self.words)}" if self.words else self.kind.value


STAGES = ("registered", "interviewed", "accepted")
PROMISE_ENDS = ("boarding", "arrival")
LEVEL_AREAS = ("county", "prefecture")
MOST_DAYS = 60
"""Longest quarantine or isolation that a pack may ask for, days."""

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
    PolicyField("max_trip_m", FieldKind.LIMIT, "m", "Longest way of a coach trip; beyond it rail or air.", 1),
    PolicyField("one_end_registration", FieldKind.FLAG, "", "One end of the trip is the vehicle's prefecture 车籍地."),
    PolicyField("permit_required", FieldKind.FLAG, "", "A coach trip beyond the city takes one permit 通行证."),
    PolicyField("max_linehaul_legs", FieldKind.COUNT, "legs", "Most train or flight legs of one journey."),
    PolicyField("banned_codes", FieldKind.CODES, "", "Health codes 健康码 that may not board."),
    PolicyField("lights_closed", FieldKind.CODES, "", "Lights 三色灯 of enterprises that take nobody."),
    PolicyField("white_list_required", FieldKind.FLAG, "", "Only white-listed enterprises take workers."),
    PolicyField("negative_list_closed", FieldKind.FLAG, "", "Negative-listed enterprises take nobody."),
    PolicyField(
        "unmixed_from",
        FieldKind.LEVEL,
        "",
        "People from origins at this level or above share no vehicle or carriage with others.",
    ),
    PolicyField("unmixed_codes", FieldKind.FLAG, "", "Health codes are not mixed in a vehicle or carriage."),
    PolicyField("banned_origins", FieldKind.AREAS, "", "Areas whose people may not board."),
    PolicyField("proof_from", FieldKind.LEVEL, "", "Lowest origin level that asks for the 14-day proof 健康申报."),
    PolicyField(
        "certificate_from", FieldKind.LEVEL, "", "Lowest origin level that asks for a health certificate 健康证明."
    ),
    PolicyField("test_from", FieldKind.LEVEL, "", "Lowest origin level that asks for a negative test 核酸检测."),
    PolicyField("stages", FieldKind.WORDS, "", "Stages of registration that may travel.", words=STAGES),
    PolicyField("code_max_age_s", FieldKind.LIMIT, "s", "Oldest health code at boarding.", 1),
    PolicyField("test_max_age_s", FieldKind.LIMIT, "s", "Oldest negative test at boarding.", 1),
    PolicyField(
        "arrivals", FieldKind.ARRIVALS, "days",
        "What those from an origin level do on arrival 落地检测、隔离: `none`, `test`, or `quarantine` for `days`.",
        1, MOST_DAYS,
    ),
    PolicyField("test_result_s", FieldKind.COUNT, "s", "Halt at a test site until the results are there.", 0, 604_800),
    PolicyField(
        "escorts", FieldKind.ESCORTS, "persons, s",
        "Escorts 随车医护、联络员 that go along: `medic` or `liaison`, one per vehicle or for each started "
        "`persons_per` aboard, on rides of more than `ride_over_s`, from `level_from` up.",
    ),
    PolicyField("promise_s", FieldKind.LIMIT, "s", "Longest time from a worker's request to boarding or arrival.", 1),
    PolicyField("promise_to", FieldKind.WORD, "", "Where the promised time ends.", words=PROMISE_ENDS),
    PolicyField(
        "incidence_ppm", FieldKind.PER_LEVEL, "per million",
        "Expected positives among persons from a level; prices the blast radius.", 0, 1_000_000,
    ),
    PolicyField("cost_shares", FieldKind.PER_PAYER, "share of cost", "Who pays; the shares make exactly 1."),
    PolicyField("corridors", FieldKind.AREAS, "", "Areas that a coach's way may touch 无疫通道; empty: any."),
    PolicyField(
        "closed_loop_from", FieldKind.LEVEL, "", "Lowest level of a coach trip that runs as a closed loop 三点往返."
    ),
    PolicyField(
        "crew_isolation_days", FieldKind.COUNT, "days", "Days after a closed loop in which vehicle and crew stay away.",
        0, MOST_DAYS,
    ),
    PolicyField("driver_white_list", FieldKind.FLAG, "", "Only white-listed drivers 白名单 of a named list drive."),
    PolicyField("level_area", FieldKind.WORD, "", "Area whose strictest level counts for a stop.", words=LEVEL_AREAS),
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
    PolicyField("transfer_min_s", FieldKind.COUNT, "s", "Added to the handling times between two legs."),
    PolicyField("max_ride_s", FieldKind.LIMIT, "s", "Longest time on board of one coach trip.", 1),
    PolicyField("max_journey_s", FieldKind.LIMIT, "s", "Longest time from home door to site.", 1),
)

LIGHT_FIELDS: tuple[PolicyField, ...] = (
    PolicyField("yellow_items", FieldKind.COUNT, "items", "An inspection that misses so many items is yellow.", 1),
    PolicyField("red_after", FieldKind.COUNT, "inspections", "So many yellows in a row are red.", 1),
    PolicyField(
        "intake_factor", FieldKind.PER_LIGHT, "share", "What a light 三色亮灯 leaves of the daily intake, else 1."
    ),
)

_DEFAULTS = {
    f"{prefix}{field.name}": field.default
    for prefix, kind in (("", RuleSet), ("drivers.", DriverRules), ("times.", Times), ("lights.", LightRules))
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
    if isinstance(default, tuple):
        return ", ".join(f"`{word}`" for word in default)
    return str(default)

"""Dated rule sets as typed facts. Packs are read by ``planner.policy``; the verifier has its own reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from planner.domain.place import Level, prefecture_of

ANY = "*"
TRIP_SCOPES = ("in_city", "inter_city", "inter_province")
"""Scopes that a trip can have by its stops, the narrowest first."""


def scope_of(adcodes: tuple[str, ...]) -> str:
    """Scope of a trip by the counties of its stops: in_city, inter_city or inter_province.

    >>> scope_of(("330206", "330282")), scope_of(("330206", "330502")), scope_of(("341204", "330206"))
    ('in_city', 'inter_city', 'inter_province')
    """
    if len({prefecture_of(code) for code in adcodes}) == 1:
        return "in_city"
    if len({code[:2] for code in adcodes}) == 1:
        return "inter_city"
    return "inter_province"


@dataclass(frozen=True, slots=True)
class LoadCap:
    """Share of the seats that may be taken; ``mode``, ``scope`` and ``level`` may be ``*``."""

    mode: str
    scope: str
    level: str
    share: Fraction


@dataclass(frozen=True, slots=True)
class DriverRules:
    """Driving limits (道路旅客运输企业安全管理规范 art. 38, 45). ``None``: no limit.

    Seconds of driving; ``night_from_s``..``night_to_s`` and ``stop_from_s``..``stop_to_s`` are seconds of the
    local day; ``night_speed_share`` slows driving at night (国发〔2012〕30号).
    """

    continuous_day_s: int | None = None
    continuous_night_s: int | None = None
    rest_s: int = 0
    driving_24h_s: int | None = None
    driving_7d_s: int | None = None
    two_driver_m: int | None = None
    two_driver_motorway_m: int | None = None
    night_from_s: int = 79_200
    night_to_s: int = 21_600
    stop_from_s: int | None = None
    stop_to_s: int | None = None
    stop_exempt_m: int = 0
    night_speed_share: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Times:
    """Handling times and longest waits, seconds. ``None``: no limit."""

    pickup_dwell_s: int = 900
    drop_dwell_s: int = 600
    turnaround_s: int = 2_400
    rail_board_s: int = 2_700
    rail_alight_s: int = 1_800
    air_board_s: int = 7_200
    air_alight_s: int = 2_700
    max_hub_wait_s: int | None = 28_800
    max_ride_s: int | None = 108_000
    max_journey_s: int | None = None


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules in force from ``effective_from`` until the next set of the pack.

    Attributes
    ----------
    version : str
        ``<pack>@<date>``, cited by every decision that the set forces.
    caps : tuple of LoadCap
        The first that matches wins; a pack ends with a ``*`` row.
    observation_rows : mapping
        Mode → rear rows left free.
    path_levels : bool
        Whether counties merely passed count for the strictest level.
    stop_ban_from : Level or None
        Lowest level at which boarding or alighting in transit is banned.
    sealed_closed : bool
        Whether sealed zones may not be entered, left or crossed.
    max_enterprises : mapping
        Mode → most enterprises that may share one vehicle or carriage.
    max_pickups, max_drops : int or None
        Most distinct places at which a coach trip boards / alights.
    one_end_registration : bool
        The vehicle's prefecture must be that of a stop of the trip.
    permit_required : bool
        Each loaded coach trip needs one permit of the destination's office.
    max_linehaul_legs : int
        Most train or flight legs of one itinerary.
    banned_codes : tuple of str
        Health codes that may not board.
    lights_closed : tuple of str
        Enterprise lights that stop intake.
    sources : mapping
        Field name → document it comes from.
    """

    version: str
    effective_from: int
    caps: tuple[LoadCap, ...]
    observation_rows: Mapping[str, int] = field(default_factory=dict)
    path_levels: bool = False
    stop_ban_from: Level | None = None
    sealed_closed: bool = False
    max_enterprises: Mapping[str, int] = field(default_factory=dict)
    max_pickups: int | None = None
    max_drops: int | None = None
    one_end_registration: bool = False
    permit_required: bool = False
    max_linehaul_legs: int = 1
    banned_codes: tuple[str, ...] = ()
    lights_closed: tuple[str, ...] = ()
    white_list_required: bool = False
    negative_list_closed: bool = False
    drivers: DriverRules = field(default_factory=DriverRules)
    times: Times = field(default_factory=Times)
    sources: Mapping[str, str] = field(default_factory=dict)

    def cap(self, mode: str, scope: str, level: Level) -> Fraction:
        """Load cap of a trip; the strictest level of its stops is the caller's business."""
        for row in self.caps:
            if row.mode in (ANY, mode) and row.scope in (ANY, scope) and row.level in (ANY, level.name.lower()):
                return row.share
        raise LookupError(f"{self.version}: no load cap for {mode}, {scope}, {level.name.lower()}")

    def usable_seats(self, mode: str, scope: str, level: Level, seats: int, rows: int) -> int:
        """Seats that may be taken: min(⌊cap × seats⌋, seats − observation rows × ⌈seats / rows⌉), at least 0."""
        observed = self.observation_rows.get(mode, 0) * -(-seats // max(rows, 1))
        capped = int(self.cap(mode, scope, level) * seats)
        return max(0, min(capped, seats - observed))


@dataclass(frozen=True, slots=True)
class Policy:
    """A rule pack as it applies to a campaign: dated rule sets in ascending order, and objective settings."""

    pack: str
    rulesets: tuple[RuleSet, ...]
    objective_order: tuple[str, ...] = ("served", "cost")
    tolerances: Mapping[str, Fraction] = field(default_factory=dict)

    def at(self, moment: int) -> RuleSet:
        """The set in force at a trip's first departure.

        Raises
        ------
        LookupError
            None is in force yet.
        """
        current = None
        for rules in self.rulesets:
            if rules.effective_from <= moment:
                current = rules
        if current is None:
            raise LookupError(f"rule pack {self.pack}: no rule set is in force at that moment")
        return current

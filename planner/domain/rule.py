"""Dated rule sets as typed facts. Packs are read by ``planner.policy``; the verifier has its own reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from planner.domain.place import Level, prefecture_of

ANY = "*"
LONG_RIDE_S = 1 << 40
"""Longer than any ride: rules that spare short rides apply."""
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
    transfer_min_s: int = 0
    max_ride_s: int | None = 108_000
    max_journey_s: int | None = None

    def longest_s(self, direct: bool) -> int | None:
        """Longest ride of a coach; a direct one is the whole journey, so the limit of journeys binds it too.

        >>> Times(max_ride_s=100, max_journey_s=90).longest_s(True), Times(max_ride_s=100).longest_s(False)
        (90, 100)
        """
        limits = [self.max_ride_s, self.max_journey_s if direct else None]
        return min((limit for limit in limits if limit is not None), default=None)


class ArrivalAction(StrEnum):
    """What those who come from ground at a level have to do on arrival."""

    NONE = "none"
    TEST = "test"
    QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True)
class ArrivalRule:
    """Persons whose origin stands at ``level`` when they board: what they do on arrival; ``days`` of quarantine."""

    level: Level
    action: ArrivalAction
    days: int = 0


@dataclass(frozen=True, slots=True)
class EscortRule:
    """Escorts of a kind (medic, liaison) that go along.

    Attributes
    ----------
    mode : str
        A mode, or ``*``. Coaches are counted one by one, a train or flight as a whole, not by carriage.
    persons_per : int or None
        One escort for each started ``persons_per`` aboard; ``None``: one for the vehicle.
    ride_over_s : int
        Trips of at most so many seconds from first departure to last arrival go without.
    level_from : Level
        Trips whose strictest level is lower go without.
    """

    kind: str
    mode: str
    persons_per: int | None = None
    ride_over_s: int = 0
    level_from: Level = Level.LOW

    def needed(self, mode: str, persons: int, ride_s: int, level: Level) -> int:
        """Escorts of this kind that a trip with so many aboard takes."""
        if self.mode not in (ANY, mode) or not persons or ride_s <= self.ride_over_s or level < self.level_from:
            return 0
        return 1 if self.persons_per is None else -(-persons // self.persons_per)


@dataclass(frozen=True, slots=True)
class LightRules:
    """The three-colour sequence of an enterprise (三色亮灯, Ninghai 2020).

    An inspection that misses at least ``yellow_items`` items is yellow; ``red_after`` yellows in a row are red,
    and red stays until an inspection is resolved. ``intake_factor``: light → share of the daily intake.
    """

    yellow_items: int = 1
    red_after: int = 3
    intake_factor: Mapping[str, Fraction] = field(default_factory=dict)


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
    max_trip_m : int or None
        Longest way of a coach trip, from its first stop to its last.
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
    unmixed_from : Level or None
        Persons from origins at or above this level share no vehicle or carriage with others.
    unmixed_codes : bool
        Whether health codes may not be mixed in one vehicle or carriage.
    banned_origins : tuple of str
        Areas whose people may not board.
    proof_from, certificate_from, test_from : Level or None
        Lowest origin level that asks for the 14-day proof, the health certificate, a negative test.
    stages : tuple of str
        Stages of registration that may travel.
    code_max_age_s, test_max_age_s : int or None
        Longest time from a code's or test's date to boarding.
    arrivals : tuple of ArrivalRule
        The first of the origin's level applies; none: nothing on arrival.
    test_result_s : int
        Halt at a test site from arrival until the results are there.
    escorts : tuple of EscortRule
        All that match apply.
    promise_s, promise_to : int or None, str
        A worker who asked boards (``boarding``) or arrives (``arrival``) at most so many seconds later.
    lights : LightRules
        How inspections change an enterprise's light, and what a light leaves of the intake.
    incidence_ppm : mapping
        Level → expected positives per million persons, for the blast radius.
    cost_shares : mapping
        Payer (public, enterprise, worker) → share of the cost.
    corridors : tuple of str
        Areas that a coach's way may touch; empty: any.
    closed_loop_from : Level or None
        Lowest level of a coach trip that runs as a closed loop (三点往返): its crew isolates afterwards.
    crew_isolation_days : int
        Whole days from the end of a closed loop in which vehicle and crew stay away, each driver in a crew bed.
    driver_white_list : bool
        Whether only white-listed drivers of a named list drive.
    level_area : str
        ``county`` or ``prefecture``: the area whose strictest level counts for a stop (Guide, 5th edition).
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
    max_trip_m: int | None = None
    one_end_registration: bool = False
    permit_required: bool = False
    max_linehaul_legs: int = 1
    banned_codes: tuple[str, ...] = ()
    lights_closed: tuple[str, ...] = ()
    white_list_required: bool = False
    negative_list_closed: bool = False
    unmixed_from: Level | None = None
    unmixed_codes: bool = False
    banned_origins: tuple[str, ...] = ()
    proof_from: Level | None = None
    certificate_from: Level | None = None
    test_from: Level | None = None
    stages: tuple[str, ...] = ("registered", "interviewed", "accepted")
    code_max_age_s: int | None = None
    test_max_age_s: int | None = None
    arrivals: tuple[ArrivalRule, ...] = ()
    test_result_s: int = 7_200
    escorts: tuple[EscortRule, ...] = ()
    promise_s: int | None = None
    promise_to: str = "boarding"
    lights: LightRules = field(default_factory=LightRules)
    incidence_ppm: Mapping[str, int] = field(default_factory=dict)
    cost_shares: Mapping[str, Fraction] = field(default_factory=dict)
    corridors: tuple[str, ...] = ()
    closed_loop_from: Level | None = None
    crew_isolation_days: int = 0
    driver_white_list: bool = False
    level_area: str = "county"
    drivers: DriverRules = field(default_factory=DriverRules)
    times: Times = field(default_factory=Times)
    sources: Mapping[str, str] = field(default_factory=dict)

    def arrival(self, level: Level) -> ArrivalRule:
        """What those from an origin at that level do on arrival."""
        return next((rule for rule in self.arrivals if rule.level is level), ArrivalRule(level, ArrivalAction.NONE))

    def cap(self, mode: str, scope: str, level: Level) -> Fraction:
        """Load cap of a trip; the strictest level of its stops is the caller's business."""
        for row in self.caps:
            if row.mode in (ANY, mode) and row.scope in (ANY, scope) and row.level in (ANY, level.name.lower()):
                return row.share
        raise LookupError(f"{self.version}: no load cap for {mode}, {scope}, {level.name.lower()}")

    def escorts_needed(self, mode: str, persons: int, ride_s: int, level: Level) -> dict[str, int]:
        """Escorts by kind that a trip or service with so many aboard takes: of each kind, the most that any rule asks.

        Parameters
        ----------
        ride_s : int
            First departure to last arrival.
        """
        needed: dict[str, int] = {}
        for rule in self.escorts:
            count = rule.needed(mode, persons, ride_s, level)
            if count:
                needed[rule.kind] = max(count, needed.get(rule.kind, 0))
        return needed

    def escorted_seats(self, mode: str, scope: str, level: Level, seats: int, rows: int) -> int:
        """Persons that a vehicle takes beside the escorts that a long ride with so many asks for."""
        persons = self.usable_seats(mode, scope, level, seats, rows)
        while persons:
            escorts = sum(self.escorts_needed(mode, persons, LONG_RIDE_S, level).values())
            if persons <= self.usable_seats(mode, scope, level, seats, rows, escorts):
                break
            persons -= 1
        return persons

    def usable_seats(self, mode: str, scope: str, level: Level, seats: int, rows: int, escorts: int = 0) -> int:
        """Seats that may be taken: min(⌊cap × seats⌋, seats − observation rows × ⌈seats / rows⌉ − escorts), ≥ 0."""
        observed = self.observation_rows.get(mode, 0) * -(-seats // max(rows, 1))
        capped = int(self.cap(mode, scope, level) * seats)
        return max(0, min(capped, seats - observed - escorts))


OBJECTIVE_LEVELS = ("served", "lateness", "fairness", "cost", "blast_radius", "journey", "transfers")
"""Levels that a pack may order, as they usually stand. ``served`` stands for one level per tier."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A rule pack as it applies to a campaign: dated rule sets in ascending order, and objective settings."""

    pack: str
    rulesets: tuple[RuleSet, ...]
    objective_order: tuple[str, ...] = OBJECTIVE_LEVELS
    tolerances: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def levels(self) -> tuple[str, ...]:
        """All levels of the objective in order: those that the pack names, then the others as they usually stand."""
        return (*self.objective_order, *(name for name in OBJECTIVE_LEVELS if name not in self.objective_order))

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

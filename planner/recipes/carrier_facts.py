"""What a recipe knows of those who carry: fleets, crews, services on offer."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, config=_STRICT)
class FleetFacts:
    """Like coaches of one operator; without lon/lat the depot lies near the county seat."""

    fleet_id: str
    operator: str
    vehicle_type: str
    seats: int
    seat_rows: int
    count: int
    depot_adcode: str
    fixed_cents: int
    cents_per_km: int
    driver_day_cents: int
    drivers_per_coach: float = 2.0
    registration_adcode: str | None = None
    positioning: str = "return"
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True, config=_STRICT)
class FleetDraw:
    """Coaches at the main origin cities: ``count`` shared out over prefectures that send at least ``least``."""

    count: int
    operator: str
    vehicle_type: str
    seats: int
    seat_rows: int
    fixed_cents: int
    cents_per_km: int
    driver_day_cents: int
    drivers_per_coach: float = 1.8
    positioning: str = "return"
    least: float = 0.005
    smallest: int = 2


@dataclass(frozen=True, slots=True, config=_STRICT)
class CityFleets:
    """Like coaches in several cities of destination: ``counts`` by the county of the depot."""

    counts: Mapping[str, int]
    operator: str
    vehicle_type: str
    seats: int
    seat_rows: int
    fixed_cents: int
    cents_per_km: int
    driver_day_cents: int
    drivers_per_coach: float = 1.8
    positioning: str = "return"


@dataclass(frozen=True, slots=True, config=_STRICT)
class DriverListFacts:
    """Named drivers of a fleet: ``count`` in all, of whom some are off the white list and others have a yellow code."""

    fleet_id: str
    count: int
    not_whitelisted: int = 0
    yellow: int = 0


@dataclass(frozen=True, slots=True, config=_STRICT)
class EscortFacts:
    """Escorts of one kind (medic, liaison) at one base, ``<prefix>1``, ``<prefix>2``, …"""

    prefix: str
    kind: str
    base_adcode: str
    count: int


@dataclass(frozen=True, slots=True, config=_STRICT)
class ServiceFacts:
    """Offers of one line-haul, one per departure (local moments).

    Without ``duration_s`` and prices they follow from the great circle and :class:`planner.recipes.offers.Tariff`.
    ``number`` names a single real departure; ``fen_per_seat_km`` replaces the tariff of fast trains.
    """

    prefix: str
    mode: str
    from_stop_id: str
    to_stop_id: str
    departures: tuple[str, ...]
    units: int
    seats_per_unit: int
    rows_per_unit: int
    min_load: int
    number: str | None = None
    duration_s: int | None = None
    fixed_cents: int | None = None
    unit_cents: int | None = None
    seat_cents: int | None = None
    fen_per_seat_km: int | None = None
    commit_days: int = 3


@dataclass(frozen=True, slots=True, config=_STRICT)
class LineFacts:
    """``count`` like offers of one line, spread evenly over the days ``first`` to ``last``.

    They leave at ``clock``; a second one of the same day leaves ``apart_s`` later.
    """

    prefix: str
    mode: str
    from_stop_id: str
    to_stop_id: str
    count: int
    first: str
    last: str
    clock: str
    units: int
    seats_per_unit: int
    rows_per_unit: int
    min_load: int
    fen_per_seat_km: int | None = None
    apart_s: int = 3_600

"""What carries: coaches, drivers, escorts, and dated capacities of places."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MOST_DRIVERS = 2
"""Drivers of one vehicle, at most."""


class Positioning(StrEnum):
    """Which empty run of a charter is paid."""

    NONE = "none"
    ONE_WAY = "one_way"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Fleet:
    """Like coaches of one operator at one depot.

    ``drivers`` counts the whole row; ``max_trips`` limits the loaded trips of one vehicle over the campaign;
    ``available_from``/``available_until`` are moments, half-open.
    """

    fleet_id: str
    operator: str
    vehicle_type: str
    seats: int
    seat_rows: int
    count: int
    drivers: int
    depot_adcode: str
    lon: float
    lat: float
    registration_adcode: str
    available_from: int
    available_until: int
    fixed_cents: int
    cents_per_km: int
    driver_day_cents: int
    positioning: Positioning
    max_trips: int | None = None
    accessible_seats: int = 0

    @property
    def depot_id(self) -> str:
        """Place id of the depot."""
        return f"depot:{self.fleet_id}"


@dataclass(frozen=True, slots=True)
class Driver:
    """A named driver (optional; otherwise drivers are counted per fleet)."""

    driver_id: str
    fleet_id: str
    whitelisted: bool
    health_code: str
    available_from: int | None = None
    available_until: int | None = None


@dataclass(frozen=True, slots=True)
class Escort:
    """A medic or liaison, with base and availability."""

    escort_id: str
    kind: str
    base_adcode: str
    available_from: int
    available_until: int


@dataclass(frozen=True, slots=True)
class Capacity:
    """Amount of a scarce thing at a place on a day (or from a moment on that day)."""

    kind: str
    place_id: str
    day: int
    amount: int
    from_at: int | None = None
    to_at: int | None = None


@dataclass(frozen=True, slots=True)
class NoShow:
    """Expected share of no-shows from an area, as the text of an exact decimal."""

    origin_adcode: str
    rate: str

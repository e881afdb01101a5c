"""Offers of line-haul: charter trains, carriage blocks, seat blocks, charter flights."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """How people move."""

    COACH = "coach"
    TRAIN = "train"
    CARRIAGE_BLOCK = "carriage_block"
    SEAT_BLOCK = "seat_block"
    FLIGHT = "flight"


RAIL_MODES = frozenset({Mode.TRAIN, Mode.CARRIAGE_BLOCK, Mode.SEAT_BLOCK})


@dataclass(frozen=True, slots=True)
class ServiceCall:
    """One call of a service that stops more than twice; ``seq`` from 1."""

    service_id: str
    seq: int
    stop_id: str
    arrive_at: int
    depart_at: int


@dataclass(frozen=True, slots=True)
class Service:
    """A dated offer that the planner may open.

    ``units`` carriages (1 for a flight) of ``seats_per_unit`` seats in ``rows_per_unit`` rows. Opening costs
    ``fixed_cents`` + ``unit_cents`` per unit used + ``seat_cents`` per person. Opened only if it carries at
    least ``min_load`` persons and is ordered by ``commit_by`` (a moment). ``calls`` holds the calls of
    a service with intermediate stops, empty otherwise.
    """

    service_id: str
    mode: Mode
    from_stop_id: str
    to_stop_id: str
    depart_at: int
    arrive_at: int
    units: int
    seats_per_unit: int
    rows_per_unit: int
    min_load: int
    fixed_cents: int
    unit_cents: int
    seat_cents: int
    commit_by: int
    calls: tuple[ServiceCall, ...] = ()

    @property
    def between(self) -> tuple[ServiceCall, ...]:
        """Calls between the first and the last."""
        return self.calls[1:-1]

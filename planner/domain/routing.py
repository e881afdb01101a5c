"""What the optimiser is asked and what it answers: shipments in, coach trips with loads out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.domain.plan import LegRole

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Shipment:
    """Persons of one cohort to be carried by coach from one place to another.

    Attributes
    ----------
    cohort : int
        Index of the cohort.
    role : LegRole
        ``direct``, ``feeder`` or ``last_mile``.
    service_id : str or None
        Line-haul that a feeder or last-mile leg belongs to.
    depart_from, depart_to, arrive_from, arrive_to : int
        Moments: boarding and alighting must fall inside.
    persons : int
        Head-count; may be split over trips unless ``group``.
    group : bool
        A travel group: one vehicle for all of them.
    mix : str
        Class of level and health code where a rule set keeps them apart: a trip carries one class only.
    accessible : bool
        Whether each person takes an accessible seat.
    tested : bool
        Whether a test on arrival may be asked of them, by the strictest moment at which they may first board.
    quarantine_days : int
        Most days of quarantine that may be asked of them likewise; 0: none.
    quarantine_at : str
        Site or stop where they stay in quarantine and their journey ends; empty where ``quarantine_days`` is 0.
    """

    cohort: int
    role: LegRole
    service_id: str | None
    from_place: str
    to_place: str
    depart_from: int
    depart_to: int
    arrive_from: int
    arrive_to: int
    persons: int
    group: bool
    tier: int
    enterprise_id: str
    mix: str = ""
    accessible: bool = False
    tested: bool = False
    quarantine_days: int = 0
    quarantine_at: str = ""


@dataclass(frozen=True, slots=True)
class TripLoad:
    """Persons of one shipment aboard one trip."""

    shipment: int
    persons: int


@dataclass(frozen=True, slots=True)
class RoutedTrip:
    """One coach run before it has a clock: who, along which places, by which fleet.

    ``pickups`` and ``drops`` are place ids in order of travel; ``fleet`` indexes ``Scenario.fleets``; before the moment
    ``depart_from`` rules would not let so many aboard.
    """

    role: LegRole
    service_id: str | None
    fleet: int
    pickups: tuple[str, ...]
    drops: tuple[str, ...]
    loads: tuple[TripLoad, ...]
    depart_from: int = 0


@dataclass(frozen=True, slots=True)
class RideTable:
    """How long a ride takes under the driving rules, for every departure hour and driving time.

    Attributes
    ----------
    bucket_s, departure_step_s : int
        Widths of a driving-time bucket and of a departure step.
    elapsed_s : int32 [departures per day, buckets]
        Wheels-on to wheels-off time, rests and night stops included, of a drive of at most
        ``bucket × bucket_s`` seconds that departs at ``step × departure_step_s`` of the local day.
    """

    bucket_s: int
    departure_step_s: int
    elapsed_s: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Ride:
    """Persons of a cohort who share one itinerary pattern: direct, or over one line-haul.

    ``group``: a travel group that stays whole. Shipments are indexes; ``None`` where the leg does not exist
    (direct rides have no feeder and no last mile, walk-ins no feeder).
    """

    cohort: int
    persons: int
    group: bool
    service: int | None
    direct: int | None
    feeder: int | None
    last_mile: int | None


@dataclass(frozen=True, slots=True)
class OpenService:
    """A service opened with its carriages and the persons of each cohort aboard as (cohort, persons)."""

    service: int
    units: int
    seats_per_unit: int
    persons: tuple[tuple[int, int], ...]

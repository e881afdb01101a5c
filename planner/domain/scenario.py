"""Everything that a plan is made from, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.domain.demand import Demand, Enterprise, Heat, Inspection, Worker
from planner.domain.fleet import Capacity, Driver, Escort, Fleet, NoShow
from planner.domain.place import IntakeWindow, Link, ModeBan, Site, Stop, Zone, ZoneArea
from planner.domain.service import Service
from planner.domain.taken import Taken
from planner.units import LocalClock


@dataclass(frozen=True, slots=True)
class Campaign:
    """Name, horizon ``[start_at, end_at)`` and the moment of planning ``as_of``."""

    campaign_id: str
    name: str
    timezone: str
    clock: LocalClock
    start_at: int
    end_at: int
    as_of: int
    destination_adcode: str


@dataclass(frozen=True, slots=True)
class Costs:
    """Unit costs that no table row carries, fen."""

    feeder_person_cents: int = 0
    walk_in_cents: int = 0


@dataclass(frozen=True, slots=True)
class Scenario:
    """A campaign with all its tables. ``sha256`` identifies the input bytes.

    ``policy_pack`` is a pack id or a path; ``policy_override`` the raw ``[policy.override]`` table;
    ``objective`` the raw ``[objective]`` table. ``matrix_path`` is set for the ``matrix`` provider.
    ``taken``: what trips kept from an earlier plan take of scarce things; no table holds it.
    """

    campaign: Campaign
    sha256: str
    policy_pack: str
    policy_override: Mapping[str, object]
    objective: Mapping[str, object]
    network_provider: str
    matrix_path: str | None
    costs: Costs
    enterprises: tuple[Enterprise, ...]
    sites: tuple[Site, ...]
    workers: tuple[Worker, ...] = ()
    heat: tuple[Heat, ...] = ()
    demand: tuple[Demand, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    stops: tuple[Stop, ...] = ()
    links: tuple[Link, ...] = ()
    zones: tuple[Zone, ...] = ()
    zone_areas: tuple[ZoneArea, ...] = ()
    mode_bans: tuple[ModeBan, ...] = ()
    intake_windows: tuple[IntakeWindow, ...] = ()
    fleets: tuple[Fleet, ...] = ()
    drivers: tuple[Driver, ...] = ()
    services: tuple[Service, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    escorts: tuple[Escort, ...] = ()
    no_shows: tuple[NoShow, ...] = ()
    pins: tuple[str, ...] = ()
    warnings: tuple[str, ...] = field(default=())
    taken: Taken = field(default_factory=Taken)

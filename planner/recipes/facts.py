"""What a recipe knows before anything is drawn: typed facts, read from ``data/scenarios/<name>.toml``.

A file may name a ``base``: tables merge key by key, scalars and lists replace. Counts in a file (coaches,
enterprises, offers) are those of ``sized_for`` workers; another size scales them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from planner.data_files import data_path
from planner.errors import BadUsage
from planner.recipes.carrier_facts import (
    CityFleets,
    DriverListFacts,
    EscortFacts,
    FleetDraw,
    FleetFacts,
    LineFacts,
    ServiceFacts,
)

_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, config=_STRICT)
class CampaignFacts:
    """The ``[campaign]`` table of scenario.toml as it will be written."""

    name: str
    start: str
    end: str
    as_of: str
    destination_adcode: str
    timezone: str = "Asia/Shanghai"


@dataclass(frozen=True, slots=True, config=_STRICT)
class PolicyFacts:
    """Rule pack and the override written into scenario.toml."""

    pack: str
    override: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, config=_STRICT)
class OriginArea:
    """Workers of an area (2-, 4- or 6-digit code) in the draw; ``counties`` limits how many of its counties."""

    area: str
    share: float
    counties: int | None = None


@dataclass(frozen=True, slots=True, config=_STRICT)
class OriginFacts:
    """Where workers come from.

    ``share_table`` adds the prefectures of ``data/reference/origin_shares.csv``; ``within_m`` drops counties whose
    seat lies farther (great circle) from the seat of ``near_adcode``; ``spread`` is the shape of the seeded split of a
    city over its counties (larger: more even).
    """

    areas: tuple[OriginArea, ...] = ()
    share_table: bool = False
    near_adcode: str | None = None
    within_m: int | None = None
    spread: float = 2.0


@dataclass(frozen=True, slots=True, config=_STRICT)
class SiteFacts:
    """A factory door; ``weight`` is its share of the workers; without lon/lat it lies near the county seat."""

    site_id: str
    name: str
    adcode: str
    weight: float = 1.0
    lon: float | None = None
    lat: float | None = None
    opens: str = "06:00"
    closes: str = "23:00"
    intake_per_day: int | None = None
    isolation_beds: int | None = None


@dataclass(frozen=True, slots=True, config=_STRICT)
class EnterpriseFacts:
    """A firm named by a source, or a generated one that stands for it."""

    enterprise_id: str
    name: str
    sites: tuple[SiteFacts, ...]
    tier: int = 1
    tier_reason: str | None = None
    resume_from: str | None = None
    stock_out_on: str | None = None
    supplies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, config=_STRICT)
class FirmDraw:
    """Generated firms: sizes lognormal with ``sigma``, counties by ``adcodes`` (code → weight), tiers by share.

    A code of a prefecture (4 digits) shares its weight out evenly over its counties.
    """

    count: int
    adcodes: Mapping[str, float]
    sigma: float = 1.1
    smallest: int = 2
    tiers: tuple[float, ...] = (0.1, 0.3, 0.4, 0.2)
    late_share: float = 0.0
    supplier_share: float = 0.0
    closed_share: float = 0.0
    opens: str = "06:00"
    closes: str = "23:00"
    one_place: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, config=_STRICT)
class Party:
    """Workers of one site who leave one county together, as a source tells it; ``requested_at``: when they asked."""

    site_id: str
    origin: str
    persons: int
    ready_at: str
    due_at: str
    pickup_stop_id: str | None = None
    requested_at: str | None = None


@dataclass(frozen=True, slots=True, config=_STRICT)
class CalendarFacts:
    """Ready days by weight, clock times, and how many days after it a worker must have arrived.

    A site draws its workers from ``hometowns`` counties plus one per ``workers_per_hometown`` workers; those of one
    county leave in waves of at most ``wave``. Written as demand, a site names the areas that it asks for by so many
    digits of their codes (``asked_digits``); below 6 each area is asked for in a row of its own.
    """

    days: Mapping[str, float]
    window_days: Mapping[str, float]
    ready_clock: str = "06:00"
    due_clock: str = "23:59"
    hometowns: int = 2
    workers_per_hometown: int = 25
    wave: int = 40
    asked_digits: int = 6


@dataclass(frozen=True, slots=True, config=_STRICT)
class PeopleFacts:
    """Shares of the generated people: travel groups of 2–4, codes, withdrawals, wheelchairs."""

    group_share: float = 0.05
    yellow_share: float = 0.0
    red_share: float = 0.0
    withdrawn_share: float = 0.0
    health_proofs: bool = True


@dataclass(frozen=True, slots=True, config=_STRICT)
class FunnelFacts:
    """Head-counts that a registration funnel leaves behind; the rest are accepted and have all papers.

    ``registered`` and ``interviewed`` came no further than that stage; ``no_certificate`` and ``no_proof`` are
    accepted, but lack the health certificate or the 14-day proof.
    """

    registered: int = 0
    interviewed: int = 0
    no_certificate: int = 0
    no_proof: int = 0


@dataclass(frozen=True, slots=True, config=_STRICT)
class StopFacts:
    """A stop of this recipe alone."""

    stop_id: str
    kind: str
    name: str
    lon: float
    lat: float
    adcode: str
    opens: str | None = None
    closes: str | None = None
    people_per_hour: int | None = None
    catchment_adcodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, config=_STRICT)
class LinkFacts:
    """A bridge, ferry or tunnel."""

    from_adcode: str
    to_adcode: str
    kind: str
    distance_m: int
    drive_s: int
    opens: str | None = None
    closes: str | None = None


@dataclass(frozen=True, slots=True, config=_STRICT)
class ZoneFacts:
    """A zone row as written."""

    adcode: str
    level: str
    valid_from: str
    valid_to: str | None = None


@dataclass(frozen=True, slots=True, config=_STRICT)
class ZoneDraw:
    """Origin counties that start above low: ``shares`` level → share; lowered on a drawn day in ``lowered``."""

    shares: Mapping[str, float]
    valid_from: str
    lowered: tuple[str, str]


@dataclass(frozen=True, slots=True, config=_STRICT)
class InspectionFacts:
    """A visit to an enterprise."""

    enterprise_id: str
    date: str
    missing_items: int
    resolved: bool = False


@dataclass(frozen=True, slots=True, config=_STRICT)
class CapacityFacts:
    """The same amount a day over a span of days, e.g. permits an evening."""

    kind: str
    place_id: str
    date_from: str
    date_to: str
    amount: int


@dataclass(frozen=True, slots=True, config=_STRICT)
class Facts:
    """All that a recipe knows. ``sources`` cites the inventory rows (domain page) behind the numbers.

    ``people_per_hour`` gives hubs of the reference data a throughput.
    """

    title: str
    description: str
    workers: int
    sized_for: int
    sources: tuple[str, ...]
    campaign: CampaignFacts
    policy: PolicyFacts
    origins: OriginFacts = field(default_factory=OriginFacts)
    network: str = "county-graph"
    enterprises: tuple[EnterpriseFacts, ...] = ()
    firms: FirmDraw | None = None
    parties: tuple[Party, ...] = ()
    calendar: CalendarFacts | None = None
    people: PeopleFacts = field(default_factory=PeopleFacts)
    funnel: FunnelFacts | None = None
    hubs: tuple[str, ...] = ()
    people_per_hour: Mapping[str, int] = field(default_factory=dict)
    stops: tuple[StopFacts, ...] = ()
    links: tuple[LinkFacts, ...] = ()
    zones: tuple[ZoneFacts, ...] = ()
    zone_draw: ZoneDraw | None = None
    fleets: tuple[FleetFacts, ...] = ()
    fleet_draw: FleetDraw | None = None
    city_fleets: CityFleets | None = None
    max_trips: int | None = None
    drivers: tuple[DriverListFacts, ...] = ()
    escorts: tuple[EscortFacts, ...] = ()
    inspections: tuple[InspectionFacts, ...] = ()
    services: tuple[ServiceFacts, ...] = ()
    lines: tuple[LineFacts, ...] = ()
    capacities: tuple[CapacityFacts, ...] = ()


def facts_of(name: str, folder: Path | None = None) -> Facts:
    """Facts of a recipe, its ``base`` merged in.

    Raises
    ------
    BadUsage
        No such recipe, or its file holds an unknown key or a wrong value.
    """
    try:
        return TypeAdapter(Facts).validate_python(_merged(name, folder or data_path("scenarios")))
    except ValidationError as error:
        raise BadUsage(f"recipe {name!r}: {error}") from error


def _merged(name: str, folder: Path) -> dict[str, Any]:
    path = folder / f"{name}.toml"
    if not path.is_file():
        raise BadUsage(f"no recipe {name!r}; `returnline scenario list` names them")
    with path.open("rb") as stream:
        own = tomllib.load(stream)
    base = own.pop("base", None)
    return own if base is None else _merge(_merged(str(base), folder), own)


def _merge(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """``own`` over ``base``: tables key by key, everything else replaced."""
    merged = dict(base)
    for key, value in own.items():
        old = merged.get(key)
        merged[key] = _merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged

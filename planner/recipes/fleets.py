"""Coaches and their drivers: operators that a recipe names, and operators at the main origin cities."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from planner.domain.place import prefecture_of
from planner.recipes.amounts import scaled, shared_out
from planner.recipes.carrier_facts import CityFleets, FleetDraw, FleetFacts
from planner.recipes.facts import Facts
from planner.recipes.geography import Origins, near_seat
from planner.recipes.tables import TableData, from_rows

_COLUMNS = (
    "fleet_id", "operator", "vehicle_type", "seats", "seat_rows", "count", "max_trips", "drivers", "depot_adcode",
    "lon", "lat", "registration_adcode", "available_from", "available_to", "fixed_cents", "cents_per_km",
    "driver_day_cents", "positioning",
)  # fmt: skip

HOMEWARD_DAYS = 5
"""Coaches are chartered from the day of planning, so that they can drive out empty, until they are home again."""


def fleet_table(facts: Facts, origins: Origins | None, workers: int, rng: np.random.Generator) -> TableData:
    """The ``coaches`` table; counts grow with the number of workers."""
    fleets = [*facts.fleets, *(_at_cities(facts.city_fleets) if facts.city_fleets else [])]
    if facts.fleet_draw is not None and origins is not None:
        fleets += _at_origins(facts.fleet_draw, origins)
    factor = workers / facts.sized_for
    return from_rows("coaches", _COLUMNS, [_row(facts, fleet, factor, rng) for fleet in fleets])


def _row(facts: Facts, fleet: FleetFacts, factor: float, rng: np.random.Generator) -> tuple[object, ...]:
    count = scaled(fleet.count, factor, least=min(fleet.count, 2))
    lon, lat = (fleet.lon, fleet.lat) if fleet.lon and fleet.lat else near_seat(fleet.depot_adcode, rng)
    return (
        fleet.fleet_id,
        fleet.operator,
        fleet.vehicle_type,
        fleet.seats,
        fleet.seat_rows,
        count,
        facts.max_trips,
        _drivers(count, fleet.drivers_per_coach),
        fleet.depot_adcode,
        lon,
        lat,
        fleet.registration_adcode or fleet.depot_adcode,
        facts.campaign.as_of,
        days_after(facts.campaign.end, HOMEWARD_DAYS),
        fleet.fixed_cents,
        fleet.cents_per_km,
        fleet.driver_day_cents,
        fleet.positioning,
    )


def days_after(day: str, days: int) -> str:
    """A date some days later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def _drivers(count: int, per_coach: float) -> int:
    """Drivers of a fleet: whole crews of two, since most rides are too long for one."""
    return max(2, 2 * round(count * per_coach / 2))


def _like(like: CityFleets | FleetDraw, fleet_id: str, operator: str, count: int, depot_adcode: str) -> FleetFacts:
    """A fleet of one county, its coaches and prices those of a kind."""
    return FleetFacts(
        fleet_id=fleet_id,
        operator=operator,
        vehicle_type=like.vehicle_type,
        seats=like.seats,
        seat_rows=like.seat_rows,
        count=count,
        depot_adcode=depot_adcode,
        fixed_cents=like.fixed_cents,
        cents_per_km=like.cents_per_km,
        driver_day_cents=like.driver_day_cents,
        drivers_per_coach=like.drivers_per_coach,
        positioning=like.positioning,
    )


def _at_cities(like: CityFleets) -> list[FleetFacts]:
    """One fleet in each county that is named."""
    return [
        _like(like, f"D{adcode}", f"{like.operator}{adcode}", count, adcode) for adcode, count in like.counts.items()
    ]


def _at_origins(draw: FleetDraw, origins: Origins) -> list[FleetFacts]:
    """One fleet in each prefecture with enough workers, in the county that sends most."""
    shares = {key: share for key, share in origins.prefecture_shares().items() if share >= draw.least}
    counts = shared_out(draw.count, np.array(list(shares.values())), least=draw.smallest)
    return [
        _like(draw, f"O{prefecture}", f"测试客运{prefecture}", count, _largest(origins, prefecture))
        for prefecture, count in zip(shares, counts.tolist(), strict=True)
    ]


def _largest(origins: Origins, prefecture: str) -> str:
    members = [
        (float(share), adcode)
        for adcode, share in zip(origins.adcodes, origins.shares, strict=True)
        if prefecture_of(adcode) == prefecture
    ]
    return max(members)[1]

"""Counties as the draw sees them: codes in arrays, areas expanded, points near a seat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

import numpy as np
import numpy.typing as npt

from planner.domain.place import County, prefecture_of, within
from planner.errors import BadUsage
from planner.recipes.facts import OriginArea, OriginFacts
from planner.reference import counties, origin_shares
from planner.units import great_circle_m

DEGREE_M = 111_195.0
"""Metres of one degree of latitude (mean Earth radius × π / 180)."""


@dataclass(frozen=True, slots=True)
class Origins:
    """Counties of origin with their shares of the workers (float64, summing to 1), in order of code."""

    adcodes: tuple[str, ...]
    shares: npt.NDArray[np.float64]

    def prefecture_shares(self) -> dict[str, float]:
        """Share of each prefecture, in order of code."""
        sums: dict[str, float] = {}
        for adcode, share in zip(self.adcodes, self.shares, strict=True):
            key = prefecture_of(adcode)
            sums[key] = sums.get(key, 0.0) + float(share)
        return sums


def county(adcode: str) -> County:
    """County of February 2020 by its code.

    Raises
    ------
    BadUsage
        There was no such county.
    """
    try:
        return counties()[adcode]
    except KeyError as error:
        raise BadUsage(f"{adcode} is not a county code of February 2020 (data/reference/counties.csv)") from error


def distance_m(adcode_a: str, adcode_b: str) -> float:
    """Great circle between two county seats, metres."""
    a, b = county(adcode_a), county(adcode_b)
    return great_circle_m(a.lon, a.lat, b.lon, b.lat)


def expand_origins(facts: OriginFacts, rng: np.random.Generator) -> Origins:
    """Spread the shares of areas over their counties by a seeded draw; sort by code, normalise to 1.

    Raises
    ------
    BadUsage
        An area holds no county, or none is left within the distance.
    """
    weights: dict[str, float] = {}
    for area in (*_table_areas(facts), *facts.areas):
        members = _members(area, facts)
        chosen = members if area.counties is None else _sample(members, area.counties, rng)
        for adcode, part in zip(chosen, rng.dirichlet(np.full(len(chosen), facts.spread)), strict=True):
            weights[adcode] = weights.get(adcode, 0.0) + area.share * float(part)
    if not weights:
        raise BadUsage("the recipe's origins hold no county; give an area or the share table")
    adcodes = tuple(sorted(weights))
    shares = np.array([weights[adcode] for adcode in adcodes])
    return Origins(adcodes, shares / shares.sum())


def _sample(members: list[str], count: int, rng: np.random.Generator) -> list[str]:
    picked = rng.choice(len(members), size=min(count, len(members)), replace=False)
    return [members[index] for index in sorted(picked)]


def _table_areas(facts: OriginFacts) -> Iterable[OriginArea]:
    """Prefectures of ``origin_shares.csv`` that keep a county within the distance."""
    if not facts.share_table:
        return []
    areas = [OriginArea(row.adcode, row.share_permille / 10) for row in origin_shares()]
    return [area for area in areas if _near(area, facts)]


def _near(area: OriginArea, facts: OriginFacts) -> list[str]:
    found = sorted(adcode for adcode in counties() if within(adcode, area.area))
    if facts.near_adcode is None or facts.within_m is None:
        return found
    centre, limit_m = facts.near_adcode, facts.within_m
    return [adcode for adcode in found if distance_m(adcode, centre) <= limit_m]


def _members(area: OriginArea, facts: OriginFacts) -> list[str]:
    members = _near(area, facts)
    if not members:
        raise BadUsage(f"origin area {area.area} holds no county within {facts.within_m} m of {facts.near_adcode}")
    return members


def near_seat(adcode: str, rng: np.random.Generator, spread_m: float = 2_500.0) -> tuple[float, float]:
    """A point near the county seat, at most two spreads away; rounded to five decimals (about 1 m)."""
    seat = county(adcode)
    east_m, north_m = np.clip(rng.normal(0.0, spread_m / 2, 2), -spread_m, spread_m)
    return shifted(seat.lon, seat.lat, float(east_m), float(north_m))


def shifted(lon: float, lat: float, east_m: float, north_m: float) -> tuple[float, float]:
    """Point moved by metres east and north (small distances)."""
    return (
        round(lon + east_m / (DEGREE_M * cos(radians(lat))), 5),
        round(lat + north_m / DEGREE_M, 5),
    )

"""Settings of road travel, each with its unit and source."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoadSettings:
    """How straight lines become road metres and seconds.

    Defaults marked [B] are assumptions; the factors are fitted to ``data/reference/distances.csv``
    (known motorway distances to Ningbo), so state road distances as ± 5 %.

    Attributes
    ----------
    detour : float
        Road metres per great-circle metre between seats of counties. Fitted: mean 1.00, spread 2.8 %,
        −7 % to +6 % over 29 cities to Ningbo.
    trunk_share : float
        Length of a trunk line (motorway between seats of neighbouring prefectures) relative to an
        ordinary one. It draws long ways into corridors. Fitted together with ``detour``.
    local_detour : float
        Road metres per great-circle metre between two places of a county or of two neighbouring
        counties, and from a place to a county seat. [B]; urban detour factors lie at 1.2–1.4
        (Boscoe et al. 2012, doi:10.1080/00330124.2011.583586: 1.42 in the mean; denser networks less).
    trunk_kmh : float
        Coach on a motorway, by day. [B]; the legal limit of coaches is 100 km/h (道路交通安全法
        实施条例 art. 78), the average lies below it.
    county_kmh, local_kmh : float
        Coach on county roads, and in a town or on an access road. [B]
    county_town_m, local_town_m : int
        First metres of a line between seats, and of a line to or between places, that are driven at
        ``local_kmh``; the rest at ``county_kmh``. [B]
    near_places : int
        Nearest other places that each place is joined to, besides its Delaunay neighbours.
    near_limit_m : int
        Longest direct line between two places, great-circle metres; farther ones go by county seats.
    straight_factor : float
        ``great-circle`` source: road metres per great-circle metre. Measured over 58 city pairs
        (spread 4.9 %).
    straight_kmh : float
        ``great-circle`` source: speed. [B]
    """

    detour: float = 1.155
    trunk_share: float = 0.95
    local_detour: float = 1.3
    trunk_kmh: float = 83.0
    county_kmh: float = 70.0
    local_kmh: float = 38.0
    county_town_m: int = 5_000
    local_town_m: int = 12_000
    near_places: int = 4
    near_limit_m: int = 40_000
    straight_factor: float = 1.162
    straight_kmh: float = 75.0

    def __post_init__(self) -> None:
        for name in ("detour", "local_detour", "straight_factor"):
            if getattr(self, name) < 1.0:
                raise ValueError(f"{name} is {getattr(self, name)}; a road is never shorter than the straight line (1)")
        if not 0 < self.trunk_share <= 1 or self.detour * self.trunk_share < 1:
            raise ValueError(f"trunk_share is {self.trunk_share}; allowed are up to 1 and at least 1 / detour")
        for name in ("trunk_kmh", "county_kmh", "local_kmh", "straight_kmh"):
            if not 5 <= getattr(self, name) <= 120:
                raise ValueError(f"{name} is {getattr(self, name)} km/h; allowed are 5 to 120")

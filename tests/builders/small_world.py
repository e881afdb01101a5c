"""A world in memory, small enough for a pencil: six places on a plane, distances along its axes.

Nothing is read from files. Kilometres east and north of the factories give the distances (east + north, so that
the triangle inequality holds), 20 m/s the driving times. The campaign begins on 20 February 2020, 00:00 local time;
``moment(2, 6.5)`` is 06:30 on its third day. People are made up.

* ``FUNAN`` and ``YINGSHANG`` (one city of Anhui), ``CEHENG`` (Guizhou): seats where workers live
* ``S1`` and ``S2``: factory doors in Beilun (Ningbo), of the firms ``E1`` and ``E2``; ``S3`` in Cixi, of ``E3``
* ``FYH``, ``NBH``: railway stations in Funan's city and in Ningbo
* fleet ``NB`` stands at ``S1``'s gate, other fleets where they say
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from planner.candidates.open_ways import OpenWays, open_ways
from planner.domain.demand import Cohort, Enterprise, Worker
from planner.domain.fleet import Fleet, Positioning
from planner.domain.limits import Limits
from planner.domain.place import Place, Site, Stop, StopKind
from planner.domain.routing import RideTable
from planner.domain.rule import LoadCap, Policy, RuleSet, Times
from planner.domain.scenario import Campaign, Costs, Scenario
from planner.domain.service import Mode, Service
from planner.domain.travel import Ground, Matrix
from planner.units import DAY_S, HOUR_S, LocalClock

CLOCK = LocalClock(28_800)
FIRST_DAY = 18_312
"""Day number of 20 February 2020."""
DAYS = 12
SPEED_M_PER_S = 20

FUNAN, YINGSHANG, CEHENG = "adcode:341225", "adcode:341226", "adcode:522327"
PLANE: dict[str, tuple[float, float, str]] = {
    FUNAN: (-500, 200, "341225"),
    YINGSHANG: (-460, 200, "341226"),
    CEHENG: (-1500, -400, "522327"),
    "FYH": (-480, 220, "341204"),
    "NBH": (-20, 0, "330212"),
    "S1": (0, 0, "330206"),
    "S2": (5, 0, "330206"),
    "S3": (0, 40, "330282"),
}
"""Place id → km east, km north, county."""


def moment(day: int, hour: float = 0.0) -> int:
    """Moment of a local hour on a day of the campaign (0 = 20 February 2020)."""
    return CLOCK.midnight(FIRST_DAY + day) + round(hour * HOUR_S)


def firm(enterprise_id: str = "E1", tier: int = 1, **facts: object) -> Enterprise:
    """An enterprise."""
    return replace(Enterprise(enterprise_id, f"测试厂{enterprise_id}", tier), **facts)


def worker(worker_id: str, site_id: str = "S1", origin: str = FUNAN, **facts: object) -> Worker:
    """A made-up person of the site's firm, ready on the first day."""
    enterprise_id = f"E{site_id[1:]}"
    made = Worker(worker_id, enterprise_id, site_id, origin.partition(":")[2], ready_at=moment(0))
    return replace(made, **facts)


def cohort(number: int, persons: int, site_id: str = "S1", origin: str = FUNAN, **facts: object) -> Cohort:
    """Anonymous persons who may leave on the second day and are due on the eighth."""
    made = Cohort(
        cohort_id=f"C{number:06d}",
        source="heat",
        enterprise_id=f"E{site_id[1:]}",
        site_id=site_id,
        origin_adcode=PLANE[origin][2],
        pickup_id=origin,
        ready_at=moment(1),
        due_at=moment(7, 20),
        tier=1,
        health_class="green",
        persons=persons,
    )
    return replace(made, **facts)


def fleet(fleet_id: str = "NB", depot: tuple[float, float, str] = PLANE["S1"], **facts: object) -> Fleet:
    """Ten coaches of 48 seats with twenty drivers: 800 yuan a trip, 6 yuan a km out, loaded and home."""
    made = Fleet(
        fleet_id=fleet_id, operator="测试客运", vehicle_type="coach_48", seats=48, seat_rows=12, count=10, drivers=20,
        depot_adcode=depot[2], lon=_lon(depot), lat=_lat(depot), registration_adcode=depot[2],
        available_from=moment(0), available_until=moment(DAYS), fixed_cents=80_000, cents_per_km=600,
        driver_day_cents=30_000, positioning=Positioning.RETURN,
    )  # fmt: skip
    return replace(made, **facts)


def train(service_id: str = "SV1", **facts: object) -> Service:
    """A train of five carriages (118 seats each) from ``FYH`` to ``NBH``, third day 20:00 to fourth day 06:00."""
    made = Service(
        service_id=service_id, mode=Mode.TRAIN, from_stop_id="FYH", to_stop_id="NBH", depart_at=moment(2, 20),
        arrive_at=moment(3, 6), units=5, seats_per_unit=118, rows_per_unit=20, min_load=100, fixed_cents=1_000_000,
        unit_cents=100_000, seat_cents=5_000, commit_by=moment(1),
    )  # fmt: skip
    return replace(made, **facts)


def rules(**facts: object) -> RuleSet:
    """Half of the seats everywhere; no limit on driving, no zone closed."""
    made = RuleSet(
        version="test@2020-02-11",
        effective_from=moment(-9),
        caps=(LoadCap("*", "*", "*", Fraction(1, 2)),),
        times=Times(max_ride_s=48 * HOUR_S),
    )
    return replace(made, **facts)


def plain_rides() -> RideTable:
    """Elapsed times of crews that never rest, by the hour of departure, up to 40 hours of driving."""
    row = np.arange(160, dtype=np.int32) * 900
    return RideTable(900, HOUR_S, np.tile(row, (24, 1)).astype(np.int32))


def matrix(places: Sequence[Place], plane: Mapping[str, tuple[float, float]], closed: Sequence[str] = ()) -> Matrix:
    """East + north distances of places; nothing leads to or from the ``closed`` ones."""
    at = np.array([plane[place.place_id] for place in places], dtype=np.float64)
    metres = np.rint(np.abs(at[:, None] - at[None]).sum(axis=2) * 1_000).astype(np.int64)
    shut = np.array([place.place_id in closed for place in places])
    metres[shut] = metres[:, shut] = 1 << 30
    np.fill_diagonal(metres, 0)
    drive = np.where(metres < 1 << 30, metres // SPEED_M_PER_S, 1 << 30)
    return Matrix(tuple(places), metres.astype(np.int32), drive.astype(np.int32))


def limits(iterations: int = 300, seed: int = 1) -> Limits:
    """Work counted, not timed."""
    return Limits(seed=seed, threads=1, remaining_s=lambda: 1e9, iterations=iterations)


@dataclass(frozen=True, slots=True)
class SmallWorld:
    """What every room asks for."""

    scenario: Scenario
    policy: Policy
    ground: Ground
    rides: RideTable

    def ways(self, cohorts: Sequence[Cohort]) -> OpenWays:
        """Ways open to cohorts."""
        return open_ways(self.scenario, self.policy, self.ground, self.rides, cohorts)


def small_world(
    *rulesets: RuleSet,
    fleets: Sequence[Fleet] | None = None,
    firms: Sequence[Enterprise] | None = None,
    extra: Mapping[str, tuple[float, float, str]] | None = None,
    rides: RideTable | None = None,
    epochs: tuple[tuple[str, ...], ...] = ((),),
    epoch_of_day: tuple[int, ...] = (0,) * (DAYS + 3),
    **tables: object,
) -> SmallWorld:
    """The world of this module with other rules, fleets, firms, more places, or any table of ``Scenario`` replaced.

    Parameters
    ----------
    extra : mapping, optional
        More places, like ``PLANE``.
    epochs : tuple of tuple of str
        Places that nothing leads to, one tuple for each matrix of the ground.
    """
    fleets = (fleet(),) if fleets is None else tuple(fleets)
    firms = (firm("E1"), firm("E2"), firm("E3")) if firms is None else tuple(firms)
    plane = {**PLANE, **(extra or {})}
    places = [Place(key, _lon(spot), _lat(spot), spot[2]) for key, spot in plane.items()]
    places += [Place(f.depot_id, f.lon, f.lat, f.depot_adcode) for f in fleets]
    spots = {place.place_id: _spot(place) for place in places}
    ground = Ground(
        tuple(places),
        tuple(matrix(places, spots, closed) for closed in epochs),
        tuple(frozenset(plane[key][2] for key in closed) for closed in epochs),
        epoch_of_day,
        FIRST_DAY,
    )
    scenario = Scenario(
        campaign=Campaign("test", "测试", "Asia/Shanghai", CLOCK, moment(0), moment(DAYS), moment(0, 8), "330200"),
        sha256="0" * 64, policy_pack="test", policy_override={}, objective={}, network_provider="test",
        matrix_path=None, costs=Costs(), enterprises=firms, sites=_sites(plane), stops=_stops(plane), fleets=fleets,
    )  # fmt: skip
    scenario = replace(scenario, **tables)
    policy = Policy("test", tuple(rulesets) or (rules(),))
    return SmallWorld(scenario, policy, ground, rides or plain_rides())


def _sites(plane: Mapping[str, tuple[float, float, str]]) -> tuple[Site, ...]:
    return tuple(
        Site(key, f"E{key[1:]}", f"测试门{key}", _lon(spot), _lat(spot), spot[2], 0, DAY_S)
        for key, spot in plane.items()
        if key.startswith("S")
    )


def _stops(plane: Mapping[str, tuple[float, float, str]]) -> tuple[Stop, ...]:
    return tuple(
        Stop(key, StopKind.RAIL_STATION, key, _lon(spot), _lat(spot), spot[2])
        for key, spot in plane.items()
        if key.endswith("H")
    )


def _lon(spot: tuple[float, float, str]) -> float:
    """Degrees that give the plane back exactly (see ``_spot``); far too small for a map, which no room here draws."""
    return 121.0 + spot[0] / 1_024


def _lat(spot: tuple[float, float, str]) -> float:
    return 29.0 + spot[1] / 1_024


def _spot(place: Place) -> tuple[float, float]:
    return (place.lon - 121.0) * 1_024, (place.lat - 29.0) * 1_024

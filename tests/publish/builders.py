"""Small scenarios and generated plans for the tests of what is published. All people are made up."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from itertools import pairwise

from planner.domain.demand import Cohort, Enterprise, Heat, Worker
from planner.domain.place import Level, Site, Stop, StopKind, Zone
from planner.domain.plan import (
    Activity,
    Duty,
    LegRole,
    Load,
    ObjectiveLevel,
    Offer,
    PathShape,
    PathStepRow,
    Plan,
    Seat,
    Status,
    StopTime,
    Trip,
    Unserved,
)
from planner.domain.scenario import Campaign, Costs, Scenario
from planner.domain.service import Mode, Service
from planner.units import HOUR_S, LocalClock

CLOCK = LocalClock(28_800)
START = CLOCK.moment("2020-02-17T00:00")
DAYS = 14
END = START + DAYS * 86_400
ORIGINS: tuple[tuple[str, str, float, float], ...] = (
    ("341204", "阜阳颍泉", 115.80, 32.92), ("341225", "阜南", 115.60, 32.66), ("341226", "颍上", 116.26, 32.65),
    ("411525", "固始", 115.65, 32.17), ("411422", "睢县", 115.07, 34.45), ("411681", "项城", 114.87, 33.47),
    ("510822", "青川", 105.24, 32.58), ("511902", "巴中巴州", 106.77, 31.85), ("520524", "织金", 105.77, 26.66),
    ("522301", "兴义", 104.90, 25.09), ("530628", "彝良", 104.05, 27.63), ("360428", "都昌", 116.20, 29.27),
    ("361128", "鄱阳", 116.70, 29.00), ("430626", "平江", 113.58, 28.70), ("500101", "万州", 108.40, 30.80),
    ("320311", "徐州泉山", 117.18, 34.24), ("371724", "巨野", 116.09, 35.39), ("610902", "安康汉滨", 109.03, 32.70),
)
NINGBO: tuple[tuple[str, str, float, float], ...] = (
    ("330206", "北仑", 121.83, 29.91), ("330212", "鄞州", 121.55, 29.82), ("330282", "慈溪", 121.27, 30.17),
    ("330281", "余姚", 121.15, 30.04), ("330226", "宁海", 121.43, 29.29), ("330225", "象山", 121.87, 29.48),
)


def sites() -> tuple[Site, ...]:
    return tuple(
        Site(f"S{i:03d}", f"E{i:03d}", f"测试厂{i}号门", lon + 0.01 * i, lat - 0.01 * i, adcode, 0, 86_399)
        for i, (adcode, _, lon, lat) in enumerate(NINGBO * 4)
    )


def stops() -> tuple[Stop, ...]:
    pickups = tuple(
        Stop(f"PU{adcode}", StopKind.PICKUP, f"{name}客运站", lon, lat, adcode) for adcode, name, lon, lat in ORIGINS
    )
    hubs = (
        Stop("RS-FY", StopKind.RAIL_STATION, "阜阳站", 115.86, 32.93, "341204"),
        Stop("RS-NB", StopKind.RAIL_STATION, "宁波站", 121.54, 29.86, "330203", people_per_hour=2_000),
        Stop("AP-GY", StopKind.AIRPORT, "贵阳龙洞堡机场", 106.80, 26.54, "520111"),
        Stop("AP-NB", StopKind.AIRPORT, "宁波栎社机场", 121.46, 29.83, "330212", people_per_hour=1_200),
    )
    return (*pickups, *hubs)


def services() -> tuple[Service, ...]:
    return tuple(
        service
        for day in range(DAYS)
        for service in (
            Service(f"K{day:02d}", Mode.TRAIN, "RS-FY", "RS-NB", START + day * 86_400 + 8 * HOUR_S,
                    START + day * 86_400 + 17 * HOUR_S, 12, 118, 24, 600, 40_000_00, 2_000_00, 0, START),
            Service(f"F{day:02d}", Mode.FLIGHT, "AP-GY", "AP-NB", START + day * 86_400 + 9 * HOUR_S,
                    START + day * 86_400 + 11 * HOUR_S + 1_800, 1, 180, 30, 90, 160_000_00, 0, 0, START),
        )
    )


@cache
def small_scenario(hostile: str = "", workers: int = 400) -> Scenario:
    """A scenario of made-up people; ``hostile`` is put into every name that people choose."""
    firms = tuple(Enterprise(f"E{i:03d}", f"测试企业{i}{hostile}", i % 4) for i in range(24))
    rng = random.Random(7)
    people = tuple(
        Worker(
            f"W{i:06d}", f"E{i % 24:03d}", f"S{i % 24:03d}", rng.choice(ORIGINS)[0], START,
            name=f"测试甲{i:04d}{hostile}", national_id=f"3412041900010{i % 100_000:05d}", phone=f"100{i:08d}",
        )
        for i in range(workers)
    )
    heat = tuple(Heat(adcode, 3_000 + 211 * i, START, None, "test") for i, (adcode, *_) in enumerate(ORIGINS))
    zones = (
        Zone("3412", Level.MEDIUM, START, START + 6 * 86_400),
        Zone("411525", Level.HIGH, START, START + 4 * 86_400),
        Zone("42", Level.SEALED, START, None),
        Zone("330281", Level.MEDIUM, START + 86_400, START + 5 * 86_400),
    )
    campaign = Campaign("test", f"测试返岗{hostile}", "Asia/Shanghai", CLOCK, START, END, START, "330200")
    return Scenario(
        campaign, "0" * 64, "bare", {}, {}, "great-circle", None, Costs(), firms,
        tuple(s if not hostile else _renamed(s, hostile) for s in sites()), people, heat,
        stops=tuple(s if not hostile else _renamed(s, hostile) for s in stops()), zones=zones, services=services(),
    )


def _renamed(place: Site | Stop, hostile: str) -> Site | Stop:
    return replace(place, name=place.name + hostile)


class _Draft:
    """Rows of a plan as they grow."""

    def __init__(self) -> None:
        self.trips: list[Trip] = []
        self.stop_times: list[StopTime] = []
        self.shapes: list[PathShape] = []
        self.paths: list[PathStepRow] = []
        self.loads: list[Load] = []
        self.cohorts: list[Cohort] = []
        self.duties: list[Duty] = []
        self.manifest: list[Seat] = []


TRUNKS: tuple[tuple[tuple[float, float], ...], ...] = (
    ((115.82, 32.90), (117.28, 31.86), (118.38, 31.33), (119.40, 30.70), (120.20, 30.25), (121.45, 29.90)),
    ((106.70, 26.60), (109.70, 27.50), (112.95, 28.20), (115.90, 28.68), (119.65, 29.10), (121.00, 29.70)),
    ((106.50, 29.60), (108.40, 30.80), (111.30, 30.70), (114.30, 30.60), (118.30, 29.70), (120.00, 30.10)),
)
"""Made-up trunk roads to Ningbo: ways run to the nearest point of one, along it, and on."""


def _way(a: tuple[float, float], b: tuple[float, float]) -> tuple[tuple[float, float], ...]:
    """A way that shares trunk roads with others; straight where both ends lie near."""
    if abs(a[0] - b[0]) < 3:
        return (a, ((a[0] + b[0]) / 2 + 0.02, (a[1] + b[1]) / 2), b)
    trunk = min(TRUNKS, key=lambda t: min((p[0] - a[0]) ** 2 + (p[1] - a[1]) ** 2 for p in t))
    at = min(range(len(trunk)), key=lambda i: (trunk[i][0] - a[0]) ** 2 + (trunk[i][1] - a[1]) ** 2)
    bends = [a, *(p for p in trunk[at:] if p[0] < b[0] - 0.2), b]
    return (*(point for p, q in pairwise(bends) for point in _bend(p, q)), b)


def _bend(p: tuple[float, float], q: tuple[float, float], pieces: int = 5) -> list[tuple[float, float]]:
    """Points from ``p`` towards ``q`` on a slight curve, ``q`` left out."""
    run_lon, run_lat = q[0] - p[0], q[1] - p[1]
    shares = [i / pieces for i in range(pieces)]
    return [
        (p[0] + run_lon * t - 0.2 * run_lat * t * (1 - t), p[1] + run_lat * t + 0.2 * run_lon * t * (1 - t))
        for t in shares
    ]


def _coach(draft: _Draft, n: int, rng: random.Random, role: LegRole) -> None:
    adcode, _, lon, lat = ORIGINS[n % len(ORIGINS)]
    site = sites()[rng.randrange(24)]
    begin, end = (f"PU{adcode}", site.site_id)
    a, b = (lon, lat), (site.lon, site.lat)
    if role is LegRole.FEEDER:
        adcode, _, lon, lat = ORIGINS[n % 6]
        begin, a = f"PU{adcode}", (lon, lat)
        end, b = "RS-FY", (115.86, 32.93)
    if role is LegRole.LAST_MILE:
        begin, a = "RS-NB", (121.54, 29.86)
    day = rng.randrange(DAYS)
    depart = START + day * 86_400 + rng.randrange(5 * 60, 22 * 60) * 60
    metres = int(((a[0] - b[0]) ** 2 * 0.74 + (a[1] - b[1]) ** 2) ** 0.5 * 111_000 * 1.25) + 5_000
    arrive = depart + metres * 3_600 // 75_000
    load = rng.randrange(15, 25)
    trip = f"T{n:05d}"
    draft.trips.append(
        Trip(trip, n // 10 + 1, Mode.COACH, role, begin, end, depart, arrive, 49, 24, load, metres,
             arrive - depart, 300_00 + metres * 8 // 10, Level.LOW, "bare@2020-01-01", 2, None, None, "FL1", n + 1)
    )
    draft.stop_times += [
        StopTime(trip, 1, begin, depart - 900, depart, load, 0, Activity.BOARD),
        StopTime(trip, 2, end, arrive, arrive + 600, 0, load, Activity.ALIGHT),
    ]
    draft.shapes.append(PathShape(trip, _way(a, b)))
    draft.paths.append(PathStepRow(trip, 1, adcode, depart, arrive, metres, 0, arrive - depart))
    draft.cohorts.append(
        Cohort(f"C{n:05d}", "heat", site.enterprise_id, site.site_id, adcode, begin, START, END, n % 4, "green", load)
    )
    draft.loads.append(Load(f"C{n:05d}", "p1", 1, trip, 1, 2, load))
    draft.duties.append(Duty(f"FL1#{n + 1}", 1, "trip", begin, end, depart, arrive, metres, trip))
    for k in range(min(load, 3) if n < 120 else 0):
        draft.manifest.append(Seat(f"W{n * 3 + k:06d}", f"C{n:05d}", "p1", 1, trip, 1, 2, f"{k + 1}"))


def _carriages(draft: _Draft) -> None:
    for service in services():
        role = LegRole.LINEHAUL
        for unit in range(1, service.units + 1):
            trip, load = f"{service.service_id}#{unit}", service.seats_per_unit // 2
            draft.trips.append(
                Trip(trip, 900, service.mode, role, service.from_stop_id, service.to_stop_id, service.depart_at,
                     service.arrive_at, service.seats_per_unit, service.seats_per_unit // 2, load, 900_000,
                     service.arrive_at - service.depart_at, 0, Level.LOW, "bare@2020-01-01", 0, service.service_id,
                     unit)
            )
            draft.stop_times += [
                StopTime(trip, 1, service.from_stop_id, service.depart_at, service.depart_at, load, 0, Activity.BOARD),
                StopTime(trip, 2, service.to_stop_id, service.arrive_at, service.arrive_at, 0, load, Activity.ALIGHT),
            ]
            places = {stop.stop_id: stop for stop in stops()}
            a, b = places[service.from_stop_id], places[service.to_stop_id]
            if service.mode is not Mode.FLIGHT:
                draft.shapes.append(PathShape(trip, _way((a.lon, a.lat), (b.lon, b.lat))))
            draft.cohorts.append(
                Cohort(f"C-{trip}", "heat", "E000", "S000", "341204", a.stop_id, START, END, 1, "green", load)
            )
            draft.loads.append(Load(f"C-{trip}", "p1", 1, trip, 1, 2, load))


def synthetic_plan(trips: int = 200, seed: int = 7, with_services: bool = True) -> Plan:
    """A plan with ``trips`` coach trips over ``DAYS`` days; not a feasible one, only shaped like one."""
    rng, draft = random.Random(seed), _Draft()
    for n in range(trips):
        draw = rng.random()
        role = LegRole.FEEDER if draw < 0.15 else LegRole.LAST_MILE if draw < 0.35 else LegRole.DIRECT
        _coach(draft, n, rng, role)
    if with_services and trips >= 20:
        _carriages(draft)
    left = Cohort("C-left", "heat", "E001", "S001", "411525", "PU411525", START, END, 2, "green", 37)
    return Plan(
        "P-test", "0" * 64, "0", seed, Status.FEASIBLE, "time_limit", ("bare@2020-01-01",),
        objective=(ObjectiveLevel("unserved_tier_2", 37, "persons"), ObjectiveLevel("cost", 123_456_00, "fen")),
        cohorts=(*draft.cohorts, left), trips=tuple(draft.trips), stop_times=tuple(draft.stop_times),
        paths=tuple(draft.paths), shapes=tuple(draft.shapes), loads=tuple(draft.loads), manifest=tuple(draft.manifest),
        offers=tuple(Offer(s.service_id, True, s.units, 100, 64_000_00, "cheaper than coaches") for s in services()),
        unserved=(Unserved("C-left", 37, "no_vehicle", "no coach is left", None, "FL1", "2 more coaches"),),
        duties=tuple(draft.duties),
    )

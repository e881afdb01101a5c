"""Trains, carriages, seats and flights on offer: times from distances, prices from the tariff."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from planner.errors import BadUsage
from planner.recipes.amounts import scaled
from planner.recipes.carrier_facts import LineFacts, ServiceFacts
from planner.recipes.facts import Facts
from planner.recipes.hubs import Hub
from planner.recipes.tables import TableData, from_rows
from planner.units import HOUR_S, MINUTE_S, LocalClock, day_number, day_text, great_circle_m

_COLUMNS = (
    "service_id", "mode", "from_stop_id", "to_stop_id", "depart_at", "arrive_at", "units", "seats_per_unit",
    "rows_per_unit", "min_load", "fixed_cents", "unit_cents", "seat_cents", "commit_by",
)  # fmt: skip
_ORDER_HOUR = 18
"""Local hour of the day by which an offer must be ordered."""


@dataclass(frozen=True, slots=True)
class Tariff:
    """What stands in for a contract; sources in the domain page, B.2, B.3, B.7.

    Attributes
    ----------
    rail_detour : float
        Rail kilometres per great-circle kilometre (assumed).
    rail_m_per_s : int
        Average speed of a G train with its stops, metres per second (assumed, 180 km/h).
    rail_fen_per_seat_km : int
        0.42 yuan per seat and kilometre, second class (Beijing–Shanghai 555 yuan over 1,318 km).
    whole_train_share : float
        Share of a whole train's price that is due whether its carriages are used or not (assumed).
    air_block_s, air_m_per_s : int
        Taxiing and climb, seconds, and cruise, metres per second (assumed, 780 km/h).
    air_fen_per_block_hour : int
        70,000 yuan a block hour, within the 60–90 thousand of the domain page.
    """

    rail_detour: float = 1.25
    rail_m_per_s: int = 50
    rail_fen_per_seat_km: int = 42
    whole_train_share: float = 0.1
    air_block_s: int = 2_700
    air_m_per_s: int = 217
    air_fen_per_block_hour: int = 7_000_000


TARIFF = Tariff()
_ROUND_S = 300
"""Timetables are written in five minutes."""


def service_table(facts: Facts, hubs: dict[str, Hub], workers: int, clock: LocalClock) -> TableData:
    """The ``services`` table; fewer workers than the recipe is sized for get fewer offers of each mode."""
    factor = min(1.0, workers / facts.sized_for)
    rows = []
    offered = [*facts.services, *map(_dated, facts.lines)]
    for mode in dict.fromkeys(service.mode for service in offered):
        dated = _in_turn([service for service in offered if service.mode == mode])
        kept = dated[: scaled(len(dated), factor)]
        rows += [_row(service, departure, hubs, clock) for service, departure in kept]
    rows.sort(key=lambda row: (str(row[4]), str(row[0])))
    return from_rows("services", _COLUMNS, rows)


def _in_turn(services: list[ServiceFacts]) -> list[tuple[ServiceFacts, str]]:
    """Every line's first listed departure, then every second one, …: a smaller recipe keeps the lines it can."""
    columns = [[(service, departure) for departure in service.departures] for service in services]
    return [pair for turn in zip_longest(*columns) for pair in turn if pair is not None]


def _dated(line: LineFacts) -> ServiceFacts:
    """A line with its departures."""
    first, days = day_number(line.first), day_number(line.last) - day_number(line.first) + 1
    hours, minutes = line.clock.split(":")
    start_s = int(hours) * HOUR_S + int(minutes) * MINUTE_S
    departures: list[str] = []
    before, again_s = -1, 0
    for number in range(line.count):
        day = first + number * days // line.count
        again_s = again_s + line.apart_s if day == before else 0
        second = start_s + again_s
        departures.append(f"{day_text(day)}T{second // HOUR_S:02d}:{second % HOUR_S // MINUTE_S:02d}")
        before = day
    return ServiceFacts(
        prefix=line.prefix,
        mode=line.mode,
        from_stop_id=line.from_stop_id,
        to_stop_id=line.to_stop_id,
        departures=tuple(departures),
        units=line.units,
        seats_per_unit=line.seats_per_unit,
        rows_per_unit=line.rows_per_unit,
        min_load=line.min_load,
        fen_per_seat_km=line.fen_per_seat_km,
    )


def _row(service: ServiceFacts, departure: str, hubs: dict[str, Hub], clock: LocalClock) -> tuple[object, ...]:
    start, end = _hub(hubs, service.from_stop_id), _hub(hubs, service.to_stop_id)
    length_m = great_circle_m(start.lon, start.lat, end.lon, end.lat)
    depart_at = clock.moment(departure)
    arrive_at = depart_at + (service.duration_s or _duration_s(service.mode, length_m))
    commit_by = clock.midnight(clock.day(depart_at) - service.commit_days) + _ORDER_HOUR * HOUR_S
    fixed, unit, seat = _prices(service, length_m)
    stamp = departure[5:16].replace("-", "").replace("T", "-").replace(":", "")
    return (
        service.number or f"{service.prefix}-{stamp}",
        service.mode,
        service.from_stop_id,
        service.to_stop_id,
        clock.iso(depart_at),
        clock.iso(arrive_at),
        service.units,
        service.seats_per_unit,
        service.rows_per_unit,
        service.min_load,
        fixed if service.fixed_cents is None else service.fixed_cents,
        unit if service.unit_cents is None else service.unit_cents,
        seat if service.seat_cents is None else service.seat_cents,
        clock.iso(commit_by),
    )


def _hub(hubs: dict[str, Hub], stop_id: str) -> Hub:
    try:
        return hubs[stop_id]
    except KeyError as error:
        raise BadUsage(f"an offer calls at {stop_id}; add it to the recipe's hubs or stops") from error


def _duration_s(mode: str, length_m: float) -> int:
    if mode == "flight":
        exact = TARIFF.air_block_s + length_m / TARIFF.air_m_per_s
    else:
        exact = length_m * TARIFF.rail_detour / TARIFF.rail_m_per_s
    return -(-round(exact) // _ROUND_S) * _ROUND_S


def _prices(service: ServiceFacts, length_m: float) -> tuple[int, int, int]:
    """Fixed, per carriage, per person (fen): a train or carriage is paid whole, a seat block by the seat taken."""
    if service.mode == "flight":
        return round(TARIFF.air_fen_per_block_hour * _duration_s("flight", length_m) / HOUR_S), 0, 0
    per_km = service.fen_per_seat_km or TARIFF.rail_fen_per_seat_km
    seat = round(per_km * length_m * TARIFF.rail_detour / 1_000)
    if service.mode == "seat_block":
        return 0, 0, seat
    carriage = seat * service.seats_per_unit
    if service.mode == "carriage_block":
        return 0, carriage, 0
    fixed = round(carriage * service.units * TARIFF.whole_train_share)
    return fixed, round(carriage * (1 - TARIFF.whole_train_share)), 0

"""The daily ledger (台账) of a timetable: who leaves which city by which mode, and who arrives in which district."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from planner.domain.place import prefecture_of
from planner.publish.issue import Timetable
from planner.publish.runs import look_of
from planner.publish.sheets import Form, Head, Line, Table
from planner.publish.words import LOOKS_ZH
from planner.reference import counties, prefectures

if TYPE_CHECKING:
    import pandas

SITE = "site"
TOTAL_ZH = "合计 total"
FIGURES = ("batches", "runs", "boarded", "load", "usable_seats", "distance_m")


def departures(table: Timetable) -> Table:
    """By local day, city of departure and mode: batches, runs, persons, seats, how full; days and all summed.

    A person is counted once on each trip of the journey. ``load ÷ usable seats`` weighs trips by their seats.
    """
    heads = (
        Head("日期", "day", width=12), Head("出发地市", "city of departure", width=18), Head("方式", "mode", width=12),
        Head("批次数", "batches", Form.INT, 9), Head("班次数", "runs", Form.INT, 9),
        Head("上车人次", "boardings", Form.INT, 10), Head("最大载客", "load", Form.INT, 10),
        Head("可用座位", "usable seats", Form.INT, 10), Head("满载率", "load factor", Form.SHARE, 9),
        Head("里程（公里）", "km", Form.KM, 12),
    )  # fmt: skip
    return Table("台账 ledger", heads, _departure_lines(table), table.clock.offset_s)


def arrivals(table: Timetable) -> Table:
    """Persons who reach a site, by district and local day, with totals both ways; everybody is counted once."""
    grid = arrival_grid(table)
    days = [str(day) for day in grid.columns[:-1]]
    heads = (
        Head("区县", "district", width=16), Head("地市", "city", width=14),
        *(Head(day, "", Form.INT, 12) for day in days), Head("合计", "total", Form.INT, 10),
    )  # fmt: skip
    return Table("到达 arrivals", heads, _arrival_lines(grid), table.clock.offset_s)


def trip_frame(table: Timetable) -> pandas.DataFrame:
    """One row for each trip: day, city and mode as they are grouped, and what is summed; carriages of one
    train share its kilometres.
    """
    import pandas

    boarded: Counter[str] = Counter()
    for halt in table.stop_times:
        boarded[halt.trip_id] += halt.board
    leading = {(trip.service_id or trip.trip_id): trip.trip_id for trip in reversed(table.trips)}
    return pandas.DataFrame(
        {
            "day": table.clock.date_text(trip.depart_at),
            "city": city_name(table.places[trip.from_stop_id].adcode),
            "mode": LOOKS_ZH[look_of(trip)],
            "batches": trip.batch_no,
            "runs": trip.service_id or trip.trip_id,
            "boarded": boarded[trip.trip_id],
            "load": trip.load,
            "usable_seats": trip.usable_seats,
            "distance_m": trip.distance_m if leading[trip.service_id or trip.trip_id] == trip.trip_id else 0,
        }
        for trip in table.trips
    )


def arrival_grid(table: Timetable) -> pandas.DataFrame:
    """Persons by district code (rows) and local day (columns), with the margin ``TOTAL_ZH`` on both sides."""
    import pandas

    rows = pandas.DataFrame(
        [
            (table.places[halt.stop_id].adcode, table.clock.date_text(halt.arrive_at), halt.alight)
            for halt in table.stop_times
            if halt.alight and table.places[halt.stop_id].kind == SITE
        ],
        columns=["district", "day", "persons"],
    )
    if rows.empty:
        return pandas.DataFrame({TOTAL_ZH: [0]}, index=[TOTAL_ZH])
    return rows.pivot_table(
        "persons", "district", "day", aggfunc="sum", fill_value=0, margins=True, margins_name=TOTAL_ZH
    )


def city_name(adcode: str) -> str:
    """Name of the city that holds a county; the code itself where none is known."""
    city = prefectures().get(prefecture_of(adcode))
    return adcode if city is None else city.name


def _summed(frame: Any, by: list[str]) -> Any:
    """Figures of groups: batches and runs are counted once however many trips they have."""
    sums: dict[str, tuple[str, str]] = {name: (name, "sum") for name in FIGURES[2:]}
    return frame.groupby(by, sort=True).agg(batches=("batches", "nunique"), runs=("runs", "nunique"), **sums)


def _departure_lines(table: Timetable) -> Iterator[Line]:
    frame = trip_frame(table)
    if frame.empty:
        return
    groups = _summed(frame, ["day", "city", "mode"])
    for day, total in _summed(frame, ["day"]).iterrows():
        yield Line((str(day), TOTAL_ZH, "", *_cells(total)), "title")
        for (city, mode), figures in groups.loc[day].iterrows():
            yield Line((str(day), str(city), str(mode), *_cells(figures)), depth=1)
    (_, whole), = _summed(frame.assign(all="all"), ["all"]).iterrows()
    yield Line((TOTAL_ZH, "", "", *_cells(whole)), "title")


def _cells(figures: Any) -> tuple[int, ...]:
    batches, runs, boarded, load, seats, metres = (int(figures[name]) for name in FIGURES)
    return batches, runs, boarded, load, seats, round(1_000 * load / seats) if seats else 0, metres


def _arrival_lines(grid: Any) -> Iterator[Line]:
    known = counties()
    for code, persons in grid.iterrows():
        total = code == TOTAL_ZH
        district = known.get(str(code))
        name = str(code) if district is None else district.name
        city = "" if total else city_name(str(code))
        yield Line((name, city, *(int(value) for value in persons)), "title" if total else "plain")

"""Rows of a GTFS feed: what each file of it says about a timetable (gtfs.org, Schedule Reference).

A train with all its carriages is one trip, as people see it. Runs that nobody boards are left out. Rail is
``route_type`` 2 and coaches 3. The basic types know no aircraft, so flights carry 1100 (Air Service) of the extended
types; readers that know the basic ones alone leave those routes aside.

Halts at which nobody boards or alights (rests, changes of drivers) are no stops of the feed: they stand at the seat of
the county that they fall in, not where the coach will really be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from planner.domain.plan import StopTime
from planner.publish.guarded import guarded, one_line
from planner.publish.issue import Timetable
from planner.publish.runs import Run, runs_of
from planner.publish.ways import Point, distances_m, through_halts

ROUTE_TYPES = {"direct": 3, "feeder": 3, "last_mile": 3, "train": 2, "flight": 1100}
AGENCY_ID = "returnline"
NO_PAGE = "https://example.org/returnline"
"""Stands where the format wants a page of the agency, which has none; a name that is nobody's (RFC 2606)."""
LANGUAGE = "zh"
COORDINATE_DIGITS = 6

Row = tuple[object, ...]
Rows = Iterator[Row]


@dataclass(frozen=True, slots=True)
class Way:
    """Shape of a run: its points, metres to each, and metres to each halt."""

    shape_id: str
    points: tuple[Point, ...]
    metres: tuple[float, ...]
    halts_m: tuple[float, ...]


@dataclass(frozen=True)
class Feed:
    """A timetable as the rows of GTFS files, text already safe for spreadsheets."""

    table: Timetable

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """Runs that somebody boards, by departure, with the halts that matter to travellers."""
        shown = (replace(run, halts=tuple(h for h in run.halts if h.board or h.alight)) for run in runs_of(self.table))
        return tuple(run for run in shown if run.riders and len(run.halts) > 1)

    @cached_property
    def ways(self) -> dict[str, Way]:
        """Way of every run by run_id; equal ways share a shape."""
        known: dict[tuple[tuple[Point, ...], tuple[int, ...]], Way] = {}
        found = {}
        for run in self.runs:
            halts = [self._point(halt) for halt in run.halts]
            key = through_halts(self.table.ways.get(run.first.trip_id, ()), halts)
            if key not in known:
                known[key] = _way(f"S{len(known) + 1}", *key)
            found[run.run_id] = known[key]
        return found

    def agency(self) -> Rows:
        """Who runs it: the campaign."""
        edition = self.table.edition
        yield AGENCY_ID, _name(edition.name), NO_PAGE, edition.timezone, LANGUAGE

    def stops(self) -> Rows:
        """Places where some run halts."""
        for place_id in sorted({halt.stop_id for run in self.runs for halt in run.halts}):
            mark = self.table.places[place_id]
            lon, lat = round(mark.lon, COORDINATE_DIGITS), round(mark.lat, COORDINATE_DIGITS)
            yield guarded(place_id), _name(mark.name or place_id), lat, lon, 0

    def routes(self) -> Rows:
        """One for each pair of ends and mode."""
        ends = {route_id(run): run for run in self.runs}
        for key, run in sorted(ends.items()):
            first, last = (self._place(halt) for halt in (run.halts[0], run.halts[-1]))
            yield guarded(key), AGENCY_ID, _name(f"{first} → {last}"), ROUTE_TYPES[run.look]

    def trips(self) -> Rows:
        """One for each run."""
        for run in self.runs:
            head, way = self._place(run.halts[-1]), self.ways[run.run_id]
            yield guarded(route_id(run)), self.date(run), guarded(run.run_id), _name(head), way.shape_id

    def stop_times(self) -> Rows:
        """Halts; hours count on beyond 24 on runs past midnight. Where nobody boards, nobody may."""
        clock = self.table.clock
        for run in self.runs:
            midnight = clock.midnight(clock.day(run.halts[0].arrive_at))
            before = -1.0
            for halt, metres in zip(run.halts, self.ways[run.run_id].halts_m, strict=True):
                distance = _distance(metres) if metres > before else ""
                before = max(before, metres)
                yield (
                    guarded(run.run_id), _time(halt.arrive_at - midnight), _time(halt.depart_at - midnight),
                    guarded(halt.stop_id), halt.seq, 0 if halt.board else 1, 0 if halt.alight else 1, distance, 1,
                )  # fmt: skip

    def calendar_dates(self) -> Rows:
        """The local days on which runs begin."""
        for day in sorted({self.date(run) for run in self.runs}):
            yield day, day, 1

    def shapes(self) -> Rows:
        """Points of the ways; kilometres from the first."""
        for way in {way.shape_id: way for way in self.ways.values()}.values():
            for number, ((lon, lat), metres) in enumerate(zip(way.points, way.metres, strict=True), 1):
                place = round(lat, COORDINATE_DIGITS), round(lon, COORDINATE_DIGITS)
                yield way.shape_id, *place, number, _distance(metres)

    def feed_info(self) -> Rows:
        """Which issue this is, and the days it covers."""
        days = sorted(self.date(run) for run in self.runs)
        edition = self.table.edition
        version = guarded(f"{edition.version} ({edition.plan_id})")
        yield (_name(edition.name), NO_PAGE, LANGUAGE, days[0] if days else "", days[-1] if days else "", version)

    def date(self, run: Run) -> str:
        """``YYYYMMDD`` of the local day on which the run reaches its first halt."""
        return self.table.clock.date_text(run.halts[0].arrive_at).replace("-", "")

    def _place(self, halt: StopTime) -> str:
        return self.table.places[halt.stop_id].name or halt.stop_id

    def _point(self, halt: StopTime) -> Point:
        mark = self.table.places[halt.stop_id]
        return mark.lon, mark.lat


def route_id(run: Run) -> str:
    """Id of a run's route; the same in every issue."""
    return f"{ROUTE_TYPES[run.look]}:{run.halts[0].stop_id}>{run.halts[-1].stop_id}"


def _way(shape_id: str, points: Sequence[Point], places: Sequence[int]) -> Way:
    metres = distances_m(points)
    return Way(shape_id, tuple(points), tuple(metres), tuple(metres[place] for place in places))


def _name(text: str) -> str:
    return guarded(one_line(text))


def _time(second: int) -> str:
    return f"{second // 3_600:02d}:{second % 3_600 // 60:02d}:{second % 60:02d}"


def _distance(metres: float) -> str:
    return f"{metres / 1_000:.4f}"

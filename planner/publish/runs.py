"""What people see as one trip: a coach run, a train with all its carriages, a flight."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from planner.domain.plan import LegRole, Plan, StopTime, Trip
from planner.domain.service import RAIL_MODES, Mode
from planner.publish.issue import Timetable


@dataclass(frozen=True, slots=True)
class Run:
    """Trips that move as one: ``trips`` holds one coach or aircraft, or every carriage of a train.

    Attributes
    ----------
    run_id : str
        trip_id of a coach, service_id of a train or flight.
    look : str
        How it is drawn: direct, feeder, last_mile, train or flight.
    riders : int
        Persons who board anywhere on the way.
    halts : tuple of StopTime
        Halts of the first trip with boardings and alightings of all.
    """

    run_id: str
    look: str
    trips: tuple[Trip, ...]
    riders: int
    halts: tuple[StopTime, ...]

    @property
    def first(self) -> Trip:
        """The trip that stands for all: times and places are the same."""
        return self.trips[0]

    @property
    def load(self) -> int:
        """Most persons aboard at once."""
        return sum(trip.load for trip in self.trips)

    @property
    def usable_seats(self) -> int:
        """Seats that may be taken."""
        return sum(trip.usable_seats for trip in self.trips)


def look_of(trip: Trip) -> str:
    """Which of the five drawn kinds a trip is."""
    if trip.mode is Mode.FLIGHT:
        return "flight"
    if trip.mode in RAIL_MODES:
        return "train"
    if trip.leg_role in (LegRole.FEEDER, LegRole.LAST_MILE):
        return str(trip.leg_role)
    return "direct"


def runs_of(plan: Plan | Timetable) -> tuple[Run, ...]:
    """Runs of a plan or timetable by departure, then id."""
    halts: dict[str, list[StopTime]] = defaultdict(list)
    for stop in plan.stop_times:
        halts[stop.trip_id].append(stop)
    grouped: dict[str, list[Trip]] = defaultdict(list)
    for trip in plan.trips:
        grouped[trip.service_id or trip.trip_id].append(trip)
    runs = [_run(run_id, tuple(trips), halts) for run_id, trips in grouped.items()]
    return tuple(sorted(runs, key=lambda run: (run.first.depart_at, run.run_id)))


def _run(run_id: str, trips: tuple[Trip, ...], halts: dict[str, list[StopTime]]) -> Run:
    board: dict[int, int] = defaultdict(int)
    alight: dict[int, int] = defaultdict(int)
    for trip in trips:
        for stop in halts[trip.trip_id]:
            board[stop.seq] += stop.board
            alight[stop.seq] += stop.alight
    first = sorted(halts[trips[0].trip_id], key=lambda stop: stop.seq)
    summed = tuple(
        StopTime(s.trip_id, s.seq, s.stop_id, s.arrive_at, s.depart_at, board[s.seq], alight[s.seq], s.activity)
        for s in first
    )
    return Run(run_id, look_of(trips[0]), trips, sum(board.values()), summed)

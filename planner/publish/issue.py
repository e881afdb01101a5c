"""A timetable as it is handed out: trips, halts, places and ways of a plan or published schedule; nobody's name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from planner.domain.plan import Plan, StopTime, Trip
from planner.domain.scenario import Scenario
from planner.publish.places import Mark, Places
from planner.units import LocalClock

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Edition:
    """What a timetable is an issue of.

    Attributes
    ----------
    version : int
        1 for the first schedule of a campaign, one more for each that supersedes it.
    issued_at : int
        Moment of publication.
    timezone : str
        IANA name of the campaign's time zone; ``clock`` is its offset.
    """

    campaign_id: str
    name: str
    timezone: str
    clock: LocalClock
    plan_id: str
    version: int
    issued_at: int


@dataclass(frozen=True, slots=True)
class Timetable:
    """Trips with their halts, the places they stop at, and drawn ways (lon, lat) by trip_id where there are any."""

    edition: Edition
    trips: tuple[Trip, ...]
    stop_times: tuple[StopTime, ...]
    places: Mapping[str, Mark]
    ways: Mapping[str, tuple[Point, ...]]

    @property
    def clock(self) -> LocalClock:
        """Local calendar of the campaign."""
        return self.edition.clock

    def halts(self) -> dict[str, list[StopTime]]:
        """Halts by trip_id, in order."""
        found: dict[str, list[StopTime]] = defaultdict(list)
        for halt in sorted(self.stop_times, key=lambda halt: halt.seq):
            found[halt.trip_id].append(halt)
        return found


def timetable_of(plan: Plan, scenario: Scenario, issued_at: int, version: int = 1) -> Timetable:
    """Timetable of a plan. Escorts are people: their ids stay behind.

    Raises
    ------
    BadPlanFolder
        The plan names a place that the scenario does not know.
    """
    campaign, places = scenario.campaign, Places(scenario)
    used = {place for trip in plan.trips for place in (trip.from_stop_id, trip.to_stop_id)}
    used |= {halt.stop_id for halt in plan.stop_times}
    edition = Edition(
        campaign.campaign_id, campaign.name, campaign.timezone, campaign.clock, plan.plan_id, version, issued_at
    )
    return Timetable(
        edition,
        tuple(replace(trip, escort_ids=()) for trip in plan.trips),
        plan.stop_times,
        {place: places[place] for place in sorted(used)},
        {shape.trip_id: shape.points for shape in plan.shapes},
    )

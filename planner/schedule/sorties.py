"""One trip of one vehicle from its depot and back."""

from __future__ import annotations

from dataclasses import dataclass

from planner.domain.plan import Activity
from planner.schedule.books.claims import Claim
from planner.schedule.clock import OVERNIGHT_S, Run
from planner.schedule.timetable import TimedTrip
from planner.units import DAY_S


@dataclass(frozen=True, slots=True)
class Sortie:
    """One trip of one vehicle with its empty runs; local seconds.

    ``claims``: the scarce things it takes; ``driver_ids``: the crew of the vehicle where drivers have names.
    """

    timed: TimedTrip
    fleet: int
    vehicle_no: int
    crew: int
    out: Run
    home: Run
    out_m: int
    home_m: int
    claims: tuple[Claim, ...] = ()
    driver_ids: tuple[str, ...] = ()

    @property
    def ready_s(self) -> int:
        """When the vehicle is disinfected and its crew rested."""
        rules = self.timed.rules
        return self.home.arrive_s + max(rules.times.turnaround_s, rules.drivers.rest_s)

    @property
    def free_s(self) -> int:
        """When the vehicle can leave the depot again; after a closed loop, its crew stays away for whole days."""
        days = self.timed.rules.crew_isolation_days if self.timed.closed_loop else 0
        return max(self.ready_s, self.home.arrive_s + days * DAY_S)


def isolates(timed: TimedTrip) -> bool:
    """Whether the crew of a trip stays away from others afterwards."""
    return timed.closed_loop and timed.rules.crew_isolation_days > 0


def rest_activity(crew: int, seconds: int) -> Activity:
    """What a halt on the road is called."""
    if seconds >= OVERNIGHT_S:
        return Activity.OVERNIGHT
    return Activity.DRIVER_CHANGE if crew > 1 else Activity.REST

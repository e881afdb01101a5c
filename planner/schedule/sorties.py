"""One trip of one vehicle from its depot and back."""

from __future__ import annotations

from dataclasses import dataclass

from planner.domain.fleet import Fleet, Positioning
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
    def days(self) -> int:
        """Begun days from leaving the depot until back, which drivers are paid for."""
        return -(-(self.home.arrive_s - self.out.depart_s) // DAY_S)

    @property
    def least_days(self) -> int:
        """Days that its driving takes at least, whenever it leaves."""
        runs = (self.out, self.timed.run, self.home)
        drive_s = sum(int((run.driven[:, 1] - run.driven[:, 0]).sum()) for run in runs)
        most_s = self.timed.rules.drivers.driving_24h_s
        return -(-drive_s // (DAY_S if most_s is None else min(DAY_S, self.timed.crew * most_s)))

    def cost_cents(self, fleet: Fleet) -> int:
        """Fixed price, paid kilometres and driver days, fen."""
        hire = hire_cents(fleet, self.timed.distance_m, self.out_m, self.home_m)
        return hire + self.timed.crew * self.days * fleet.driver_day_cents

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


def hire_cents(fleet: Fleet, trip_m: int, out_m: int, home_m: int) -> int:
    """Fixed price and paid kilometres of a trip with its empty runs, fen."""
    paid_m = trip_m
    if fleet.positioning is not Positioning.NONE:
        paid_m += out_m
    if fleet.positioning is Positioning.RETURN:
        paid_m += home_m
    return fleet.fixed_cents + (fleet.cents_per_km * paid_m + 500) // 1000


def isolates(timed: TimedTrip) -> bool:
    """Whether the crew of a trip stays away from others afterwards."""
    return timed.closed_loop and timed.rules.crew_isolation_days > 0


def rest_activity(crew: int, seconds: int) -> Activity:
    """What a halt on the road is called."""
    if seconds >= OVERNIGHT_S:
        return Activity.OVERNIGHT
    return Activity.DRIVER_CHANGE if crew > 1 else Activity.REST

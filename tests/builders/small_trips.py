"""Single trips of the little world, for tests that need no schedule."""

from __future__ import annotations

from dataclasses import replace

from planner.domain.place import Level
from planner.domain.plan import Activity, LegRole, StopTime, Trip
from planner.domain.service import Mode
from tests.builders.small_world import moment


def coach(trip_id: str, load: int, depart_at: int = moment(2, 6), cost_cents: int = 0, **facts: object) -> Trip:
    """A coach trip of ten hours from Funan to the first factory."""
    made = Trip(
        trip_id=trip_id, batch_no=1, mode=Mode.COACH, leg_role=LegRole.DIRECT, from_stop_id="adcode:341225",
        to_stop_id="S1", depart_at=depart_at, arrive_at=depart_at + 36_000, seats=48, usable_seats=24, load=load,
        distance_m=700_000, drive_s=36_000, cost_cents=cost_cents, level=Level.LOW, rule_version="test@2020-02-11",
        drivers=2, fleet_id="NB", vehicle_no=1,
    )  # fmt: skip
    return replace(made, **facts)


def halts(trip_id: str, depart_at: int, arrive_at: int) -> list[StopTime]:
    """First and last halt of a trip: people board for a quarter of an hour and alight for ten minutes."""
    return [
        StopTime(trip_id, 1, "adcode:341225", depart_at - 900, depart_at, 1, 0, Activity.BOARD),
        StopTime(trip_id, 2, "S1", arrive_at, arrive_at + 600, 0, 1, Activity.ALIGHT),
    ]

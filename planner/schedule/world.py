"""What scheduling looks up again and again: places, hours, levels, rules and distances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.domain.place import Level, Place
from planner.domain.routing import Shipment
from planner.domain.rule import Policy, RuleSet
from planner.domain.scenario import Scenario
from planner.domain.travel import UNREACHABLE, Ground
from planner.domain.zones import ZoneBook
from planner.schedule.clock import Ints
from planner.units import DAY_S

OPEN_ALL_DAY = (0, DAY_S)


@dataclass(frozen=True, slots=True)
class World:
    """Scenario, policy and ground with their indexes; times are local seconds (moment + offset)."""

    scenario: Scenario
    policy: Policy
    ground: Ground
    rows: dict[str, int]
    places: dict[str, Place]
    hours: dict[str, tuple[int, int]]
    zones: ZoneBook
    shipments: tuple[Shipment, ...]
    offset_s: int

    @classmethod
    def of(cls, scenario: Scenario, policy: Policy, ground: Ground, shipments: tuple[Shipment, ...]) -> World:
        """Index a scenario for scheduling."""
        hours = {site.site_id: (site.opens_s, site.closes_s) for site in scenario.sites}
        for stop in scenario.stops:
            if stop.opens_s is not None and stop.closes_s is not None:
                hours[stop.stop_id] = (stop.opens_s, stop.closes_s)
        return cls(
            scenario,
            policy,
            ground,
            ground.index(),
            {place.place_id: place for place in ground.places},
            hours,
            ZoneBook(scenario.zones),
            shipments,
            scenario.campaign.clock.offset_s,
        )

    def rules_at(self, local_s: int) -> RuleSet:
        """Rule set in force at a local second."""
        return self.policy.at(local_s - self.offset_s)

    def epoch(self, local_s: int) -> int:
        """Epoch of sealed ground of a departure."""
        day = local_s // DAY_S - self.ground.first_day
        return self.ground.epoch_of_day[min(max(day, 0), len(self.ground.epoch_of_day) - 1)]

    def legs(self, stops: tuple[str, ...], epoch: int) -> tuple[Ints, Ints] | None:
        """Metres and driving seconds between consecutive stops, or ``None`` when there is no way."""
        at = np.array([self.rows[stop] for stop in stops], dtype=np.int64)
        matrix = self.ground.matrices[epoch]
        metres = matrix.distance_m[at[:-1], at[1:]].astype(np.int64)
        if (metres >= UNREACHABLE).any():
            return None
        return metres, matrix.drive_s[at[:-1], at[1:]].astype(np.int64)

    def level(self, place_id: str, local_s: int) -> Level:
        """Zone level of a place's county at a local second."""
        return self.zones.level(self.places[place_id].adcode, local_s - self.offset_s)

    def is_open(self, place_id: str, local_s: int) -> bool:
        """Whether a place with opening hours is open then."""
        opens, closes = self.hours.get(place_id, OPEN_ALL_DAY)
        second = local_s % DAY_S
        return opens <= second <= closes if opens <= closes else second >= opens or second <= closes

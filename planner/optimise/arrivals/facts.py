"""What a bound on arrivals looks at: the campaign, the rule sets in force by a day, and where everything lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import floor

from planner.domain.arrivals import ArrivalBook
from planner.domain.lights import LightBook
from planner.domain.place import Level, Place, Site, Stop, StopKind
from planner.domain.rule import Policy, RuleSet
from planner.domain.scenario import Scenario
from planner.domain.zones import ZoneBook
from planner.units import great_circle_m

ROAD_SHARE = 0.98
"""Least road metres per metre of great circle that any accepted plan may claim."""
TOP_SPEED_KMH = 120
"""No vehicle on the road is taken to be faster."""
SPARE_S = 1_200
"""What rounding of halts to minutes may make a ride shorter, with halts that stand for a while."""
SPARE_QUICK_S = 7_200
"""The same where halts need not stand at all, so that sixty of them may be rounded."""
SAME_PLACE_M = 100
HALT_S = 120
"""A halt that stands so long makes up for its rounding."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A scenario indexed for bounds on arrivals.

    Attributes
    ----------
    places : mapping
        Every place of the campaign, home doors among them.
    persons : mapping
        Site → persons of all its cohorts, those who may not travel too: what the resumption map counts from.
    spare_s : int
        What rounding may make a ride shorter than its way at the highest speed.
    """

    scenario: Scenario
    policy: Policy
    places: Mapping[str, Place]
    sites: Mapping[str, Site]
    stops: Mapping[str, Stop]
    persons: Mapping[str, int]
    arrivals: ArrivalBook
    lights: LightBook
    zones: ZoneBook
    spare_s: int
    _ends: tuple[str, float]
    _day_ends: dict[int, int] = field(default_factory=dict)
    _metres: dict[tuple[str, str], float] = field(default_factory=dict)
    _doors: dict[str, bool] = field(default_factory=dict)
    _shut: dict[tuple[str, int, int], bool] = field(default_factory=dict)

    @classmethod
    def of(cls, scenario: Scenario, policy: Policy, places: Mapping[str, Place], persons: Mapping[str, int]) -> Facts:
        """Index a scenario; ``persons`` by site."""
        spots = [(site.lon, site.lat) for site in scenario.sites]
        spots += [(stop.lon, stop.lat) for stop in scenario.stops if stop.kind is StopKind.QUARANTINE_SITE]
        radius_m = max(ROAD_SHARE * great_circle_m(*spots[0], *spot) for spot in spots)
        stands = min(min(rules.times.pickup_dwell_s, rules.times.drop_dwell_s) for rules in policy.rulesets)
        return cls(
            scenario, policy, places,
            {site.site_id: site for site in scenario.sites}, {stop.stop_id: stop for stop in scenario.stops}, persons,
            ArrivalBook(policy, scenario.zones),
            LightBook(scenario.enterprises, scenario.inspections, scenario.campaign.clock),
            ZoneBook.of(scenario), SPARE_S if stands >= HALT_S else SPARE_QUICK_S,
            (scenario.sites[0].site_id, radius_m),
        )  # fmt: skip

    def end_of(self, day: int) -> int:
        """Last moment of a local day inside the campaign."""
        if day not in self._day_ends:
            campaign = self.scenario.campaign
            self._day_ends[day] = min(campaign.clock.midnight(day + 1), campaign.end_at) - 1
        return self._day_ends[day]

    def in_force(self, from_at: int, until_at: int) -> list[RuleSet]:
        """Rule sets in force at some moment of ``[from_at, until_at]``."""
        sets = self.policy.rulesets
        ends = [*(rules.effective_from for rules in sets[1:]), until_at + 1]
        found = zip(sets, ends, strict=True)
        return [rules for rules, end in found if rules.effective_from <= until_at and end > from_at]

    def by_day(self, day: int) -> list[RuleSet]:
        """Rule sets under which a trip that arrives by the end of a day may have left."""
        return self.in_force(self.scenario.campaign.start_at, self.end_of(day))

    def road_m(self, a: str, b: str) -> float:
        """Least metres that a vehicle drives from one place to another."""
        key = (a, b)
        found = self._metres.get(key)
        if found is None:
            first, second = self.places[a], self.places[b]
            found = self._metres[key] = ROAD_SHARE * great_circle_m(first.lon, first.lat, second.lon, second.lat)
        return found

    def drive_s(self, metres: float) -> int:
        """Least seconds at the wheel of a whole trip that is at least so long."""
        return max(0, floor(metres * 3.6 / TOP_SPEED_KMH) - 2 * HALT_S)

    def ride_s(self, a: str, b: str) -> int:
        """Least seconds that somebody sits from one place to another; halts on the way are rounded one by one."""
        return self.aboard_s(self.road_m(a, b))

    def aboard_s(self, metres: float) -> int:
        """Least seconds of a ride of so many metres."""
        return max(0, floor(metres * 3.6 / TOP_SPEED_KMH) - self.spare_s)

    def back_m(self, pickup_id: str) -> float:
        """Least metres to a pick-up from wherever people leave their last coach, sites and quarantine stops alike.

        By the triangle inequality over the first of these places and the farthest of the others.
        """
        middle, radius_m = self._ends
        return max(0.0, self.road_m(middle, pickup_id) - radius_m)

    def has_door(self, stop_id: str) -> bool:
        """Whether a stop counts as the same place as the door of some site."""
        if stop_id not in self._doors:
            self._doors[stop_id] = any(self.road_m(stop_id, site) <= SAME_PLACE_M for site in self.sites)
        return self._doors[stop_id]

    def is_shut(self, place_id: str, from_at: int, until_at: int) -> bool:
        """Whether nobody may board at a place in ``[from_at, until_at]``, since its county is sealed all the time."""
        if not self.scenario.zones:
            return False
        county = self.places[place_id].adcode
        key = (county, from_at, until_at)
        if key not in self._shut:
            self._shut[key] = (
                from_at <= until_at
                and all(rules.sealed_closed for rules in self.in_force(from_at, until_at))
                and all(self.zones.level(county, at) is Level.SEALED for at in self._moments(from_at, until_at))
            )
        return self._shut[key]

    def _moments(self, from_at: int, until_at: int) -> list[int]:
        """A moment of every spell between changes of levels."""
        return [from_at, *(edge for edge in self.zones.edges() if from_at < edge <= until_at)]

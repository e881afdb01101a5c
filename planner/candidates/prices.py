"""What a coach seat costs between two places: an estimate to steer by and a floor to prove with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.domain.fleet import Fleet, Positioning
from planner.domain.place import Level, prefecture_of
from planner.domain.routing import RideTable
from planner.domain.rule import Policy, RuleSet
from planner.domain.scenario import Scenario
from planner.domain.service import Mode
from planner.domain.travel import UNREACHABLE, Ground
from planner.domain.zones import ZoneBook

NEVER = 1 << 45
"""Price of a ride that no fleet can make, fen."""
FILL = 0.93
"""Share of the usable seats that an estimate expects to be taken."""
COACH_SPEED_M_PER_S = 100 / 3.6
"""Legal limit of coaches on motorways (道路交通安全法实施条例 art. 78: 100 km/h); no ride is faster."""
SCOPES = ("in_city", "inter_city", "inter_province")

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CoachPrices:
    """Prices per person, fen, of coach rides between places of a ``Ground`` (rows as index arrays)."""

    scenario: Scenario
    policy: Policy
    ground: Ground
    rides: RideTable
    anchor: int

    def estimate(self, origin: Ints, target: Ints) -> Ints:
        """Likely price of a seat: the best registered fleet's sortie, well filled. Shape of the inputs."""
        rules = self._rules()
        metres = self.metres(origin, target)
        scope = self._scope(origin, target)
        city = np.array([int(prefecture_of(p.adcode)) for p in self.ground.places])
        best = np.full(np.broadcast(origin, target).shape, NEVER, dtype=np.int64)
        depots = self.ground.index()
        for fleet in self.scenario.fleets:
            depot = depots[fleet.depot_id]
            seats = self._seats(fleet, (rules,), Level.LOW)[scope]
            paid = metres.copy()
            if fleet.positioning is not Positioning.NONE:
                paid += self.metres(np.int64(depot), origin)
            if fleet.positioning is Positioning.RETURN:
                paid += self.metres(target, np.int64(depot))
            days = 1 + (2 * self._elapsed(metres) // 86_400)
            drivers = 1 + (metres > (rules.drivers.two_driver_m or NEVER))
            cents = fleet.fixed_cents + fleet.cents_per_km * paid // 1000 + drivers * days * fleet.driver_day_cents
            price = (cents / np.maximum(seats, 1) / FILL).astype(np.int64)
            home = int(prefecture_of(fleet.registration_adcode))
            allowed = (seats > 0) & (paid < UNREACHABLE)
            if rules.one_end_registration:
                allowed &= (city[origin] == home) | (city[target] == home)
            best = np.where(allowed, np.minimum(best, price), best)
        return best

    def floor(self, origin: Ints, target: Ints) -> Ints:
        """A price per person that no accepted plan can undercut, fen rounded down.

        A trip that carries a person from o to t runs at least the way o–t, with all empty runs of a block
        telescoping over potentials φ(x) = distance to an anchor: Σ empty ≥ Σ φ(first pick-up) − φ(last drop).
        Distances obey the triangle inequality, so the person's share of a full coach is at least
        (fixed + per_km · (d(o,t) + φ(o) − φ(t)) + driver days) / usable seats, with φ only where the operator is
        paid for both empty runs.
        """
        metres = self.metres(origin, target)
        scope = self._scope(origin, target)
        potential = self.metres(np.arange(len(self.ground.places)), np.int64(self.anchor))
        lean = np.where((potential[origin] < UNREACHABLE) & (potential[target] < UNREACHABLE), 1, 0)
        back = lean * (potential[origin] - potential[target])
        least = self._least_level()[origin]
        best = np.full(np.broadcast(origin, target).shape, NEVER, dtype=np.int64)
        relevant = tuple(r for r in self.policy.rulesets if r.effective_from < self.scenario.campaign.end_at)
        two = max((r.drivers.two_driver_motorway_m or r.drivers.two_driver_m or NEVER) for r in relevant)
        drivers = np.where(metres > two, 2, 1)
        for fleet in self.scenario.fleets:
            seats = self._widest_seats(fleet, relevant, scope, least)
            paid = metres + back if fleet.positioning is Positioning.RETURN else metres
            cents = fleet.fixed_cents + fleet.cents_per_km * paid // 1000 + drivers * fleet.driver_day_cents
            price = np.where(seats > 0, cents // np.maximum(seats, 1), NEVER)
            best = np.minimum(best, price)
        return np.where(metres < UNREACHABLE, best, NEVER)

    def most_seats(self, origin: Ints, target: Ints) -> Ints:
        """Most usable seats of any fleet on a ride, whatever the day; at least 1."""
        scope, least = self._scope(origin, target), self._least_level()[origin]
        best = np.ones(np.broadcast(origin, target).shape, dtype=np.int64)
        for fleet in self.scenario.fleets:
            best = np.maximum(best, self._widest_seats(fleet, self.policy.rulesets, scope, least))
        return best

    def fastest_s(self, metres: Ints) -> Ints:
        """Least wheels-on to wheels-off time of a ride under the driving rules at the legal speed."""
        drive = (metres / COACH_SPEED_M_PER_S).astype(np.int64)
        table = self.rides.elapsed_s.min(axis=0)
        bucket = np.minimum(drive // self.rides.bucket_s, table.shape[0] - 1)
        return np.where(metres < UNREACHABLE, table[bucket].astype(np.int64), NEVER)

    def _elapsed(self, metres: Ints) -> Ints:
        bucket = np.minimum(metres // 20 // self.rides.bucket_s, self.rides.elapsed_s.shape[1] - 1)
        return np.asarray(self.rides.elapsed_s.mean(axis=0)[bucket], dtype=np.int64)

    def _rules(self) -> RuleSet:
        return self.policy.at(max(self.scenario.campaign.start_at, self.policy.rulesets[0].effective_from))

    def drive_s(self, origin: Ints | np.int64, target: Ints | np.int64) -> Ints:
        """Day-time driving seconds on the least sealed ground."""
        tables = [matrix.drive_s[origin, target] for matrix in self.ground.matrices]
        return np.asarray(np.minimum.reduce(tables), dtype=np.int64)

    def likely_s(self, drive_s: Ints) -> Ints:
        """Elapsed time to expect of a ride that may choose its departure: the best hour of the day."""
        bucket = np.minimum(drive_s // self.rides.bucket_s + 1, self.rides.elapsed_s.shape[1] - 1)
        best = self.rides.elapsed_s.min(axis=0)[bucket].astype(np.int64)
        return np.where(drive_s < UNREACHABLE, best, NEVER)

    def metres(self, origin: Ints | np.int64, target: Ints | np.int64) -> Ints:
        """Shortest distance over all epochs of sealed ground: the one with the least ground sealed."""
        tables = [matrix.distance_m[origin, target] for matrix in self.ground.matrices]
        return np.asarray(np.minimum.reduce(tables), dtype=np.int64)

    def _scope(self, origin: Ints, target: Ints) -> Ints:
        city = np.array([int(prefecture_of(p.adcode)) for p in self.ground.places])
        province = np.array([int(p.adcode[:2]) for p in self.ground.places])
        return np.where(city[origin] == city[target], 0, np.where(province[origin] == province[target], 1, 2))

    def _least_level(self) -> Ints:
        """Mildest level of each place's county on any day of the campaign."""
        book, campaign = ZoneBook(self.scenario.zones), self.scenario.campaign
        days = range(campaign.start_at, campaign.end_at, 86_400)
        mild = {
            code: min(int(book.level(code, moment)) for moment in self._moments(code, days))
            for code in {place.adcode for place in self.ground.places}
        }
        return np.array([mild[place.adcode] for place in self.ground.places], dtype=np.int64)

    def _moments(self, adcode: str, days: range) -> list[int]:
        """Every moment at which a county's level may change, and the start of each day."""
        edges = [zone.until_at for zone in self.scenario.zones if zone.until_at is not None]
        inside = [edge for edge in set(edges) if days.start <= edge < days.stop]
        return [*days, *inside]

    def _seats(self, fleet: Fleet, rulesets: tuple[RuleSet, ...], level: Level) -> Ints:
        """Usable seats by scope, the most over the rule sets."""
        return np.array(
            [
                max(r.usable_seats(Mode.COACH.value, scope, level, fleet.seats, fleet.seat_rows) for r in rulesets)
                for scope in SCOPES
            ],
            dtype=np.int64,
        )

    def _widest_seats(self, fleet: Fleet, rulesets: tuple[RuleSet, ...], scope: Ints, least: Ints) -> Ints:
        """Most usable seats at this scope or wider and this level or stricter."""
        table = np.stack([self._seats(fleet, rulesets, level) for level in Level])
        table = np.maximum.accumulate(table[::-1], axis=0)[::-1]
        table = np.maximum.accumulate(table[:, ::-1], axis=1)[:, ::-1]
        return np.asarray(table[least, scope], dtype=np.int64)

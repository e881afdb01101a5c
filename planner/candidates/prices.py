"""What a coach seat costs between two places: an estimate to steer by and a floor to prove with."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from planner.candidates.crew_days import CrewDays
from planner.candidates.least_times import least_elapsed_s
from planner.candidates.one_end import Halts, OneEnd
from planner.domain.fleet import Fleet, Positioning
from planner.domain.place import Level, prefecture_of
from planner.domain.routing import RideTable
from planner.domain.rule import TRIP_SCOPES, Policy, RuleSet
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

Ints = npt.NDArray[np.int64]


class CoachPrices:
    """Prices per person, fen, of coach rides between places of a ``Ground`` (rows as index arrays).

    Parameters
    ----------
    anchor : int
        Place from which the potentials of empty runs are measured; any gives a valid floor.
    usual : (origins, targets, persons), optional
        Direct rides for which floors of driver days are made tight; they are valid for all.
    pickups : int64, optional
        Where people get on at home; by default it may be everywhere.
    """

    def __init__(
        self,
        scenario: Scenario,
        policy: Policy,
        ground: Ground,
        rides: RideTable,
        anchor: int,
        usual: tuple[Ints, Ints, Ints] | None = None,
        pickups: Ints | None = None,
    ) -> None:
        self.scenario, self.policy, self.ground, self.rides = scenario, policy, ground, rides
        self._distance = np.minimum.reduce([m.distance_m for m in ground.matrices])
        self._drive = np.minimum.reduce([m.drive_s for m in ground.matrices])
        self._city = np.array([int(prefecture_of(p.adcode)) for p in ground.places])
        self._province = np.array([int(p.adcode[:2]) for p in ground.places])
        potential = _potential(self._distance, anchor, len(ground.matrices))
        self._value = np.where(potential < UNREACHABLE, potential, 0)
        halts = Halts.of(scenario, policy, ground, pickups)
        self._one_end = OneEnd(self._distance, self._city, halts)
        self._level = _least_levels(scenario, ground)
        self._usable = _usable(scenario, policy)
        rows = ground.index()
        self._depots = [np.int64(rows[fleet.depot_id]) for fleet in scenario.fleets]
        none = np.empty(0, dtype=np.int64)
        self._crews = CrewDays(scenario, policy, ground, halts, usual or (none, none, none))

    def estimate(self, origin: Ints, target: Ints, at: int) -> Ints:
        """Likely price of a seat at a moment: the best registered fleet's sortie, well filled."""
        rules = self.policy.at(max(at, self.policy.rulesets[0].effective_from))
        usable = self._usable[self.policy.rulesets.index(rules), :, Level.LOW]
        metres, scope = self.metres(origin, target), self._scope(origin, target)
        best = np.full(metres.shape, NEVER, dtype=np.int64)
        for number, fleet in enumerate(self.scenario.fleets):
            allowed = self._registered(fleet, rules, origin, target)
            if not allowed.any():
                continue
            price = self._sortie_price(number, fleet, rules, (origin, target, metres), usable[number][scope])
            best = np.where(allowed, np.minimum(best, price), best)
        return best

    def _registered(self, fleet: Fleet, rules: RuleSet, origin: Ints, target: Ints) -> npt.NDArray[np.bool_]:
        """Where the one-end rule lets a fleet run."""
        home = int(prefecture_of(fleet.registration_adcode))
        ends = self._one_end.at_an_end(home, origin, target)
        return np.asarray(ends if rules.one_end_registration else np.ones_like(ends))

    def _sortie_price(
        self, number: int, fleet: Fleet, rules: RuleSet, ride: tuple[Ints, Ints, Ints], seats: Ints
    ) -> Ints:
        """Cost of a sortie shared by a well-filled coach."""
        origin, target, metres = ride
        paid = metres.copy()
        if fleet.positioning is not Positioning.NONE:
            paid = paid + self.metres(self._depots[number], origin)
        if fleet.positioning is Positioning.RETURN:
            paid = paid + self.metres(target, self._depots[number])
        days = 1 + (2 * self._elapsed(metres) // 86_400)
        drivers = 1 + (metres > (rules.drivers.two_driver_m or NEVER))
        cents = fleet.fixed_cents + fleet.cents_per_km * paid // 1000 + drivers * days * fleet.driver_day_cents
        price = (cents / np.maximum(seats, 1) / FILL).astype(np.int64)
        return np.where((seats > 0) & (paid < UNREACHABLE), price, NEVER)

    def floor(self, origin: Ints, target: Ints, from_at: Ints, until_at: Ints) -> Ints:
        """A price per person that no accepted plan can undercut for rides in a window, fen rounded down.

        A trip that carries a person from o to t runs at least the way o–t, with all empty runs of a block
        telescoping over potentials φ(x) = distance to an anchor: Σ empty ≥ Σ φ(first pick-up) − φ(last drop).
        Distances obey the triangle inequality, so the person's share of a full coach is at least
        (fixed + per_km · (d(o,t) + φ(o) − φ(t)) + driver days) / usable seats, with φ only where the operator is
        paid for both empty runs (less 1 fen, for what rounding trip by trip may lose), and driver days of
        ``CrewDays``. A fleet registered at neither end calls in its own city, too, where the rule asks for it
        (``OneEnd``; orders of emergency, which free from it, nobody plans). Usable seats are the most of any rule set
        under which the trip may have left. A sum below zero is not shared: somebody may ride alone.
        """
        in_force = self._in_force(origin, target, from_at, until_at)
        codes = np.packbits(in_force, axis=0).astype(np.int64)
        place = origin * len(self._level) + target
        _, first, inverse = np.unique(np.stack([place, *codes]), axis=1, return_index=True, return_inverse=True)
        unique = self._floor(origin[first], target[first], in_force[:, first])
        return np.asarray(unique[inverse.reshape(-1)])

    def _floor(self, origin: Ints, target: Ints, in_force: npt.NDArray[np.bool_]) -> Ints:
        """Floors of rides under the rule sets marked in ``in_force`` [rule set, ride]."""
        metres, scope = self.metres(origin, target), self._scope(origin, target)
        best = np.full(metres.shape, NEVER, dtype=np.int64)
        runs = [self._least_runs(fleet, origin, target, metres) for fleet in self.scenario.fleets]
        for rules, two, alike in self._by_crew(in_force, origin, target, metres):
            first, inverse = alike
            for number, fleet in enumerate(self.scenario.fleets):
                crew = self._crews.cents(number, origin[first], target[first], two[first])[inverse]
                for ruleset in rules:
                    run = runs[number][self.policy.rulesets[ruleset].one_end_registration]
                    cents = fleet.fixed_cents + run + crew
                    seats = self._widest(ruleset, number)[self._level[origin], scope]
                    share = np.where(cents >= 0, cents // np.maximum(seats, 1), cents)
                    best = np.where(in_force[ruleset] & (seats > 0), np.minimum(best, share), best)
        return np.where(metres < UNREACHABLE, best, NEVER)

    def _least_runs(self, fleet: Fleet, origin: Ints, target: Ints, metres: Ints) -> tuple[Ints, Ints]:
        """Least pay for the run of a trip, fen, its empty runs by potentials: of any vehicle of the fleet, and of one
        that the rule of registration binds."""
        home = int(prefecture_of(fleet.registration_adcode))
        if fleet.positioning is Positioning.RETURN:
            free, bound = metres + self._value[origin] - self._value[target], self._value
        else:
            free, bound = metres, None
        held = self._one_end.least_m(home, origin, target, bound)
        spare = fleet.positioning is Positioning.RETURN
        return fleet.cents_per_km * free // 1000 - spare, fleet.cents_per_km * held // 1000 - spare

    def _by_crew(
        self, in_force: npt.NDArray[np.bool_], origin: Ints, target: Ints, metres: Ints
    ) -> Iterator[tuple[list[int], npt.NDArray[np.bool_], tuple[Ints, Ints]]]:
        """Rule sets alike in who needs two drivers, where they do, and the first and the number of rides alike."""
        sets: dict[int, list[int]] = {}
        for number, rules in enumerate(self.policy.rulesets):
            one = NEVER if rules.drivers.two_driver_m is None else rules.drivers.two_driver_m
            if in_force[number].any():
                sets.setdefault(max(one, rules.drivers.two_driver_motorway_m or 0), []).append(number)
        spot = self._crews.spot
        for limit, numbers in sets.items():
            two = metres > limit
            key = (spot[origin] * len(spot) + spot[target]) * 2 + two
            _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
            yield numbers, two, (first, inverse.reshape(-1))

    def most_seats(self, origin: Ints, target: Ints, from_at: Ints, until_at: Ints) -> Ints:
        """Most usable seats of any fleet on a ride in a window; at least 1."""
        scope = self._scope(origin, target)
        best = np.ones(scope.shape, dtype=np.int64)
        for ruleset, applies in enumerate(self._in_force(origin, target, from_at, until_at)):
            for number in range(len(self.scenario.fleets)):
                seats = self._widest(ruleset, number)[self._level[origin], scope]
                best = np.where(applies, np.maximum(best, seats), best)
        return best

    def vehicle_share_s(self, origin: Ints, target: Ints, at: int) -> Ints:
        """Likely vehicle seconds that a person of a well-filled coach takes that leaves at a moment, the way back too.

        A crew's week of driving may bind before the clock does; the longer of the two counts.
        """
        drive = self.drive_s(origin, target)
        rules = self.policy.at(max(at, self.policy.rulesets[0].effective_from))
        week = rules.drivers.driving_7d_s
        busy = 2 * self._elapsed(self.metres(origin, target)) + 7_200
        if week is not None:
            busy = np.maximum(busy, 2 * drive * 7 * 86_400 // (2 * week))
        seats = self._usable[self.policy.rulesets.index(rules), :, Level.LOW].max(axis=0, initial=0)[
            self._scope(origin, target)
        ]
        return np.asarray((busy / np.maximum(seats, 1) / FILL).astype(np.int64))

    def fastest_s(self, metres: Ints) -> Ints:
        """Least wheels-on to wheels-off time of a ride under the driving rules at the legal speed."""
        drive = (metres / COACH_SPEED_M_PER_S).astype(np.int64)
        table = self.rides.elapsed_s.min(axis=0)
        bucket = np.minimum(drive // self.rides.bucket_s, table.shape[0] - 1)
        return np.where(metres < UNREACHABLE, table[bucket].astype(np.int64), NEVER)

    def least_s(self, origin: Ints, target: Ints) -> Ints:
        """Least time aboard between two places: at the legal speed, and by the least driving time with its rests."""
        driving_s = self._crews.driving_s(origin, target)
        return np.maximum(
            self.fastest_s(self.metres(origin, target)), least_elapsed_s(driving_s, self.policy.rulesets)
        )

    def likely_s(self, drive_s: Ints) -> Ints:
        """Elapsed time to expect of a ride that may choose its departure: the best hour of the day."""
        bucket = np.minimum(drive_s // self.rides.bucket_s + 1, self.rides.elapsed_s.shape[1] - 1)
        best = self.rides.elapsed_s.min(axis=0)[bucket].astype(np.int64)
        return np.where(drive_s < UNREACHABLE, best, NEVER)

    def metres(self, origin: Ints | np.int64, target: Ints | np.int64) -> Ints:
        """Shortest distance over all states of sealed ground."""
        return np.asarray(self._distance[origin, target], dtype=np.int64)

    def drive_s(self, origin: Ints | np.int64, target: Ints | np.int64) -> Ints:
        """Least day-time driving seconds over all states of sealed ground."""
        return np.asarray(self._drive[origin, target], dtype=np.int64)

    def _elapsed(self, metres: Ints) -> Ints:
        bucket = np.minimum(metres // 20 // self.rides.bucket_s, self.rides.elapsed_s.shape[1] - 1)
        return np.asarray(self.rides.elapsed_s.mean(axis=0)[bucket], dtype=np.int64)

    def _scope(self, origin: Ints, target: Ints) -> Ints:
        same_city = self._city[origin] == self._city[target]
        same_province = self._province[origin] == self._province[target]
        return np.where(same_city, 0, np.where(same_province, 1, 2))

    def _in_force(self, origin: Ints, target: Ints, from_at: Ints, until_at: Ints) -> npt.NDArray[np.bool_]:
        """Rule sets [rule set, ride] that rides may fall under in their windows.

        The first departure of a trip decides: whoever rides boards no earlier and still has to arrive in time. Whoever
        boards later does so while those who boarded first still sit, hence no later than their longest ride.
        """
        sets = self.policy.rulesets
        rides = [rules.times.max_ride_s for rules in sets]
        ahead = max(NEVER if ride is None else ride for ride in rides)
        least = self.least_s(origin, target)
        marks = []
        for number, rules in enumerate(sets):
            ends = sets[number + 1].effective_from if number + 1 < len(sets) else NEVER
            in_time = np.maximum(from_at, rules.effective_from) + least <= until_at
            marks.append(np.asarray(in_time & (from_at - ahead < ends)))
        return np.stack(marks)

    def _widest(self, ruleset: int, fleet: int) -> Ints:
        """Most usable seats [level, scope] at this scope or wider and this level or stricter."""
        table = np.maximum.accumulate(self._usable[ruleset, fleet][::-1], axis=0)[::-1]
        return np.asarray(np.maximum.accumulate(table[:, ::-1], axis=1)[:, ::-1])


def _potential(distance: npt.NDArray[np.int32], anchor: int, states: int) -> Ints:
    """Distance to the anchor that keeps the triangle inequality with every state of sealed ground.

    The least over several states is no metric: a way may use what is open in one and then in another.
    """
    best = distance[:, anchor].astype(np.int64)
    while states > 1:
        shorter = np.minimum(best, (distance + best).min(axis=1))
        if (shorter == best).all():
            break
        best = shorter
    return best


def _usable(scenario: Scenario, policy: Policy) -> Ints:
    """Usable seats [rule set, fleet, level, scope]."""
    table = [
        [
            [
                [r.usable_seats(Mode.COACH.value, scope, level, f.seats, f.seat_rows) for scope in TRIP_SCOPES]
                for level in Level
            ]
            for f in scenario.fleets
        ]
        for r in policy.rulesets
    ]
    shape = (len(policy.rulesets), len(scenario.fleets), len(Level), len(TRIP_SCOPES))
    return np.array(table, dtype=np.int64).reshape(shape)


def _least_levels(scenario: Scenario, ground: Ground) -> Ints:
    """Mildest level of each place at any moment of the campaign; whole cities and paths can only be stricter."""
    book, campaign = ZoneBook.of(scenario), scenario.campaign
    moments = [campaign.start_at, *(e for e in book.edges() if campaign.start_at < e < campaign.end_at)]
    mild = [min(book.place_level(place.place_id, place.adcode, at) for at in moments) for place in ground.places]
    return np.array(mild, dtype=np.int64)

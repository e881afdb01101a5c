"""How many seats may be taken, worked out again in exact fractions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from planner.domain.place import Level
from planner.domain.plan import Trip
from planner.domain.rule import RuleSet
from planner.verify.levels import strictest
from planner.verify.world import World, is_coach, level_moments

_ROW_LABEL = re.compile(r"(\d+)[A-Z]")
_MUNICIPALITIES = frozenset({"11", "12", "31", "50"})


def city_of(adcode: str) -> str:
    """Prefecture of a county; Beijing, Tianjin, Shanghai and Chongqing are one city each."""
    return adcode[:2] if adcode[:2] in _MUNICIPALITIES else adcode[:4]


def scope_among(adcodes: Iterable[str]) -> str:
    """Scope of a trip whose people board and alight in these counties."""
    counties = list(adcodes)
    if len({city_of(code) for code in counties}) == 1:
        return "in_city"
    return "inter_city" if len({code[:2] for code in counties}) == 1 else "inter_province"


def trip_scope(world: World, trip: Trip) -> str:
    """Scope by the stops where people board or alight; by its ends for a trip without people."""
    stops = [halt.stop_id for halt in world.served_halts(trip)] or [trip.from_stop_id, trip.to_stop_id]
    return scope_among(world.places[stop].adcode for stop in stops)


def trip_level(world: World, trip: Trip) -> Level:
    """Strictest level of a trip's stops, each at its own moment; of its path too where the rule set says so.

    A stop has the level of its place, or of its whole city where the rule set says so.
    """
    rules = world.rules_of(trip)
    levels = [
        world.levels.at(world.places[halt.stop_id], moment, rules.level_area)
        for halt in world.open_halts(trip)
        for moment in level_moments(trip, halt)
    ]
    if rules.path_levels:
        levels += [
            strictest(world.levels.county_spans(row.adcode), row.enter_at, row.leave_at)
            for row in world.paths.get(trip.trip_id, ())
        ]
    return max(levels, default=Level.LOW)


def seats_and_rows(world: World, trip: Trip) -> tuple[int, int]:
    """Seats and seat rows of the coach, carriage or aircraft."""
    if is_coach(trip):
        fleet = world.fleets[str(trip.fleet_id)]
        return fleet.seats, fleet.seat_rows
    service = world.services[str(trip.service_id)]
    return service.seats_per_unit, service.rows_per_unit


def capped_seats(rules: RuleSet, mode: str, scope: str, level: Level, seats: int) -> int | None:
    """⌊cap × seats⌋ by the first row of the caps that matches; ``None`` if none does."""
    for row in rules.caps:
        wanted = ((row.mode, mode), (row.scope, scope), (row.level, level.name.lower()))
        if all(pattern in ("*", value) for pattern, value in wanted):
            share = Fraction(row.share) * seats
            return share.numerator // share.denominator
    return None


def observation_seats(rules: RuleSet, mode: str, seats: int, rows: int) -> int:
    """Rear rows left free × seats of a row, which is ⌈seats / rows⌉."""
    per_row = (seats + rows - 1) // rows if rows else seats
    return rules.observation_rows.get(mode, 0) * per_row


def is_in_rear(label: str, seats: int, rows: int, kept_rows: int) -> bool:
    """Whether a seat lies in the rear rows kept free: ``40`` counts seats from the front, ``11C`` names row 11."""
    row = _ROW_LABEL.fullmatch(label)
    if row is not None:
        return rows - kept_rows < int(row.group(1)) <= rows
    kept_seats = kept_rows * ((seats + rows - 1) // rows if rows else seats)
    return label.isdecimal() and seats - kept_seats < int(label) <= seats


def seat_exists(label: str, seats: int, rows: int) -> bool:
    """Whether a numbered seat or a row can be there; other labels are taken as they are."""
    row = _ROW_LABEL.fullmatch(label)
    if row is not None:
        return 1 <= int(row.group(1)) <= rows
    return not label.isdecimal() or 1 <= int(label) <= seats

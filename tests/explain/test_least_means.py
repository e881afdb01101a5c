"""Least vehicles, drivers, escorts, carriages and trips: what brute force cannot go below either."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.fleet import Escort
from planner.domain.place import Level
from planner.domain.plan import Activity, Duty, EscortDuty, LegRole, Load, Offer, StopTime, Trip
from planner.domain.rule import DriverRules, LoadCap
from planner.domain.service import Mode
from planner.explain.least_means import Rows, deepest, least_means, most_driven_s, outings_of
from planner.units import HOUR_S
from tests.builders.small_world import FUNAN, fleet, rules, small_world

HOURS = DriverRules(driving_24h_s=8 * HOUR_S, driving_7d_s=44 * HOUR_S)
spans = st.tuples(st.integers(0, 12), st.integers(1, 6)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def trip(number: int, load: int = 10, drivers: int = 1, **facts: object) -> Trip:
    """A direct coach trip of fleet NB."""
    made: dict[str, object] = {
        "trip_id": f"T{number}", "batch_no": 1, "mode": Mode.COACH, "leg_role": LegRole.DIRECT, "from_stop_id": FUNAN,
        "to_stop_id": "S1", "depart_at": 0, "arrive_at": 0, "seats": 48, "usable_seats": 24, "load": load,
        "distance_m": 1, "drive_s": 1, "cost_cents": 0, "level": Level.LOW, "rule_version": "test@2020-02-11",
        "drivers": drivers, "fleet_id": "NB", "vehicle_no": number,
    }  # fmt: skip
    return Trip(**{**made, **facts})  # type: ignore[arg-type]


def rows(plan: Sequence[tuple[int, int, int, int]], **tables: object) -> Rows:
    """Outings as (vehicle, from hour, until hour, drivers): an hour out, the ride, an hour home."""
    trips, duties, halts = [], [], []
    for number, (vehicle, begin, end, drivers) in enumerate(plan):
        at = [begin * HOUR_S, (begin + 1) * HOUR_S, (end - 1) * HOUR_S, end * HOUR_S]
        places = ["depot:NB", FUNAN, "S1", "depot:NB"]
        trips.append(trip(number, drivers=drivers, vehicle_no=vehicle))
        for part, kind in enumerate(("deadhead", f"T{number}", "deadhead")):
            own = f"T{number}" if part == 1 else None
            duties.append(
                Duty(f"NB#{vehicle}", 9 * number + part, kind, *places[part : part + 2], at[part], at[part + 1], 1, own)
            )
        for seq, (place, moment, act) in enumerate(zip(places[1:3], at[1:3], (Activity.BOARD, Activity.ALIGHT)), 1):
            halts.append(StopTime(f"T{number}", seq, place, moment, moment, 10 * (seq == 1), 10 * (seq == 2), act))
    made: dict[str, object] = {
        "trips": trips, "stop_times": halts, "loads": [], "duties": duties, "escort_duties": [], "offers": []
    }  # fmt: skip
    return Rows(**{**made, **tables})  # type: ignore[arg-type]


def told(made: Rows, *, hours: DriverRules = HOURS, **facts: object) -> dict[str, tuple[int, int]]:
    """Used and least number by kind."""
    small = small_world(rules(drivers=hours), **facts)
    return {f.subject: (int(f.value), int(f.limit)) for f in least_means(small.scenario, small.policy, made)}


def partitions(items: Sequence[int]) -> Iterator[list[list[int]]]:
    """Every way of sharing items out among vehicles."""
    if not items:
        yield []
        return
    first, rest = items[0], items[1:]
    for size in range(len(rest) + 1):
        for others in combinations(rest, size):
            left = [item for item in rest if item not in others]
            for more in partitions(left):
                yield [[first, *others], *more]


def clash(outings: Sequence[tuple[int, int]], block: Sequence[int]) -> bool:
    return any(outings[a][0] < outings[b][1] and outings[b][0] < outings[a][1] for a, b in combinations(block, 2))


@given(st.lists(spans, min_size=1, max_size=6))
def test_the_deepest_overlap_is_the_least_number_of_vehicles_of_all_ways_to_share_outings_out(
    outings: list[tuple[int, int]],
) -> None:
    least = min(
        len(blocks)
        for blocks in partitions(range(len(outings)))
        if not any(clash(outings, block) for block in blocks)
    )
    assert deepest((begin, end, 1) for begin, end in outings) == least


@given(st.lists(st.tuples(spans, st.integers(1, 2)), min_size=1, max_size=5))
def test_no_way_to_share_outings_out_takes_fewer_drivers_than_the_least(
    outings: list[tuple[tuple[int, int], int]],
) -> None:
    plan = [(n, 3 * begin, 3 * begin + end - begin + 2, crew) for n, ((begin, end), crew) in enumerate(outings, 1)]
    whole = [(begin, end) for _, begin, end, _ in plan]
    crews = [crew for *_, crew in plan]
    best = min(
        sum(max(crews[number] for number in block) for block in blocks)
        for blocks in partitions(range(len(plan)))
        if not any(clash(whole, block) or _too_long(plan, block) for block in blocks)
    )
    made = told(rows(plan))
    assert made["drivers"][1] <= best
    assert made["vehicles"] == (len(plan), deepest((b, e, 1) for b, e in whole))


def _too_long(plan: Sequence[tuple[int, int, int, int]], block: Sequence[int]) -> bool:
    """Whether the crew of a vehicle drives more than it may on these outings together."""
    crew, drives = max(plan[n][3] for n in block), [plan[n][1:3] for n in block]
    windows = [(begin, begin + span, most) for span, most in ((24, 8), (168, 44)) for begin in range(48)]
    return any(_driven(drives, begin, end) > most * crew for begin, end, most in windows)


def _driven(drives: Sequence[tuple[int, ...]], begin: int, end: int) -> int:
    return sum(max(0, min(end, until) - max(begin, start)) for start, until in drives)


@given(st.lists(spans, max_size=6), st.integers(1, 9))
def test_the_most_driving_of_a_window_is_that_of_every_window_tried(drives: list[tuple[int, int]], span: int) -> None:
    tried = max(_driven(drives, begin, begin + span) for begin in range(-10, 25))
    assert most_driven_s(np.array(drives, dtype=np.int64).reshape(-1, 2), span) == tried


def test_driving_of_a_day_asks_for_more_drivers_than_are_out_at_once() -> None:
    # one after the other, each out for eight hours of driving: one at a time, yet three drivers
    made = told(rows([(1, 0, 8, 1), (2, 8, 16, 1), (3, 16, 24, 1)]))
    assert made["drivers"] == (3, 3) and made["vehicles"] == (3, 1)
    assert told(rows([(1, 0, 8, 1), (2, 8, 16, 1)]), hours=DriverRules())["drivers"] == (2, 1)


def test_a_vehicle_disinfected_at_its_depot_is_not_free_before() -> None:
    made = rows([(1, 0, 8, 1), (1, 10, 18, 1)])
    cleaning = Duty("NB#1", 5, "turnaround", "depot:NB", "depot:NB", 8 * HOUR_S, 9 * HOUR_S, 0)
    longer = rows([(1, 0, 8, 1), (1, 10, 18, 1)], duties=[*made.duties, cleaning])
    assert [(out.from_at, out.until_at) for out in outings_of(longer)] == [(0, 9 * HOUR_S), (10 * HOUR_S, 18 * HOUR_S)]


def test_carriages_are_filled_and_escorts_ride_one_train_at_a_time() -> None:
    train = {"mode": Mode.TRAIN, "leg_role": LegRole.LINEHAUL, "service_id": "SV1", "fleet_id": None, "drivers": 0}
    made = rows([], trips=[trip(1, 10, **train), trip(2, 9, **train)], offers=[Offer("SV1", True, 2, 19, 0, "opened")])
    assert told(made) == {"carriages": (2, 1)}
    rides = [EscortDuty(f"M{n}", 1, f"T{n}", FUNAN, "S1", 10 * n, 10 * n + 10) for n in (1, 2)]
    medics = tuple(Escort(f"M{n}", "medic", "341225", 0, 100) for n in (1, 2))
    both = rows([], trips=made.trips, escort_duties=rides)
    assert told(both, escorts=medics)["escorts:medic"] == (2, 1)


@pytest.mark.parametrize(("persons", "least"), [(24, 1), (25, 2), (48, 2)])
def test_coach_trips_are_filled_by_the_widest_coach_of_the_ride(persons: int, least: int) -> None:
    full_in_city = (LoadCap("coach", "in_city", "*", Fraction(1)), LoadCap("*", "*", "*", Fraction(1, 2)))
    made = rows([(1, 0, 9, 1)], loads=[Load("C1", "P1", 1, "T0", 1, 2, persons)])
    small = small_world(rules(caps=full_in_city), fleets=[fleet()])
    found = {f.subject: f for f in least_means(small.scenario, small.policy, made)}
    assert found["coach_trips"].limit == str(least)
    assert found["coach_trips"].cites == f"direct under test@2020-02-11={least}"


def test_a_campaign_without_fleets_needs_nothing() -> None:
    assert told(rows([]), fleets=()) == {}

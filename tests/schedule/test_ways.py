from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.place import Place
from planner.domain.travel import PathStep, Route
from planner.reference import counties as all_counties
from planner.schedule.clock import limits_of, run
from planner.schedule.ways import county_after, metres_after, path_rows, rest_place, ways_needed
from planner.travel.county_graph import CountyGraph
from planner.units import DAY_S, HOUR_S
from tests.builders.small_schedule import LEGAL, at_hour, run_all, schedule_world
from tests.builders.small_world import FUNAN, fleet

OFFSET_S = 28_800


def way(*steps: tuple[str, int, int]) -> Route:
    """A route through counties, given as (county, kilometres, driving hours)."""
    made = tuple(PathStep(code, km * 1_000, 0, hours * HOUR_S) for code, km, hours in steps)
    return Route(sum(s.distance_m for s in made), sum(s.drive_s for s in made), 0, made, ())


LONG = way(("341225", 80, 1), ("340800", 240, 3), ("330206", 400, 5))


@pytest.mark.parametrize(
    ("hours", "county", "km"),
    [(0, "341225", 0), (0.5, "341225", 40), (1, "340800", 80), (4, "330206", 320), (6.5, "330206", 520)],
)
def test_a_coach_is_where_its_driving_brought_it(hours: float, county: str, km: int) -> None:
    done_s = round(hours * HOUR_S)
    assert (county_after(LONG, done_s), metres_after(LONG, done_s)) == (county, km * 1_000)
    assert rest_place(LONG, done_s) == f"adcode:{county}"


def test_ways_are_asked_for_once_and_empty_runs_only_where_they_hold_a_rest() -> None:
    far = fleet("GZ", (-1500.0, -400.0, "522327"))
    world = schedule_world([at_hour(5, 8), at_hour(5, 8)], fleets=(fleet("NB"), far))
    near = run_all(world)
    assert ways_needed(near, [f.depot_id for f in world.scenario.fleets]) == ((0, FUNAN, "S1"), (0, "depot:NB", FUNAN))
    world = schedule_world([at_hour(5, 8)], fleets=(far,))
    assert set(ways_needed(run_all(world), ["depot:GZ"])) == {
        (0, FUNAN, "S1"), (0, "depot:GZ", FUNAN), (0, "S1", "depot:GZ"),
    }  # fmt: skip


counties = st.sampled_from(["341225", "340800", "330206"])
steps = st.lists(st.tuples(counties, st.integers(0, 300), st.integers(0, 5)), min_size=1, max_size=5)


@given(hour=st.integers(0, 23), ways=st.lists(steps, min_size=1, max_size=3))
def test_path_rows_cover_the_trip_without_gaps_and_add_up(hour: int, ways: list[list[tuple[str, int, int]]]) -> None:
    routes = [way(*leg) for leg in ways]
    legs = np.array([route.drive_s for route in routes], dtype=np.int64)
    found = run(18_000 * DAY_S + hour * HOUR_S, legs, np.full(len(legs), 900), limits_of(LEGAL, 2, 10**6))
    assert found is not None
    rows = path_rows("T000001", found, routes, found.arrive_s, OFFSET_S)
    assert (rows[0].enter_at, rows[-1].leave_at) == (found.depart_s - OFFSET_S, found.arrive_s - OFFSET_S)
    assert [row.enter_at for row in rows[1:]] == [row.leave_at for row in rows[:-1]]
    assert all(row.enter_at <= row.leave_at for row in rows)
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    assert [row.adcode for row in rows] == [step.adcode for route in routes for step in route.steps]
    assert sum(row.distance_m for row in rows) == sum(route.distance_m for route in routes)
    assert sum(row.drive_s for row in rows) == int(legs.sum())


def test_a_rest_belongs_to_the_county_it_falls_in() -> None:
    # four hours of driving end where the second county does; the coach rests in the third
    legs, none = np.array([9 * HOUR_S], dtype=np.int64), np.zeros(1, dtype=np.int64)
    found = run(18_000 * DAY_S + 8 * HOUR_S, legs, none, limits_of(LEGAL, 2, 10**6))
    assert found is not None
    rest = next(halt for halt in found.halts if not halt.arrive)
    rows = path_rows("T000001", found, [LONG], found.arrive_s, 0)
    inside = [row.adcode for row in rows if row.enter_at <= rest.from_s and rest.to_s <= row.leave_at]
    assert inside == [county_after(LONG, rest.done_s)] == ["330206"]


def test_no_rest_falls_into_sealed_ground_wherever_on_the_way_it_is_taken() -> None:
    hubei = frozenset(code for code in all_counties() if code.startswith("42"))
    seats = [all_counties()[code] for code in ("500103", "330206")]
    ends = [Place(f"adcode:{seat.adcode}", seat.lon, seat.lat, seat.adcode) for seat in seats]
    source = CountyGraph(ends)
    (free,) = source.routes([(ends[0], ends[1])], frozenset())
    (route,) = source.routes([(ends[0], ends[1])], hubei)
    assert free is not None
    assert route is not None
    moments = range(0, route.drive_s + 600, 600)
    assert any(county_after(free, done) in hubei for done in moments)
    assert not any(rest_place(route, done).removeprefix("adcode:") in hubei for done in moments)

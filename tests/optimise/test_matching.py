"""Heat answers demand: better tiers first, paired origins preferred, then the least distance."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.demand.tiers import effective_tiers
from planner.domain.demand import Demand, Heat, HeatFlow
from planner.domain.place import SEAT_PREFIX, within
from planner.optimise.matching import UNMET_PER_TIER, UNPAIRED, match_heat
from tests.builders.small_world import CEHENG, FUNAN, YINGSHANG, SmallWorld, firm, moment, small_world, worker

FIRMS = (firm("E1", 0), firm("E2", 2), firm("E3", 2))


def heat(origin: str, workers: int, ready: int = 1) -> Heat:
    return Heat(origin.removeprefix(SEAT_PREFIX), workers, moment(ready), None, "generated")


def ask(site_id: str, headcount: int, *origins: str, due: int = 9) -> Demand:
    return Demand(f"E{site_id[1:]}", site_id, headcount, moment(0), moment(due), origin_adcodes=origins)


def match(world: SmallWorld) -> Counter[tuple[str, str]]:
    """Persons by (origin, site)."""
    found: Counter[tuple[str, str]] = Counter()
    for flow in match_heat(world.scenario, world.ground):
        found[SEAT_PREFIX + flow.origin_adcode, world.scenario.demand[flow.demand].site_id] += flow.persons
    return found


def world_of(heats: tuple[Heat, ...], demand: tuple[Demand, ...], **tables: object) -> SmallWorld:
    return small_world(firms=tables.pop("firms", FIRMS), heat=heats, demand=demand, **tables)


def test_the_better_tier_is_met_first_when_heat_is_short() -> None:
    short = world_of((heat(FUNAN, 5),), (ask("S3", 5), ask("S1", 4)))
    assert match(short) == {(FUNAN, "S1"): 4, (FUNAN, "S3"): 1}


def test_a_far_origin_serves_rather_than_a_place_stays_open() -> None:
    assert match(world_of((heat(CEHENG, 3), heat(FUNAN, 1)), (ask("S1", 4),))) == {(CEHENG, "S1"): 3, (FUNAN, "S1"): 1}


def test_a_paired_origin_is_preferred_to_a_nearer_one() -> None:
    paired = world_of((heat(FUNAN, 3), heat(CEHENG, 3)), (ask("S1", 3, "5223"),))
    assert match(paired) == {(CEHENG, "S1"): 3}


def test_an_origin_paired_with_the_firm_counts_like_one_that_the_row_names() -> None:
    firms = (firm("E1", 0, paired_origins=("522300",)), *FIRMS[1:])
    assert match(world_of((heat(FUNAN, 3), heat(CEHENG, 3)), (ask("S1", 3),), firms=firms)) == {(CEHENG, "S1"): 3}


def test_an_origin_that_was_not_asked_for_still_comes_when_no_other_is_left() -> None:
    assert match(world_of((heat(FUNAN, 3),), (ask("S1", 3, "5223"),))) == {(FUNAN, "S1"): 3}


def test_named_workers_are_taken_off_heat_and_demand() -> None:
    named = tuple(worker(f"W{n}") for n in range(2))
    assert match(world_of((heat(FUNAN, 6),), (ask("S1", 5),), workers=named)) == {(FUNAN, "S1"): 3}
    assert match(world_of((heat(FUNAN, 3),), (ask("S1", 9),), workers=named)) == {(FUNAN, "S1"): 1}


def test_heat_that_cannot_arrive_in_time_is_not_matched() -> None:
    assert match(world_of((heat(CEHENG, 3, ready=3),), (ask("S1", 3, due=4),))) == {}


def test_heat_without_a_way_is_not_matched() -> None:
    cut_off = small_world(
        firms=FIRMS, heat=(heat(FUNAN, 2),), demand=(ask("S1", 2),), epochs=((FUNAN,),), epoch_of_day=(0,) * 15
    )
    assert match(cut_off) == {}


def test_without_heat_or_demand_nothing_is_matched() -> None:
    assert match_heat(world_of((), (ask("S1", 3),)).scenario, small_world().ground) == ()
    assert match_heat(world_of((heat(FUNAN, 3),), ()).scenario, small_world().ground) == ()


def test_a_supplier_of_a_better_firm_is_met_like_that_firm() -> None:
    firms = (firm("E1", 2, supplies=("E2",)), firm("E2", 0), firm("E3", 1))
    supplier = world_of((heat(FUNAN, 3),), (ask("S1", 3), ask("S3", 3)), firms=firms)
    (flow,) = match_heat(supplier.scenario, supplier.ground, effective_tiers(firms))
    assert flow.demand == 0


def _persons(flows: tuple[HeatFlow, ...]) -> dict[int, int]:
    """Persons by demand row."""
    found: Counter[int] = Counter()
    for flow in flows:
        found[flow.demand] += flow.persons
    return dict(found)


def test_firms_that_nobody_may_travel_to_get_what_open_firms_leave() -> None:
    small = world_of((heat(CEHENG, 2), heat(FUNAN, 3)), (ask("S1", 5), ask("S3", 4, due=9)))
    assert _persons(match_heat(small.scenario, small.ground, closed=("E1",))) == {0: 1, 1: 4}
    assert sum(_persons(match_heat(small.scenario, small.ground, closed=("E1", "E3"))).values()) == 5


def test_places_of_named_workers_who_may_not_travel_stay_open() -> None:
    named = tuple(worker(f"W{n}") for n in range(3))
    small = world_of((heat(FUNAN, 9),), (ask("S1", 4),), workers=named)
    assert _persons(match_heat(small.scenario, small.ground)) == {0: 1}
    assert _persons(match_heat(small.scenario, small.ground, refused=("W0", "W2"))) == {0: 3}


def test_sites_of_a_class_are_filled_in_turn() -> None:
    filled = world_of((heat(FUNAN, 3), heat(YINGSHANG, 3)), (ask("S1", 3), ask("S1", 3)))
    flows = match_heat(filled.scenario, filled.ground)
    assert sorted((flow.demand, flow.persons) for flow in flows) == [(0, 3), (1, 3)]


def _costs(world: SmallWorld) -> list[list[int]]:
    """Cost of a person from each heat row to each demand row, by the page and not by the flow."""
    rows = world.ground.index()
    metres = world.ground.matrices[0].distance_m
    return [
        [
            int(metres[rows[SEAT_PREFIX + h.origin_adcode], rows[d.site_id]]) // 1000
            + (0 if not d.origin_adcodes or any(within(h.origin_adcode, a) for a in d.origin_adcodes) else UNPAIRED)
            for d in world.scenario.demand
        ]
        for h in world.scenario.heat
    ]


def _value(world: SmallWorld, flows: tuple[HeatFlow, ...]) -> int:
    costs, scenario = _costs(world), world.scenario
    row = {h.origin_adcode: number for number, h in enumerate(scenario.heat)}
    paid = sum(costs[row[f.origin_adcode]][f.demand] * f.persons for f in flows)
    open_places = Counter({n: d.headcount for n, d in enumerate(scenario.demand)})
    open_places.subtract({n: sum(f.persons for f in flows if f.demand == n) for n in open_places})
    return paid + sum(_unmet(scenario.demand[n]) * count for n, count in open_places.items())


def _unmet(row: Demand) -> int:
    return UNMET_PER_TIER * (3 - {"E1": 0, "E2": 2, "E3": 2}[row.enterprise_id])


def _best(world: SmallWorld) -> int:
    """Least cost over all ways to give places to persons one by one."""
    costs, scenario = _costs(world), world.scenario
    places = [n for n, row in enumerate(scenario.demand) for _ in range(row.headcount)]

    @cache
    def best(place: int, supply: tuple[int, ...]) -> int:
        if place == len(places):
            return 0
        row = places[place]
        options = [_unmet(scenario.demand[row]) + best(place + 1, supply)]
        for s, left in enumerate(supply):
            if left:
                taken = (*supply[:s], left - 1, *supply[s + 1 :])
                options.append(costs[s][row] + best(place + 1, taken))
        return min(options)

    return best(0, tuple(h.workers for h in scenario.heat))


@settings(max_examples=40)
@given(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4)),
    st.lists(
        st.tuples(st.sampled_from(("S1", "S3")), st.integers(1, 3), st.sampled_from(((), ("3412",), ("522327",)))),
        min_size=1,
        max_size=4,
    ),
)
def test_no_way_of_giving_places_is_cheaper(
    supply: tuple[int, ...], asked: list[tuple[str, int, tuple[str, ...]]]
) -> None:
    heats = tuple(heat(o, n) for o, n in zip((FUNAN, YINGSHANG, CEHENG), supply, strict=True) if n)
    tier_of_last = (ask("S3", 1),)  # the worst tier is present, so that prices of unmet places are the same everywhere
    small = world_of(heats, tuple(ask(site, n, *origins) for site, n, origins in asked) + tier_of_last)
    flows = match_heat(small.scenario, small.ground)
    assert _value(small, flows) == _best(small)


@given(st.lists(st.integers(1, 30), min_size=1, max_size=3), st.lists(st.integers(1, 20), min_size=1, max_size=5))
def test_nobody_is_matched_twice_and_no_place_taken_twice(supply: list[int], asked: list[int]) -> None:
    heats = tuple(heat(o, n) for o, n in zip((FUNAN, YINGSHANG, CEHENG), supply, strict=False))
    demand = tuple(replace(ask(f"S{1 + n % 3}", count), due_at=moment(8 + n % 2)) for n, count in enumerate(asked))
    small = world_of(heats, demand)
    flows = match_heat(small.scenario, small.ground)
    for row in small.scenario.heat:
        assert sum(f.persons for f in flows if f.origin_adcode == row.origin_adcode) <= row.workers
    for number, row in enumerate(demand):
        assert sum(f.persons for f in flows if f.demand == number) <= row.headcount
    assert sum(f.persons for f in flows) == min(sum(h.workers for h in heats), sum(asked))

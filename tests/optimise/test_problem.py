"""The routing problem as arrays: every fact of the world at its place, in the engine's own form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from planner.domain.fleet import Positioning
from planner.domain.place import Level, Zone, ZoneArea
from planner.domain.plan import LegRole
from planner.domain.routing import RideTable, Shipment
from planner.domain.rule import DriverRules, EscortRule, LoadCap, RuleSet
from planner.optimise.engines.arrays import (
    DEPART_FROM,
    DEPOT,
    DIRECT,
    FIRM,
    FLEET_UNTIL,
    KEY,
    MAX_DROPS,
    MAX_PICKUPS,
    MOST_AT_ONCE,
    MOST_DROPS,
    MOST_PICKUPS,
    MOST_TIME,
    MOST_TRIPS,
    PAY_HOME,
    PAY_OUT,
    WAVE,
    RoutingData,
)
from planner.optimise.problem import (
    NO_LIMIT,
    build_routing_data,
    crews,
    opening_hours,
    vehicle_seconds,
    week_share_milli,
    with_needs,
    with_vehicle_time,
)
from planner.units import DAY_S, HOUR_S
from tests.builders.small_world import (
    CEHENG,
    CLOCK,
    DAYS,
    FIRST_DAY,
    FUNAN,
    YINGSHANG,
    SmallWorld,
    fleet,
    moment,
    rules,
    small_world,
)
from tests.optimise.errands import errand


def data_of(world: SmallWorld, errands: Sequence[Shipment] = (errand(5),)) -> RoutingData:
    return build_routing_data(world.scenario, world.policy, world.ground, list(errands), world.rides)


def test_moments_become_local_seconds() -> None:
    data = data_of(small_world())
    assert data.item[0, DEPART_FROM] == moment(1) + CLOCK.offset_s
    assert data.item[0, DEPART_FROM] % DAY_S == 0
    assert data.fleet[0, FLEET_UNTIL] == moment(DAYS) + CLOCK.offset_s


def test_shipments_may_share_a_coach_only_within_place_role_and_service() -> None:
    feeder = {"role": LegRole.FEEDER, "door": "FYH"}
    data = data_of(
        small_world(),
        [
            errand(1), errand(2), errand(3, YINGSHANG),
            errand(4, service_id="SV1", **feeder), errand(5, service_id="SV2", **feeder),
        ],
    )  # fmt: skip
    keys = data.item[:, KEY].tolist()
    assert keys[0] == keys[1] and len(set(keys)) == 4
    assert set(data.near[keys[0]].tolist()) == {keys[0], keys[2], -1}
    assert set(data.near[keys[3]].tolist()) == {keys[3], -1}
    assert data.near[:, 0].tolist() == list(range(4))
    assert data.item[:, DIRECT].tolist() == [1, 1, 1, 0, 0]
    assert len(set(data.item[:, WAVE].tolist())) == 3
    assert data.item[0, FIRM] == data.item[1, FIRM] != data.item[3, FIRM]


def test_pick_ups_that_nothing_leads_between_are_no_neighbours() -> None:
    data = data_of(small_world(epochs=((CEHENG,),)), [errand(1), errand(1, CEHENG)])
    assert data.near[0].tolist().count(-1) == data.near.shape[1] - 1


def test_each_better_tier_weighs_more_than_a_coachload_of_the_next() -> None:
    penalty = data_of(small_world(), [errand(1, tier=tier) for tier in (0, 1, 2)]).penalty
    assert penalty[0] > 24 * penalty[1] > 24 * 24 * penalty[2] > 0


def test_levels_are_the_strictest_of_each_day() -> None:
    noon = Zone("341225", Level.HIGH, moment(2, 12), moment(3, 12))
    world = small_world(zones=(noon,))
    data = data_of(world)
    row = data.level[world.ground.index()[FUNAN]]
    assert row[:5].tolist() == [0, 0, 2, 2, 0]
    assert data.level.sum() == 4


def test_levels_of_areas_count_for_the_places_inside_and_those_of_cities_where_the_rules_say_so() -> None:
    area = ZoneArea("A1", "330206", Level.HIGH, moment(1), moment(2), "POLYGON EMPTY", ("S1",))
    for level_area, sites in (("county", {"S1"}), ("prefecture", {"S1", "S2", "S3", "NBH", "depot:NB"})):
        world = small_world(rules(level_area=level_area), zone_areas=(area,))
        data = data_of(world)
        assert {place.place_id for place, row in zip(world.ground.places, data.level, strict=True) if row[1]} == sites
        assert data.level.sum() == Level.HIGH * len(sites)


def test_a_pick_up_is_as_strict_as_the_way_to_where_its_people_go() -> None:
    world = small_world(rules(path_levels=True))
    rows, size = world.ground.index(), len(world.ground.places)
    passed = np.zeros((size, size), dtype=np.int8)
    passed[rows[FUNAN], rows["S1"]], passed[rows[CEHENG], rows["S2"]] = Level.HIGH, Level.SEALED
    days = (-1, 0, *(-1,) * (len(world.ground.epoch_of_day) - 2))
    world = replace(world, ground=replace(world.ground, passed=(passed,), passed_of_day=days))
    level = data_of(world, [errand(1), errand(1, CEHENG)]).level
    assert level[rows[FUNAN], :3].tolist() == [0, 2, 0]
    assert level.sum() == 2


def test_a_city_that_counts_as_sealed_still_gives_seats_where_the_ground_itself_is_open() -> None:
    for level_area, least in (("county", 0), ("prefecture", 24)):
        usable = data_of(small_world(rules(sealed_closed=True, level_area=level_area))).usable
        assert usable[..., Level.SEALED].max() == least


def test_the_rule_set_of_a_day_is_the_one_in_force_at_its_midnight() -> None:
    later = rules(version="test@later", effective_from=moment(3))
    data = data_of(small_world(rules(), later))
    assert data.calendar[:5, 0].tolist() == [0, 0, 0, 1, 1]


def test_usable_seats_follow_scope_and_level_and_sealed_ground_gives_none_where_closed() -> None:
    caps = (
        LoadCap("coach", "in_city", "*", Fraction(1)),
        LoadCap("*", "*", "high", Fraction(1, 4)),
        LoadCap("*", "*", "*", Fraction(1, 2)),
    )
    closed = data_of(small_world(rules(caps=caps, sealed_closed=True))).usable[0, 0]
    assert closed.tolist() == [[48, 48, 48, 0], [24, 24, 12, 0], [24, 24, 12, 0]]
    assert data_of(small_world(rules(caps=caps))).usable[0, 0, :, Level.SEALED].tolist() == [48, 24, 24]


def test_a_fleet_pays_for_the_runs_that_its_charter_says() -> None:
    made = data_of(small_world(fleets=[fleet(kind.value, positioning=kind) for kind in Positioning])).fleet
    assert made[:, [PAY_OUT, PAY_HOME]].tolist() == [[0, 0], [1, 0], [1, 1]]


def test_each_fleet_stands_at_its_depot() -> None:
    world = small_world(fleets=[fleet("A"), fleet("B")])
    rows = world.ground.index()
    assert data_of(world).fleet[:, DEPOT].tolist() == [rows["depot:A"], rows["depot:B"]]


def test_trips_or_hours_limit_a_fleet() -> None:
    world = small_world(fleets=[fleet(count=3, max_trips=2), fleet("B")])
    made = data_of(world).fleet
    assert made[0, [MOST_TRIPS, MOST_TIME]].tolist() == [6, NO_LIMIT]
    assert made[1, MOST_TRIPS] == NO_LIMIT
    assert made[1, MOST_TIME] == vehicle_seconds(world.scenario, world.scenario.fleets[1]) < 10 * DAYS * DAY_S


def test_crews_are_pairs_of_drivers_and_never_more_than_coaches() -> None:
    assert [crews(fleet(count=5, drivers=n)) for n in (0, 1, 7, 30)] == [0, 0, 3, 5]
    assert data_of(small_world(fleets=[fleet(count=5, drivers=7)])).fleet[0, MOST_AT_ONCE] == 3


def test_a_fleet_that_is_never_there_has_no_time() -> None:
    world = small_world()
    gone = fleet(available_from=moment(DAYS), available_until=moment(DAYS + 3))
    assert vehicle_seconds(world.scenario, gone) == 0


def test_time_left_over_only_lowers_the_limit() -> None:
    data = data_of(small_world())
    assert with_vehicle_time(data, [5], [], ()).fleet[0, MOST_TIME] == 5
    assert with_vehicle_time(data, [NO_LIMIT], [], ()).fleet[0, MOST_TIME] == data.fleet[0, MOST_TIME]
    assert data.fleet[0, MOST_TIME] > 5


def later_rules(first: RuleSet, day: int) -> SmallWorld:
    return small_world(first, replace(first, version="test@later", effective_from=moment(day)))


def test_phases_begin_with_every_rule_set_and_where_many_places_become_milder() -> None:
    assert data_of(small_world()).phase.tolist() == [0]
    assert data_of(later_rules(rules(), 4)).phase.tolist() == [0, moment(4) + CLOCK.offset_s]
    medium = Zone("341225", Level.MEDIUM, moment(0), moment(3))
    worse = Zone("341226", Level.MEDIUM, moment(5), moment(99))
    milder = data_of(small_world(zones=(medium, worse)))
    assert milder.phase.tolist() == [0, moment(3) + CLOCK.offset_s]


def test_vehicle_time_of_a_phase_is_its_days_and_one_to_go_out() -> None:
    data = data_of(later_rules(rules(), 4))
    crew_s = crews(fleet()) * DAY_S
    assert data.phase_time.tolist() == [[int(crew_s * (4 + 1) * 0.8), int(crew_s * (DAYS - 4 + 1) * 0.8)]]
    assert data_of(small_world()).phase_time.tolist() == [[NO_LIMIT]]


def test_what_is_taken_of_a_phase_leaves_the_others_alone_and_a_shortage_leaves_nothing() -> None:
    data = data_of(later_rules(rules(), 4))
    early, late = moment(1) + CLOCK.offset_s, moment(4) + CLOCK.offset_s
    first, second = data.phase_time[0].tolist()
    taken = with_vehicle_time(data, [NO_LIMIT], [(0, early, 100), (0, early, 50)], ())
    assert taken.phase_time.tolist() == [[first - 150, second]]
    short = with_vehicle_time(data, [NO_LIMIT], [(0, early, 100)], {(0, late)})
    assert short.phase_time.tolist() == [[first - 100, 0]]


def test_halts_are_limited_by_rule_and_by_room() -> None:
    limited = data_of(small_world(rules(max_pickups=2, max_drops=3))).rule[0]
    free = data_of(small_world()).rule[0]
    assert limited[[MOST_PICKUPS, MOST_DROPS]].tolist() == [2, 3]
    assert free[[MOST_PICKUPS, MOST_DROPS]].tolist() == [MAX_PICKUPS, MAX_DROPS]


def test_a_week_of_driving_stretches_every_second_at_the_wheel() -> None:
    # 44 h of driving a week for each of two: 168 h pass for 88 h
    assert week_share_milli([rules(drivers=DriverRules(driving_7d_s=44 * HOUR_S))]) == 168 * 1000 // 88
    assert week_share_milli([rules()]) == 0


def test_opening_hours_are_those_common_to_all_sites_or_the_usual_ones() -> None:
    world = small_world()

    def with_hours(*hours: tuple[int, int]) -> tuple[int, int]:
        sites = tuple(
            replace(s, opens_s=a * HOUR_S, closes_s=b * HOUR_S)
            for s, (a, b) in zip(world.scenario.sites, hours, strict=True)
        )
        opens, closes = opening_hours(replace(world.scenario, sites=sites))
        return opens // HOUR_S, closes // HOUR_S

    assert with_hours((0, 24), (7, 20), (6, 22)) == (7, 20)
    assert with_hours((0, 8), (16, 24), (8, 17)) == (8, 17)


def test_the_best_arrival_waits_for_the_door_to_open() -> None:
    world = small_world()
    sites = tuple(replace(s, opens_s=8 * HOUR_S, closes_s=20 * HOUR_S) for s in world.scenario.sites)
    best = data_of(replace(world, scenario=replace(world.scenario, sites=sites))).best_arrival
    assert best[0, 4] == 8 * HOUR_S  # ready at midnight, an hour's ride: at 08:00
    assert best[24, 4] == HOUR_S  # ready at noon: at 13:00
    assert best[44, 4] == 10 * HOUR_S  # ready at 22:00: at 08:00
    assert data_of(world).best_arrival[0, 4] == HOUR_S


def test_elapsed_times_are_the_slowest_of_each_hour_and_of_the_day() -> None:
    table = np.zeros((48, 8), dtype=np.int32)
    table[3, 5], table[40, 5] = 700, 900
    world = replace(small_world(), rides=RideTable(900, 1_800, table))
    data = data_of(world)
    assert data.elapsed[[1, 20], 5].tolist() == [700, 900] and data.elapsed.shape == (24, 8)
    assert data.elapsed_max[5] == 900


def test_arrays_have_the_kind_that_the_compiled_engine_knows() -> None:
    data = data_of(small_world())
    kinds = {name: str(getattr(data, name).dtype) for name in data._fields}
    wide = {"item", "fleet", "rule", "constant", "phase", "phase_time", "alone"}
    assert {name for name, kind in kinds.items() if kind == "int64"} == wide
    assert kinds["penalty"] == "float64" and kinds["level"] == "int8"
    assert all(getattr(data, name).flags.c_contiguous for name in data._fields)
    assert data.constant[0] == FIRST_DAY


def test_coaches_of_different_mixing_classes_are_no_neighbours() -> None:
    world = small_world()
    errands = [errand(5, mix="low"), errand(5, YINGSHANG, mix="high"), errand(5, YINGSHANG, mix="low")]
    data = build_routing_data(world.scenario, world.policy, world.ground, errands, world.rides)
    keys = data.item[:, KEY].tolist()
    assert len(set(keys)) == 3
    assert set(data.near[keys[0]].tolist()) == {keys[0], keys[2], -1}


def test_routing_leaves_a_seat_for_the_escort() -> None:
    whole = rules(caps=(LoadCap("*", "*", "*", Fraction(1)),), escorts=(EscortRule("medic", "coach"),))
    assert usable_of(small_world(whole)) == 47
    assert usable_of(small_world(replace(whole, escorts=()))) == 48


def usable_of(world: SmallWorld) -> int:
    """Most usable seats of the one fleet."""
    data = build_routing_data(world.scenario, world.policy, world.ground, [errand(5)], world.rides)
    return int(data.usable.max())


def test_those_who_come_off_worst_are_a_little_dearer_to_leave_and_never_worth_a_person() -> None:
    data = data_of(small_world(), [errand(1), errand(1), errand(1, tier=0)])
    plain, needy = data.penalty, with_needs(data, [0, 1000, 0]).penalty
    assert needy[0] == plain[0] < needy[1] < 1.02 * plain[1]
    assert needy[2] == plain[2]

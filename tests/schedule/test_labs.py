"""Halts at test sites: who is tested, where, and what it does to a trip."""

from __future__ import annotations

from dataclasses import replace

from planner.domain.demand import Cohort
from planner.domain.place import Level, Stop, StopKind, Zone
from planner.domain.plan import LegRole
from planner.domain.routing import Shipment
from planner.domain.rule import ArrivalAction, ArrivalRule, RuleSet
from planner.schedule.labs import LabHalt
from planner.schedule.timetable import TimedTrip
from planner.schedule.world import World
from planner.units import HOUR_S
from tests.builders.small_schedule import at_hour, legal_rules, options, schedule_world, shipment
from tests.builders.small_world import FUNAN, cohort, moment, small_world

TESTED = legal_rules(arrivals=(ArrivalRule(Level.MEDIUM, ArrivalAction.TEST),), test_result_s=5_400)
MEDIUM = (Zone("341225", Level.MEDIUM, moment(0), moment(5)),)
"""Funan is of medium level until the sixth day."""
SPOTS = {"TB": (0.0, -5.0, "330206"), "TC": (0.0, 30.0, "330282"), "TN": (-20.0, 3.0, "330212")}


def lab(stop_id: str, *catchment: str, **facts: object) -> Stop:
    """A test site."""
    made = Stop(stop_id, StopKind.TEST_SITE, "测试采样点", 121.0, 29.0, SPOTS[stop_id][2], catchment_adcodes=catchment)
    return replace(made, **facts)


def lab_world(
    shipments: list[Shipment], *labs: Stop, ruleset: RuleSet = TESTED, cohorts: tuple[Cohort, ...] = (), **facts: object
) -> World:
    """The little world with test sites, and cohorts for S1 and S3."""
    stops = (*small_world().scenario.stops, *labs)
    known = cohorts or (cohort(1, 40), cohort(2, 40, "S3"))
    facts = {"zones": MEDIUM, "extra": SPOTS, **facts}
    return schedule_world(shipments, ruleset, cohorts=known, stops=stops, **facts)


def asked(*place: object, **facts: object) -> Shipment:
    """Persons of Funan who leave at 08:00 on the fourth day and may have to be tested."""
    return at_hour(3, 8, *place, **{"tested": True, **facts})  # type: ignore[arg-type]


def only(world: World) -> TimedTrip:
    """The one departure there is."""
    (timed,) = options(world)
    return timed


def test_everybody_waits_at_the_test_site_between_the_last_pick_up_and_the_first_drop() -> None:
    world = lab_world([asked()], lab("TB", "330206"))
    timed = only(world)
    assert timed.stops == (FUNAN, "TB", "S1")
    assert timed.labs == (LabHalt("TB", (0,)),)
    come, go = next((come, go) for stop, come, go in timed.stands() if stop == "TB")
    assert go - come == 5_400
    assert timed.distance_m == 705_000 + 5_000
    plain = only(lab_world([asked()], lab("TB", "330206"), ruleset=legal_rules()))
    assert plain.stops == (FUNAN, "S1")
    assert timed.run.arrive_s - plain.run.arrive_s >= 5_400 + 10_000 // 20


def test_the_level_when_they_leave_decides() -> None:
    late = at_hour(6, 8, tested=True)
    assert only(lab_world([late], lab("TB"))).labs == ()
    world = lab_world([shipment(window=(moment(4), moment(6, 12)), tested=True)], lab("TB"))
    by_level = {timed.run.depart_s - world.offset_s < moment(5): bool(timed.labs) for timed in options(world)}
    assert by_level == {True: True, False: False}


def test_a_last_mile_stops_for_those_who_may_have_to_be_tested() -> None:
    role = {"role": LegRole.LAST_MILE, "service_id": "SV1", "start": "NBH"}
    assert only(lab_world([at_hour(6, 8, tested=True, **role)], lab("TB"))).stops == ("NBH", "TB", "S1")
    assert only(lab_world([at_hour(3, 8, **role)], lab("TB"))).stops == ("NBH", "S1")
    feeder = {**role, "role": LegRole.FEEDER}
    assert only(lab_world([asked(**feeder)], lab("TB"))).stops == ("NBH", "S1")


def test_a_site_is_served_by_the_test_sites_of_its_county_or_of_everywhere() -> None:
    assert only(lab_world([asked()], lab("TC", "330282"), lab("TB", "3302"))).stops == (FUNAN, "TB", "S1")
    assert only(lab_world([asked()], lab("TC", "330282"), lab("TN"))).stops == (FUNAN, "TN", "S1")
    alone = only(lab_world([asked()], lab("TC", "330282")))
    assert (alone.stops, alone.untested) == ((FUNAN, "S1"), (0,))


def test_two_counties_may_need_two_test_sites() -> None:
    both = [asked(10), asked(10, end="S3", cohort=1)]
    far = options(lab_world(both, lab("TB", "330206"), lab("TC", "330282")))[0]
    assert set(far.stops[1:3]) == {"TB", "TC"}
    assert {halt.place: halt.shipments for halt in far.labs} == {"TB": (0,), "TC": (1,)}
    one = options(lab_world(both, lab("TB", "330206"), lab("TC", "330282"), lab("TN")))[0]
    assert one.labs == (LabHalt("TN", (0, 1)),)


def test_a_departure_is_offered_with_other_test_sites() -> None:
    found = options(lab_world([asked()], lab("TB"), lab("TC"), lab("TN")))
    assert [timed.labs[0].place for timed in found] == ["TC", "TN", "TB"]
    assert len({timed.run.depart_s for timed in found}) == 1


def test_coaches_come_while_the_test_site_is_open() -> None:
    shut = lab("TB", opens_s=8 * HOUR_S, closes_s=12 * HOUR_S)
    found = options(lab_world([shipment(tested=True)], shut))
    early = [timed for timed in found if timed.labs]
    assert early
    for timed in early:
        come = next(come for stop, come, _ in timed.stands() if stop == "TB")
        assert 8 * HOUR_S <= come % 86_400 <= 12 * HOUR_S


def test_waiting_for_results_is_part_of_the_ride() -> None:
    times = replace(TESTED.times, max_ride_s=only(lab_world([asked()])).run.arrive_s - moment(3, 8))
    ride = (timed := only(lab_world([asked()], lab("TB")))).run.arrive_s - timed.run.depart_s
    for longest, found in ((ride, 1), (ride - 60, 0)):
        short = replace(TESTED, times=replace(times, max_ride_s=longest))
        assert len(options(lab_world([asked()], lab("TB"), ruleset=short))) == found


def test_a_test_site_is_a_stop_of_its_level() -> None:
    zones = (*MEDIUM, Zone("330212", Level.HIGH, moment(0), None))
    world = lab_world([asked()], lab("TN"), zones=zones)
    assert only(world).level is Level.HIGH
    banned = replace(TESTED, stop_ban_from=Level.HIGH)
    assert options(lab_world([asked()], lab("TN"), ruleset=banned, zones=zones)) == []


def test_standing_at_a_test_site_rests_the_crew() -> None:
    strict = replace(TESTED, drivers=replace(TESTED.drivers, continuous_day_s=35_280, driving_24h_s=None))
    driven = only(lab_world([asked()], lab("TB"), ruleset=strict))
    # 9 h 48 min of driving to the test site are just allowed, four minutes more would ask for a rest
    assert [halt.arrive for halt in driven.run.halts].count(False) == 0


def test_those_sent_to_quarantine_leave_only_while_it_is_asked_of_them() -> None:
    stay = legal_rules(arrivals=(ArrivalRule(Level.MEDIUM, ArrivalAction.QUARANTINE, 14),))
    away = shipment(end="TN", tested=False, quarantine_days=14, quarantine_at="TN")
    world = lab_world([away], lab("TN"), ruleset=stay)
    leaves = [timed.run.depart_s - world.offset_s for timed in options(world)]
    assert leaves
    assert max(leaves) < moment(5)
    at_site = replace(away, to_place="S1", quarantine_at="S1")
    open_world = lab_world([at_site], lab("TN"), ruleset=stay)
    assert max(timed.run.depart_s for timed in options(open_world)) - world.offset_s > moment(5)


def test_what_was_not_foreseen_is_not_planned() -> None:
    found = options(lab_world([asked(tested=False)], lab("TB")))
    assert found == []
    assert options(lab_world([at_hour(6, 8)], lab("TB")))
    stay = legal_rules(arrivals=(ArrivalRule(Level.MEDIUM, ArrivalAction.QUARANTINE, 14),))
    for days, count in ((7, 0), (14, 1)):
        made = asked(tested=False, quarantine_days=days, quarantine_at="S1")
        assert len(options(lab_world([made], ruleset=stay))) == count


def test_a_last_mile_waits_as_long_as_any_rule_set_asks() -> None:
    later = replace(TESTED, version="later", effective_from=moment(9), test_result_s=7_200)
    last = at_hour(3, 8, start="NBH", role=LegRole.LAST_MILE, service_id="SV1", tested=True)
    for made, wait in ((last, 7_200), (asked(), 5_400)):
        stops = (*small_world().scenario.stops, lab("TB"))
        people = [cohort(1, 40)]
        world = schedule_world([made], TESTED, later, cohorts=people, stops=stops, extra=SPOTS, zones=MEDIUM)
        assert [go - come for stop, come, go in only(world).stands() if stop == "TB"] == [wait]

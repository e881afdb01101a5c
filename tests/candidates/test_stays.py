"""What is asked on arrival, and where quarantine is spent."""

from __future__ import annotations

from planner.candidates.stays import Stays
from planner.domain.fleet import Capacity
from planner.domain.place import Level, Stop, StopKind, Zone
from planner.domain.rule import ArrivalAction, ArrivalRule
from tests.builders.small_world import FIRST_DAY, cohort, moment, rules, small_world

QUARANTINE = rules(arrivals=(ArrivalRule(Level.MEDIUM, ArrivalAction.QUARANTINE, 14),))
ZONES = (Zone("341225", Level.MEDIUM, moment(0), moment(3)),)


def stays(*stops: Stop, ruleset: object = QUARANTINE) -> Stays:
    """The little world with quarantine sites, each with ten beds on the fourth day."""
    rows = tuple(Capacity("quarantine", stop.stop_id, FIRST_DAY + 3, 10) for stop in stops)
    extra = {"QA": (1, 0, "330206"), "QB": (30, 0, "330212")}
    every = (*small_world().scenario.stops, *stops)
    world = small_world(ruleset, zones=ZONES, capacities=rows, extra=extra, stops=every)
    return Stays(world.ways([cohort(1, 1)]).prices, {"S1": "S1", "S9": "S1"})


def shelter(stop_id: str, *catchment: str) -> Stop:
    return Stop(stop_id, StopKind.QUARANTINE_SITE, "测试隔离点", 121.0, 29.0, "330206", catchment_adcodes=catchment)


def test_nothing_is_asked_without_a_rule() -> None:
    assert stays(ruleset=rules()).asked(cohort(1, 1), moment(0), moment(9)) == (False, 0, "")


def test_the_nearest_place_that_serves_the_site_is_taken() -> None:
    assert stays(shelter("QB", "33"), shelter("QA", "330206")).place("S1") == "QA"
    assert stays(shelter("QB", "33"), shelter("QA", "330282")).place("S1") == "QB"
    assert stays(shelter("QB")).place("S9") == "QB"


def test_only_a_boarding_while_the_level_holds_is_asked() -> None:
    found = stays(shelter("QA", "33"))
    assert found.asked(cohort(1, 1), moment(1), moment(5)) == (False, 14, "QA")
    assert found.asked(cohort(1, 1), moment(3), moment(5)) == (False, 0, "")

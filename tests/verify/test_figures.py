from __future__ import annotations

import pytest

from planner.verify.figures import blast_radius, contacts, fairness, journey, lateness, shares_of_cost, transfers
from planner.verify.world import World
from tests.builders import drop_rows, edit_text, set_cells
from tests.builders.toy_plan import LEVELS
from tests.verify.judging import Toy, world_of

INCIDENCE = "incidence_ppm = { low = 1, medium = 20, high = 500 }"


def add_rule(toy: Toy, line: str) -> None:
    """Set a field of the first rule set."""
    edit_text(toy.pack, "max_drops = 2", f"max_drops = 2\n{line}")


def test_the_figures_of_the_little_world_are_those_reckoned_by_hand(toy_world: World) -> None:
    found = {
        "lateness": lateness(toy_world), "fairness": fairness(toy_world), "blast_radius": blast_radius(toy_world),
        "journey": journey(toy_world), "transfers": transfers(toy_world),
    }  # fmt: skip
    assert found == {name: LEVELS[name][0] for name in found}
    assert shares_of_cost(toy_world) == {}


def test_lateness_is_counted_from_the_due_moment_of_the_cohort(toy: Toy) -> None:
    # six persons of C1 arrive on the 24th at 15:55
    set_cells(toy.plan, "cohorts", {"cohort_id": "C1"}, due_at="2020-02-24T15:45+08:00")
    assert lateness(world_of(toy)) == 6 * 600


def test_fairness_looks_at_firms_and_at_origins(toy: Toy) -> None:
    # two of eighteen of E1, two of eight of county 341225
    assert fairness(world_of(toy)) == 250
    # five of C2 stay too: seven of the firm's eighteen, all of county 341226
    for table in ("loads", "manifest"):
        drop_rows(toy.plan, table, cohort_id="C2")
    set_cells(toy.plan, "unserved", {"worker_id": "W21"}, worker_id="", cohort_id="C2", persons="5")
    assert fairness(world_of(toy)) == 1000


def test_shares_of_those_left_behind_are_rounded_up(toy: Toy) -> None:
    # one of seven of county 341225
    drop_rows(toy.plan, "unserved", worker_id="W20")
    assert fairness(world_of(toy)) == 143


def test_the_blast_radius_prices_the_level_of_the_origin_on_the_day_of_departure(toy: Toy) -> None:
    # D1, 11 aboard: six from the medium county, five from a low one; F1 8, carriage 12 and L1 12 aboard, all low
    add_rule(toy, INCIDENCE)
    low = 8 * 8 + 12 * 12 + 12 * 12
    assert blast_radius(world_of(toy)) == 11 * (6 * 20 + 5) + low
    set_cells(toy.scenario, "zones", {"adcode": "341225"}, valid_from="2020-02-25")
    assert blast_radius(world_of(toy)) == 11 * 11 + low


def test_the_blast_radius_goes_by_the_rules_of_each_departure(toy: Toy) -> None:
    # the second set, from the 25th, gives no incidence: L1 costs nothing
    add_rule(toy, INCIDENCE)
    edit_text(toy.pack, "2020-02-28", "2020-02-25")
    set_cells(toy.plan, "trips", {"trip_id": "L1"}, rule_version="toy-pack@2020-02-25")
    assert blast_radius(world_of(toy)) == 11 * (6 * 20 + 5) + 8 * 8 + 12 * 12


@pytest.mark.parametrize(("rows", "persons"), [("30", 3), ("14", 6), ("7", 12), ("6", 12)])
def test_in_the_air_seven_rows_are_in_contact(toy: Toy, rows: str, persons: int) -> None:
    set_cells(toy.scenario, "services", {"service_id": "SV1"}, mode="flight", rows_per_unit=rows)
    set_cells(toy.plan, "trips", {"trip_id": "SV1#1"}, mode="flight")
    world = world_of(toy)
    assert contacts(world, world.trips["SV1#1"]) == persons


def test_on_rail_and_road_everybody_aboard_is_in_contact(toy_world: World) -> None:
    assert {name: contacts(toy_world, trip) for name, trip in toy_world.trips.items()} == {
        "D1": 11, "F1": 8, "SV1#1": 12, "L1": 12,
    }  # fmt: skip


def test_who_pays_is_split_by_the_rules_of_each_departure(toy: Toy) -> None:
    add_rule(toy, 'cost_shares = { enterprise = "0.5", public = "0.5" }')
    edit_text(toy.pack, "2020-02-28", "2020-02-25")
    set_cells(toy.plan, "trips", {"trip_id": "L1"}, rule_version="toy-pack@2020-02-25", cost_cents="180401")
    set_cells(toy.plan, "offers", {"service_id": "SV1"}, cost_cents="3740001")
    assert shares_of_cost(world_of(toy)) == {"public": 2_664_601, "enterprise": 2_664_600, "unshared": 180_401}

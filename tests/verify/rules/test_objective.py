from __future__ import annotations

import pytest

from tests.builders import edit_text, set_cells, set_plan_value
from tests.builders.toy_plan import LEVELS, level_rows
from tests.verify.judging import Change, Toy, broken_by


def levels(toy: Toy, **values: int) -> None:
    """Publish other values of some levels."""
    set_plan_value(toy.plan, "objective", level_rows(**values))


def without(*names: str) -> Change:
    """Publish all levels but some."""
    return lambda t: set_plan_value(t.plan, "objective", [row for row in level_rows() if row["name"] not in names])


def swapped(first: str, second: str) -> Change:
    """Publish two levels in each other's place."""
    order = [{first: second, second: first}.get(name, name) for name in LEVELS]
    rows = {str(row["name"]): row for row in level_rows()}
    return lambda t: set_plan_value(t.plan, "objective", [rows[name] for name in order])


def in_unit(name: str, unit: str) -> Change:
    """Publish a level in another unit."""
    rows = [{**row, "unit": unit} if row["name"] == name else row for row in level_rows()]
    return lambda t: set_plan_value(t.plan, "objective", rows)


def pack(old: str, new: str) -> Change:
    """Change the text of the rule pack."""
    return lambda t: edit_text(t.pack, old, new)


CORRUPTIONS: dict[str, Change] = {
    "a cheaper trip": lambda t: set_cells(t.plan, "trips", {"trip_id": "L1"}, cost_cents="180399"),
    "a trip that forgets the run home": lambda t: set_cells(t.plan, "trips", {"trip_id": "D1"}, cost_cents="1223200"),
    "a cheaper offer": lambda t: set_cells(t.plan, "offers", {"service_id": "SV1"}, cost_cents="3000000"),
    "a train that costs as a coach": lambda t: set_cells(t.plan, "trips", {"trip_id": "SV1#1"}, cost_cents="1"),
    "a cheaper plan": lambda t: levels(t, cost=5_509_599),
    "a plan without cost": without("cost"),
    "fewer left behind": lambda t: levels(t, unserved_tier_1=1),
    "a tier kept silent": without("unserved_tier_1"),
    "persons left in another tier": lambda t: set_plan_value(
        t.plan, "objective", [{"name": "unserved_tier_2", "value": 2, "unit": "persons"}, *level_rows()[1:]]
    ),
    "cost before people": swapped("cost", "unserved_tier_1"),
    "cost before fairness": swapped("cost", "fairness"),
    "journeys after transfers": swapped("journey", "transfers"),
    "somebody late": lambda t: levels(t, lateness=1),
    "nothing said of lateness": without("lateness"),
    "a fairer plan": lambda t: levels(t, fairness=112),
    "shares rounded down": lambda t: levels(t, fairness=249),
    "a smaller blast radius": lambda t: levels(t, blast_radius=-1),
    "shorter journeys": lambda t: levels(t, journey=1_141_199),
    "no change of vehicle": lambda t: levels(t, transfers=0),
    "journeys in hours": in_unit("journey", "person-hours"),
    "a level of its own": lambda t: set_plan_value(
        t.plan, "objective", [*level_rows(), {"name": "joy", "value": 9, "unit": "persons"}]
    ),
    "a tier without a number": lambda t: set_plan_value(
        t.plan, "objective", [*level_rows(), {"name": "unserved_tier_x", "value": 0, "unit": "persons"}]
    ),
    "payers that no rule names": lambda t: set_plan_value(t.plan, "cost_shares", {"public": 5_509_600}),
    "more served than travel": lambda t: set_plan_value(t.plan, "counts", {"served": 24, "unserved": 2}),
    "fewer unserved than stay": lambda t: set_plan_value(t.plan, "counts", {"served": 23, "unserved": 1}),
    "dearer kilometres": lambda t: set_cells(t.scenario, "coaches", {"fleet_id": "NB"}, cents_per_km="601"),
    "a run out that is not paid": lambda t: set_cells(t.scenario, "coaches", {"fleet_id": "GZ"}, positioning="none"),
    "a run home that is paid": lambda t: set_cells(t.scenario, "coaches", {"fleet_id": "GZ"}, positioning="return"),
    "dearer carriages": lambda t: set_cells(t.scenario, "services", {"service_id": "SV1"}, unit_cents="500001"),
    "incidence that nobody counted": pack("max_drops = 2", "max_drops = 2\nincidence_ppm = { low = 1 }"),
    "shares that nobody reckoned": pack("max_drops = 2", 'max_drops = 2\ncost_shares = { public = "1" }'),
}


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_figures_that_the_tables_do_not_make_are_caught(toy: Toy, change: Change) -> None:
    assert broken_by(toy, change) == {"objective"}


def test_levels_of_tiers_without_anybody_left_may_be_named_with_zero(toy: Toy) -> None:
    set_plan_value(
        toy.plan, "objective", [{"name": "unserved_tier_0", "value": 0, "unit": "persons"}, *level_rows()]
    )
    assert broken_by(toy) == set()


def test_levels_stand_in_the_order_of_the_pack_and_those_not_named_after_them(toy: Toy) -> None:
    edit_text(toy.pack, '["served", "lateness", "fairness", "cost", "blast_radius", ', '["served", "cost", ')
    assert broken_by(toy) == {"objective"}
    rows = {str(row["name"]): row for row in level_rows()}
    named = ("unserved_tier_1", "cost", "journey", "transfers", "lateness", "fairness", "blast_radius")
    set_plan_value(toy.plan, "objective", [rows[name] for name in named])
    assert broken_by(toy) == set()


def test_who_pays_adds_up_to_the_cost(toy: Toy) -> None:
    shares = 'cost_shares = { public = "0.5", enterprise = "0.3", worker = "0.2" }'
    edit_text(toy.pack, "max_drops = 2", f"max_drops = 2\n{shares}")
    right = {"public": 2_754_800, "enterprise": 1_652_880, "worker": 1_101_920}
    set_plan_value(toy.plan, "cost_shares", right)
    assert broken_by(toy) == set()
    set_plan_value(toy.plan, "cost_shares", {**right, "public": 2_754_801, "worker": 1_101_919})
    assert broken_by(toy) == {"objective"}


def test_a_remainder_goes_to_the_first_of_equal_payers(toy: Toy) -> None:
    edit_text(toy.pack, "max_drops = 2", 'max_drops = 2\ncost_shares = { enterprise = "0.5", public = "0.5" }')
    set_cells(toy.scenario, "services", {"service_id": "SV1"}, fixed_cents="3000001")
    set_cells(toy.plan, "offers", {"service_id": "SV1"}, cost_cents="3740001")
    levels(toy, cost=5_509_601)
    set_plan_value(toy.plan, "cost_shares", {"public": 2_754_801, "enterprise": 2_754_800})
    assert broken_by(toy) == set()


def test_cost_under_a_rule_set_that_names_no_payer_stays_unshared(toy: Toy) -> None:
    edit_text(toy.pack, "2020-02-28", "2020-02-25")
    edit_text(toy.pack, "max_drops = 2", 'max_drops = 2\ncost_shares = { public = "1" }')
    set_plan_value(toy.plan, "cost_shares", {"public": 5_509_600 - 180_400, "unshared": 180_400})
    assert "objective" not in broken_by(toy)

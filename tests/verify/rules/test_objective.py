from __future__ import annotations

import pytest

from tests.builders import set_cells, set_plan_value
from tests.verify.judging import Change, Toy, broken_by

CORRUPTIONS: dict[str, Change] = {
    "a cheaper trip": lambda t: set_cells(t.plan, "trips", {"trip_id": "L1"}, cost_cents="180399"),
    "a trip that forgets the run home": lambda t: set_cells(t.plan, "trips", {"trip_id": "D1"}, cost_cents="1223200"),
    "a cheaper offer": lambda t: set_cells(t.plan, "offers", {"service_id": "SV1"}, cost_cents="3000000"),
    "a train that costs as a coach": lambda t: set_cells(t.plan, "trips", {"trip_id": "SV1#1"}, cost_cents="1"),
    "a cheaper plan": lambda t: set_plan_value(
        t.plan,
        "objective",
        [{"name": "unserved_tier_1", "value": 2, "unit": "persons"}, {"name": "cost", "value": 5509599, "unit": "fen"}],
    ),
    "a plan without cost": lambda t: set_plan_value(
        t.plan, "objective", [{"name": "unserved_tier_1", "value": 2, "unit": "persons"}]
    ),
    "fewer left behind": lambda t: set_plan_value(
        t.plan,
        "objective",
        [{"name": "unserved_tier_1", "value": 1, "unit": "persons"}, {"name": "cost", "value": 5509600, "unit": "fen"}],
    ),
    "a tier kept silent": lambda t: set_plan_value(
        t.plan, "objective", [{"name": "cost", "value": 5509600, "unit": "fen"}]
    ),
    "persons left in another tier": lambda t: set_plan_value(
        t.plan,
        "objective",
        [{"name": "unserved_tier_2", "value": 2, "unit": "persons"}, {"name": "cost", "value": 5509600, "unit": "fen"}],
    ),
    "cost before people": lambda t: set_plan_value(
        t.plan,
        "objective",
        [{"name": "cost", "value": 5509600, "unit": "fen"}, {"name": "unserved_tier_1", "value": 2, "unit": "persons"}],
    ),
    "more served than travel": lambda t: set_plan_value(t.plan, "counts", {"served": 24, "unserved": 2}),
    "fewer unserved than stay": lambda t: set_plan_value(t.plan, "counts", {"served": 23, "unserved": 1}),
    "dearer kilometres": lambda t: set_cells(t.scenario, "coaches", {"fleet_id": "NB"}, cents_per_km="601"),
    "a run out that is not paid": lambda t: set_cells(t.scenario, "coaches", {"fleet_id": "GZ"}, positioning="none"),
    "a run home that is paid": lambda t: set_cells(t.scenario, "coaches", {"fleet_id": "GZ"}, positioning="return"),
    "dearer carriages": lambda t: set_cells(t.scenario, "services", {"service_id": "SV1"}, unit_cents="500001"),
}


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_figures_that_the_tables_do_not_make_are_caught(toy: Toy, change: Change) -> None:
    assert broken_by(toy, change) == {"objective"}


def test_levels_of_tiers_without_anybody_left_may_be_named_with_zero(toy: Toy) -> None:
    levels = [("unserved_tier_0", 0, "persons"), ("unserved_tier_1", 2, "persons"), ("cost", 5_509_600, "fen")]
    set_plan_value(toy.plan, "objective", [{"name": n, "value": v, "unit": u} for n, v, u in levels])
    assert broken_by(toy) == set()

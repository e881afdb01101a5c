"""Urgency runs up the supply graph: from a customer to those who supply it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planner.demand.tiers import due_in_force, effective_stock_outs, effective_tiers, own_tier
from planner.domain.demand import Enterprise
from tests.builders.small_world import firm, moment

NAMES = "ABCDEF"


def test_a_supplier_of_a_supplier_is_as_urgent_as_the_customer_at_the_end() -> None:
    chain = [firm("MASKS", 0), firm("CLOTH", 3, supplies=("MASKS",)), firm("YARN", 4, supplies=("CLOTH",))]
    assert effective_tiers(chain) == {"MASKS": 0, "CLOTH": 0, "YARN": 0}


def test_a_customer_gains_nothing_from_an_urgent_supplier() -> None:
    assert effective_tiers([firm("TOYS", 4), firm("CLOTH", 0, supplies=("TOYS",))]) == {"TOYS": 4, "CLOTH": 0}


def test_the_most_urgent_of_several_customers_counts() -> None:
    firms = [firm("A", 2), firm("B", 1), firm("C", 4, supplies=("A", "B"))]
    assert effective_tiers(firms)["C"] == 1


def test_firms_that_supply_each_other_share_the_least_tier() -> None:
    ring = [firm("A", 3, supplies=("B",)), firm("B", 2, supplies=("C",)), firm("C", 4, supplies=("A",))]
    assert effective_tiers(ring) == {"A": 2, "B": 2, "C": 2}


CLASSES = {"medicines": 0, "large_industry": 2}


def test_a_priority_class_lifts_a_firm_and_never_lowers_it() -> None:
    assert own_tier(firm(tier=3, priority_class="medicines"), CLASSES) == 0
    assert own_tier(firm(tier=1, priority_class="large_industry"), CLASSES) == 1
    assert own_tier(firm(tier=3, priority_class="toys"), CLASSES) == own_tier(firm(tier=3), CLASSES) == 3


def test_a_tier_set_by_hand_with_a_reason_stands() -> None:
    assert own_tier(firm(tier=3, priority_class="medicines", tier_reason="stock for a year"), CLASSES) == 3
    assert own_tier(firm(tier=0, priority_class="large_industry", tier_reason="sole supplier"), CLASSES) == 0


def test_suppliers_inherit_the_tier_that_a_class_gives() -> None:
    firms = [firm("A", 3, priority_class="medicines"), firm("B", 4, supplies=("A",))]
    assert effective_tiers(firms, CLASSES) == {"A": 0, "B": 0}
    assert effective_tiers(firms) == {"A": 3, "B": 3}


def test_a_stock_out_reaches_suppliers_that_have_none_of_their_own() -> None:
    firms = [firm("A", stock_out_at=moment(5)), firm("B", supplies=("A",)), firm("C")]
    assert effective_stock_outs(firms) == {"A": moment(5), "B": moment(5)}


def test_the_earlier_of_two_stock_outs_counts() -> None:
    firms = [firm("A", stock_out_at=moment(5)), firm("B", stock_out_at=moment(3), supplies=("A",))]
    assert effective_stock_outs(firms) == {"A": moment(5), "B": moment(3)}


def test_workers_arrive_before_the_day_of_the_stock_out_begins() -> None:
    assert due_in_force(moment(8), moment(5)) == moment(5) - 1
    assert due_in_force(moment(3), moment(5)) == moment(3)
    assert due_in_force(moment(8), None) == moment(8)


def _customers(start: str, supplies: dict[str, tuple[str, ...]]) -> set[str]:
    seen, stack = {start}, [start]
    while stack:
        for customer in supplies[stack.pop()]:
            if customer not in seen:
                seen.add(customer)
                stack.append(customer)
    return seen


@given(
    st.lists(st.integers(0, 5), min_size=6, max_size=6),
    st.lists(st.sets(st.sampled_from(NAMES), max_size=3), min_size=6, max_size=6),
)
def test_the_tier_in_force_is_the_least_among_all_that_can_be_reached(own: list[int], links: list[set[str]]) -> None:
    supplies = {name: tuple(sorted(link)) for name, link in zip(NAMES, links, strict=True)}
    firms: list[Enterprise] = [firm(name, tier, supplies=supplies[name]) for name, tier in zip(NAMES, own, strict=True)]
    tiers = dict(zip(NAMES, own, strict=True))
    expected = {name: min(tiers[other] for other in _customers(name, supplies)) for name in NAMES}
    assert effective_tiers(firms) == expected

"""Counting workers and heat into cohorts."""

from __future__ import annotations

import random
from collections.abc import Sequence

from planner.demand.cohorts import CohortBook, build_cohorts, refused_workers
from planner.demand.eligibility import Funnel
from planner.demand.tiers import effective_tiers
from planner.domain.demand import Demand, Enterprise, HeatFlow, Inspection, Stage, Worker
from planner.domain.place import SEAT_PREFIX
from planner.domain.rule import LightRules, RuleSet
from planner.units import DAY_S
from tests.builders.small_world import DAYS, FUNAN, YINGSHANG, firm, moment, rules, small_world, worker


def book(
    workers: Sequence[Worker] = (),
    firms: Sequence[Enterprise] | None = None,
    flows: Sequence[HeatFlow] = (),
    demand: Sequence[Demand] = (),
    ruleset: RuleSet | None = None,
) -> CohortBook:
    world = small_world(ruleset or rules(), firms=firms, workers=tuple(workers), demand=tuple(demand))
    return build_cohorts(world.scenario, world.policy, flows)


def test_workers_alike_are_one_cohort() -> None:
    (only,) = book([worker("W2"), worker("W1"), worker("W3")]).cohorts
    assert (only.persons, only.worker_ids, only.pickup_id) == (3, ("W1", "W2", "W3"), FUNAN)


def test_another_site_origin_window_code_or_tier_is_another_cohort() -> None:
    made = book(
        [
            worker("W1"),
            worker("W2", "S2"),
            worker("W3", origin=YINGSHANG),
            worker("W4", ready_at=moment(1)),
            worker("W5", due_at=moment(4)),
            worker("W6", health_code="yellow"),
            worker("W7", tier=0),
            worker("W8", pickup_stop_id="FYH"),
            worker("W9", needs="wheelchair"),
        ]
    )
    assert sorted(c.worker_ids for c in made.cohorts) == [(f"W{n}",) for n in range(1, 10)]


def test_needs_are_told_and_shared_by_a_group() -> None:
    made = book(
        [
            worker("W1", needs="wheelchair; infant"), worker("W2", needs="infant;wheelchair"), worker("W3"),
            worker("W4", group_id="G1", needs="infant"), worker("W5", group_id="G1"),
        ]
    )  # fmt: skip
    assert {c.needs: c.worker_ids for c in made.cohorts} == {
        "infant;wheelchair": ("W1", "W2"), "": ("W3",), "infant": ("W4", "W5"),
    }  # fmt: skip


def test_a_group_goes_with_its_best_tier_and_its_worst_code() -> None:
    party = [
        worker("W1", group_id="G1", tier=0), worker("W2", group_id="G1", health_code="yellow"),
        worker("W3", group_id="G1", health_code="red", tier=5),
    ]  # fmt: skip
    made = book(party, ruleset=rules(banned_codes=("red",)))
    told = {c.worker_ids: (c.tier, c.health_class, c.group_sizes) for c in made.cohorts}
    assert told == {("W1", "W2"): (0, "yellow", (2,)), ("W3",): (0, "red", ())}
    assert [made.refusals[c.cohort_id].reason for c in made.cohorts if c.worker_ids == ("W3",)] == ["CODE_NOT_GREEN"]


def test_a_group_of_two_codes_stays_where_codes_may_not_be_mixed() -> None:
    party = [worker("W1", group_id="G1"), worker("W2", group_id="G1", health_code="yellow"), worker("W3")]
    made = book(party, ruleset=rules(unmixed_codes=True))
    refused = {c.worker_ids: made.refusals[c.cohort_id].reason for c in made.cohorts if c.cohort_id in made.refusals}
    assert refused == {("W1",): "MIXING_LIMIT", ("W2",): "MIXING_LIMIT"}
    assert not made.narrowed


def test_the_window_is_cut_to_the_moments_that_the_rules_allow() -> None:
    aged = rules(code_max_age_s=2 * DAY_S)
    made = book([worker("W1", health_code_at=moment(1)), worker("W2", health_code_at=moment(2))], ruleset=aged)
    assert {c.worker_ids: c.board_by for c in made.cohorts} == {("W1",): moment(3), ("W2",): moment(4)}
    assert book([worker("W1")]).cohorts[0].board_by is None


def test_one_of_several_spans_narrows_what_is_proven() -> None:
    visits = (Inspection("E1", moment(2), 1, False), Inspection("E1", moment(4), 0, True))
    ruleset = rules(lights=LightRules(red_after=1), lights_closed=("red",))
    small = small_world(ruleset, workers=(worker("W1"),), inspections=visits)
    made = build_cohorts(small.scenario, small.policy)
    assert made.narrowed
    assert (made.cohorts[0].ready_at, made.cohorts[0].due_at) == (moment(0), moment(2) - 1)
    assert not book([worker("W1")]).narrowed


def test_stock_for_three_days_makes_the_suppliers_workers_due() -> None:
    # 公牛: parts for three days; the makers of its parts are due before they run out (seed 003-111)
    firms = [firm("E1", 3, supplies=("E3",)), firm("E2", 3), firm("E3", 1, stock_out_at=moment(3))]
    made = {c.site_id: c for c in book([worker("W1"), worker("W2", "S2")], firms).cohorts}
    assert (made["S1"].due_at, made["S1"].tier) == (moment(3) - 1, 1)
    assert (made["S2"].due_at, made["S2"].tier) == (moment(DAYS) - 1, 3)


def test_tiers_of_priority_classes_are_those_that_are_passed_in() -> None:
    firms = [firm("E1", 3, supplies=("E2",)), firm("E2", 2, priority_class="food"), firm("E3")]
    small = small_world(firms=firms, workers=(worker("W1"),))
    tiers = effective_tiers(firms, {"food": 0})
    assert build_cohorts(small.scenario, small.policy, (), tiers).cohorts[0].tier == 0


def test_refused_workers_are_those_of_the_funnel() -> None:
    small = small_world(rules(banned_codes=("red",)), workers=(worker("W1", health_code="red"), worker("W2")))
    assert refused_workers(small.scenario, Funnel(small.scenario, small.policy)) == {"W1"}


def test_ids_and_order_do_not_depend_on_the_order_of_rows() -> None:
    draw = random.Random(20200220)
    workers = [
        worker(
            f"W{n:03d}",
            draw.choice(("S1", "S2", "S3")),
            draw.choice((FUNAN, YINGSHANG)),
            ready_at=moment(draw.randrange(3)),
            group_id=f"G{n % 7}" if n % 5 == 0 else None,
            health_code=draw.choice(("green", "yellow", "red")),
        )
        for n in range(60)
    ]
    strict = rules(banned_codes=("red", "yellow"))
    first = book(workers, ruleset=strict)
    draw.shuffle(workers)
    assert book(workers, ruleset=strict) == first


def test_a_group_travels_in_the_window_that_all_its_members_share() -> None:
    (only,) = book(
        [
            worker("W1", group_id="G1", ready_at=moment(1), due_at=moment(9)),
            worker("W2", group_id="G1", ready_at=moment(2), due_at=moment(8)),
            worker("W3", group_id="G1"),
        ]
    ).cohorts
    assert (only.ready_at, only.due_at) == (moment(2), moment(8))


def test_groups_stand_first_the_largest_before_the_others() -> None:
    (only,) = book(
        [
            worker("W9", group_id="G2"), worker("W1"), worker("W2", group_id="G1"), worker("W3", group_id="G1"),
            worker("W4", group_id="G1"), worker("W8", group_id="G2"),
        ]
    ).cohorts  # fmt: skip
    assert only.group_sizes == (3, 2)
    assert only.worker_ids == ("W2", "W3", "W4", "W8", "W9", "W1")


def test_a_group_of_one_travels_singly() -> None:
    (only,) = book([worker("W1", group_id="G1"), worker("W2")]).cohorts
    assert only.group_sizes == ()


def test_due_is_the_end_of_the_day_before_the_customers_stock_out() -> None:
    firms = [firm("E1", supplies=("E2",)), firm("E2", stock_out_at=moment(4)), firm("E3")]
    (only,) = book([worker("W1", due_at=moment(6))], firms).cohorts
    assert only.due_at == moment(4) - 1


def test_without_a_due_date_the_campaign_ends_the_window() -> None:
    (only,) = book([worker("W1")]).cohorts
    assert only.due_at == moment(DAYS) - 1


def test_nobody_is_ready_before_the_campaign_begins() -> None:
    (only,) = book([worker("W1", ready_at=moment(-4))]).cohorts
    assert only.ready_at == moment(0)


def test_a_workers_own_tier_stands_before_the_firms() -> None:
    firms = [firm("E1", 3, supplies=("E2",)), firm("E2", 0), firm("E3")]
    tiers = {c.worker_ids: c.tier for c in book([worker("W1"), worker("W2", tier=5)], firms).cohorts}
    assert tiers == {("W1",): 0, ("W2",): 5}


def test_those_refused_are_counted_apart_and_named_with_their_reason() -> None:
    made = book(
        [worker("W1"), worker("W2", stage=Stage.WITHDRAWN), worker("W3", "S2")],
        [firm("E1"), firm("E2", light="red"), firm("E3")],
        ruleset=rules(lights_closed=("red",)),
    )
    reasons = {
        c.worker_ids: made.refusals[c.cohort_id].reason if c.cohort_id in made.refusals else None for c in made.cohorts
    }
    assert reasons == {("W1",): None, ("W2",): "WITHDRAWN", ("W3",): "LIGHT_RED"}


def test_each_code_is_refused_with_its_own_colour() -> None:
    made = book(
        [worker("W1", health_code="red"), worker("W2", health_code="yellow")],
        ruleset=rules(banned_codes=("red", "yellow")),
    )
    told = {c.health_class: made.refusals[c.cohort_id].detail for c in made.cohorts}
    assert told == {"red": "health code is red", "yellow": "health code is yellow"}


def flow(persons: int, demand: int = 0, origin: str = FUNAN, ready: int = 1) -> HeatFlow:
    return HeatFlow(origin.removeprefix(SEAT_PREFIX), moment(ready), demand, persons)


def ask(headcount: int, site_id: str = "S1", due: int = 8) -> Demand:
    return Demand(f"E{site_id[1:]}", site_id, headcount, moment(0), moment(due))


def test_matched_heat_is_counted_by_origin_site_and_window() -> None:
    made = book(demand=[ask(9), ask(9), ask(9, "S2")], flows=[flow(3), flow(4, 1), flow(2, 2), flow(1, 0, YINGSHANG)])
    found = {(c.site_id, c.pickup_id): (c.persons, c.source, c.health_class) for c in made.cohorts}
    assert found == {
        ("S1", FUNAN): (7, "heat", "green"),
        ("S2", FUNAN): (2, "heat", "green"),
        ("S1", YINGSHANG): (1, "heat", "green"),
    }


def test_heat_for_a_closed_firm_is_refused_like_its_named_workers() -> None:
    made = book(
        firms=[firm("E1", light="red"), firm("E2"), firm("E3")],
        demand=[ask(9), ask(9, "S2")],
        flows=[flow(3), flow(4, 1)],
        ruleset=rules(lights_closed=("red",)),
    )
    refused = {c.site_id: made.refusals[c.cohort_id].reason for c in made.cohorts if c.cohort_id in made.refusals}
    assert refused == {"S1": "LIGHT_RED"}


def test_heat_from_an_area_whose_people_may_not_board_is_refused() -> None:
    made = book(demand=[ask(9)], flows=[flow(3), flow(4, origin="522327")], ruleset=rules(banned_origins=("52",)))
    assert [(made.refusals[c.cohort_id].reason, c.persons) for c in made.cohorts if c.cohort_id in made.refusals] == [
        ("BANNED_ORIGIN", 4)
    ]


def test_no_person_is_lost_or_counted_twice() -> None:
    workers = [worker(f"W{n}", f"S{n % 3 + 1}", group_id=f"G{n // 9}" if n % 3 == 0 else None) for n in range(40)]
    made = book(workers, demand=[ask(5)], flows=[flow(5)])
    named = [worker_id for c in made.cohorts for worker_id in c.worker_ids]
    assert sorted(named) == sorted(w.worker_id for w in workers)
    assert sum(c.persons for c in made.cohorts) == 45

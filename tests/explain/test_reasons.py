from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import reference
from planner.domain.demand import Cohort
from planner.domain.plan import Unserved
from planner.domain.rule import Policy
from planner.explain.reasons import Cause, cause, residual_rows, unserved_rows
from tests.builders.small_world import FUNAN, YINGSHANG, cohort, rules

POLICY = Policy("test", (rules(),))
NO_VEHICLE, NO_PERMIT = cause("NO_VEHICLE", "no coach is left", "NB"), cause("NO_PERMIT", "none issued", "PO")


def named(number: int, persons: int, **facts: object) -> Cohort:
    """A cohort of made-up people W1, W2 …"""
    return cohort(number, persons, worker_ids=tuple(f"W{k}" for k in range(1, persons + 1)), **facts)


def test_causes_share_those_left_behind_in_order() -> None:
    rows = unserved_rows(POLICY, [cohort(1, 30)], {"C000001": 10}, {}, {"C000001": [(12, NO_PERMIT), (99, NO_VEHICLE)]})
    found = [(row.persons, row.reason, row.blocking_id) for row in rows]
    assert found == [(12, "NO_PERMIT", "PO"), (8, "NO_VEHICLE", "NB")]
    assert {row.worker_id for row in rows} == {None}


def test_the_last_cause_explains_the_rest() -> None:
    rows = unserved_rows(POLICY, [cohort(1, 30)], {}, {}, {"C000001": [(12, NO_PERMIT), (1, NO_VEHICLE)]})
    assert [row.persons for row in rows] == [12, 18]


def test_named_workers_have_a_row_each() -> None:
    why = {"C000001": [(1, NO_PERMIT), (2, NO_VEHICLE)]}
    rows = unserved_rows(POLICY, [named(1, 5)], {"C000001": 2}, {"C000001": ("W3", "W4", "W5")}, why)
    assert [(row.worker_id, row.persons, row.reason) for row in rows] == [
        ("W3", 1, "NO_PERMIT"), ("W4", 1, "NO_VEHICLE"), ("W5", 1, "NO_VEHICLE"),
    ]  # fmt: skip


def test_who_stays_for_what_lies_with_them_blocks_themselves() -> None:
    why = {"C000001": [(3, cause("CODE_NOT_GREEN", "red", "W1"))]}
    rows = unserved_rows(POLICY, [named(1, 3)], {}, {"C000001": ("W1", "W2", "W3")}, why)
    assert [row.blocking_id for row in rows] == ["W1", "W2", "W3"]


def test_without_a_cause_there_was_no_seat() -> None:
    (row,) = unserved_rows(POLICY, [cohort(1, 3)], {}, {}, {})
    assert (row.reason, row.persons, row.release) == ("NO_SEAT", 3, reference.reasons()["NO_SEAT"].release_en)


def test_who_is_served_needs_no_reason() -> None:
    assert unserved_rows(POLICY, [cohort(1, 3)], {"C000001": 3}, {}, {"C000001": [(3, NO_VEHICLE)]}) == ()


def test_a_cause_takes_release_and_rule_from_the_catalogue() -> None:
    sealed = cause("ORIGIN_SEALED", "x", rule_version="v@1")
    assert sealed.release == reference.reasons()["ORIGIN_SEALED"].release_en
    assert (sealed.rule, sealed.rule_version) == ("sealed", "v@1")
    assert (cause("NO_ROUTE", "x", rule_version="v@1").rule_version, cause("NO_ROUTE", "x").rule) == ("", "")
    with pytest.raises(KeyError):
        cause("BAD_LUCK", "x")


def test_a_row_cites_the_rule_set_of_its_cause_else_the_one_when_it_was_ready() -> None:
    told = cause("CODE_NOT_GREEN", "red", "W1", "test@2020-02-28")
    why = [(1, told), (1, NO_PERMIT), (1, cause("NO_ROUTE", "x"))]
    rows = unserved_rows(POLICY, [cohort(1, 3)], {}, {}, {"C000001": why})
    assert [(row.rule, row.rule_version) for row in rows] == [
        ("eligibility", "test@2020-02-28"), ("permits", "test@2020-02-11"), ("", ""),
    ]  # fmt: skip


causes = st.lists(st.tuples(st.integers(0, 20), st.sampled_from([NO_VEHICLE, NO_PERMIT])), max_size=4)


@given(cohorts=st.lists(st.tuples(st.integers(1, 40), st.integers(0, 40), st.booleans(), causes), max_size=5))
def test_reasons_sum_to_those_missing(cohorts: list[tuple[int, int, bool, list[tuple[int, Cause]]]]) -> None:
    book, served, left, why = [], {}, {}, {}
    for number, (persons, carried, has_names, reasons) in enumerate(cohorts, 1):
        made = named(number, persons) if has_names else cohort(number, persons)
        book.append(made)
        served[made.cohort_id], why[made.cohort_id] = min(carried, persons), reasons
        left[made.cohort_id] = made.worker_ids[min(carried, persons) :]
    rows = unserved_rows(POLICY, book, served, left, why)
    totals: Counter[str] = Counter()
    for row in rows:
        totals[row.cohort_id] += row.persons
    assert totals == Counter({c.cohort_id: m for c in book if (m := c.persons - served[c.cohort_id])})
    assert all(row.persons > 0 for row in rows)
    for made in book:
        if made.worker_ids:
            assert [row.worker_id for row in rows if row.cohort_id == made.cohort_id] == list(left[made.cohort_id])


@pytest.mark.parametrize(
    ("reason", "kind"),
    [("WITHDRAWN", "funnel"), ("LIGHT_RED", "funnel"), ("NO_ROUTE", "replacement"), ("RIDE_TOO_LONG", "replacement"),
     ("NO_VEHICLE", "requeue"), ("NO_SEAT", "requeue"), ("NO_PERMIT", "requeue")],
)  # fmt: skip
def test_those_left_are_queued_again_replaced_or_lost(reason: str, kind: str) -> None:
    (row,) = residual_rows([cohort(1, 9)], [Unserved("C000001", 9, reason, "")])
    assert (row.kind, row.reason, row.persons) == (kind, reason, 9)


def test_residuals_add_up_by_door_origin_and_reason() -> None:
    book = [cohort(1, 9), cohort(2, 9), cohort(3, 9, origin=YINGSHANG), cohort(4, 9, "S2")]
    rows = [Unserved(f"C00000{number}", number, "NO_VEHICLE", "") for number in (1, 2, 3, 4)]
    rows.append(Unserved("C000001", 5, "NO_ROUTE", ""))
    found = [(row.site_id, row.origin_adcode, row.persons, row.kind) for row in residual_rows(book, rows)]
    assert found == [
        ("S1", FUNAN[-6:], 5, "replacement"), ("S1", FUNAN[-6:], 3, "requeue"), ("S1", YINGSHANG[-6:], 3, "requeue"),
        ("S2", FUNAN[-6:], 4, "requeue"),
    ]  # fmt: skip

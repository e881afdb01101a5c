"""What the funnel leaves of a window, alone and in a travel group."""

from __future__ import annotations

from planner.demand.eligibility import Funnel, Verdict
from planner.demand.spans import Span
from planner.demand.windows import NamedWindows, Window, window_of
from planner.domain.demand import Stage, Worker
from planner.domain.rule import RuleSet
from planner.units import DAY_S
from tests.builders.small_world import moment, rules, small_world, worker

DUE = moment(8)


def windows(ruleset: RuleSet, *people: Worker) -> list[Window]:
    """Windows of people who are all due on the ninth day."""
    small = small_world(ruleset, workers=people)
    book = NamedWindows(Funnel(small.scenario, small.policy), [(person, DUE) for person in people])
    return [book.of(person, moment(0)) for person in people]


def test_the_chosen_span_is_the_window_and_others_are_told() -> None:
    spans = (Span(moment(0), moment(1), moment(0), moment(1)), Span(moment(3), moment(5), moment(3), DUE))
    assert window_of(Verdict(spans[1:]), moment(0), DUE) == Window(moment(3), DUE, moment(5))
    assert window_of(Verdict(spans), moment(0), DUE).narrowed


def test_an_empty_wish_stays_as_it_is() -> None:
    assert window_of(Verdict(), moment(9), DUE) == Window(moment(9), DUE, DUE)


def test_a_group_boards_while_the_papers_of_all_hold() -> None:
    aged = rules(code_max_age_s=2 * DAY_S)
    pair = [worker(f"W{n}", group_id="G1", health_code_at=moment(day)) for n, day in enumerate((1, 2))]
    assert [(w.ready_at, w.board_by) for w in windows(aged, *pair)] == [(moment(0), moment(3))] * 2


def test_a_member_who_may_not_travel_holds_nobody_back() -> None:
    gone, other = windows(
        rules(stages=("accepted",)),
        worker("W1", group_id="G1", stage=Stage.WITHDRAWN, ready_at=moment(5)),
        worker("W2", group_id="G1"),
    )
    assert gone.refusal is not None
    assert gone.refusal.reason == "WITHDRAWN"
    assert (other.ready_at, other.refusal) == (moment(0), None)


def test_a_group_without_a_moment_in_common_is_refused_by_its_window() -> None:
    aged = rules(code_max_age_s=DAY_S)
    pair = [
        worker("W1", group_id="G1", health_code_at=moment(0)),
        worker("W2", group_id="G1", health_code_at=moment(5), ready_at=moment(4)),
    ]
    found = {(w.refusal.reason, w.refusal.rule, w.refusal.blocking_id) for w in windows(aged, *pair) if w.refusal}
    assert found == {("WINDOW_TOO_SHORT", "windows", "G1")}

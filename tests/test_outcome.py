from __future__ import annotations

from planner.demand.cohorts import CohortBook, build_cohorts
from planner.domain.demand import Cohort, Stage, Worker
from planner.domain.plan import Load
from planner.domain.rule import RuleSet
from planner.explain.reasons import cause
from planner.outcome import Outcome, assemble, cause_of_refusal
from planner.reference import reasons
from planner.schedule.seats import Names
from planner.schedule.tables import Tables
from tests.builders.small_trips import coach, halts
from tests.builders.small_world import YINGSHANG, SmallWorld, firm, moment, rules, small_world, worker


def world_of(*people: Worker, **facts: object) -> SmallWorld:
    """The little world with named workers; E1 is of tier 0, E2 of tier 2."""
    made: RuleSet = rules(banned_codes=("red",))
    return small_world(made, workers=people, firms=(firm("E1", 0), firm("E2", 2), firm("E3", 1)), **facts)


def book_of(small: SmallWorld) -> CohortBook:
    """Cohorts of its workers."""
    return build_cohorts(small.scenario, small.policy)


def outcome_of(small: SmallWorld, loads: list[tuple[str, int]], left: dict[str, tuple[str, ...]]) -> Outcome:
    """The outcome when persons of cohorts are aboard, given as (cohort id, persons)."""
    book = book_of(small)
    tables = Tables(
        trips=[coach(f"T{k}", persons) for k, (_, persons) in enumerate(loads, 1)],
        stop_times=[halt for k in range(1, len(loads) + 1) for halt in halts(f"T{k}", moment(2, 6), moment(2, 16))],
        loads=[
            Load(cohort_id, f"P{k}", leg, f"T{k}", 1, 2, persons)
            for k, (cohort_id, persons) in enumerate(loads, 1) for leg in (1, 2, 3)
        ],
    )  # fmt: skip
    eligible = [c for c in book.cohorts if c.cohort_id not in book.refusals]
    why = {c.cohort_id: [(c.persons, cause("NO_VEHICLE", "no coach is left", "NB"))] for c in eligible}
    return assemble(small.scenario, small.policy, book, eligible, tables, Names((), left), why)


PEOPLE = (
    *(worker(f"W{k}") for k in range(1, 6)),
    worker("W6", health_code="red"),
    worker("W7", stage=Stage.WITHDRAWN),
    *(worker(f"W{k}", "S2", YINGSHANG) for k in (8, 9)),
)
"""Five of E1 who may travel, one with a red code, one withdrawn; two of E2."""


def cohort_with(book: CohortBook, worker_id: str) -> Cohort:
    """The cohort of a worker."""
    return next(c for c in book.cohorts if worker_id in c.worker_ids)


def test_served_and_unserved_make_everybody() -> None:
    small = world_of(*PEOPLE)
    first, second = (cohort_with(book_of(small), name) for name in ("W1", "W8"))
    found = outcome_of(small, [(first.cohort_id, 3), (second.cohort_id, 2)], {first.cohort_id: ("W4", "W5")})
    reasons = {row.worker_id: row.reason for row in found.unserved}
    assert reasons == {"W4": "NO_VEHICLE", "W5": "NO_VEHICLE", "W6": "CODE_NOT_GREEN", "W7": "WITHDRAWN"}
    assert sum(row.persons for row in found.residuals) == 4
    assert {row.kind for row in found.residuals} == {"funnel", "requeue"}


def test_the_objective_counts_those_left_by_tier() -> None:
    small = world_of(*PEOPLE)
    first = cohort_with(book_of(small), "W1")
    found = outcome_of(small, [(first.cohort_id, 5)], {})
    assert [(level.name, level.value) for level in found.objective][:3] == [
        ("unserved_tier_0", 2), ("unserved_tier_1", 0), ("unserved_tier_2", 2),
    ]  # fmt: skip


def test_bounds_are_asked_for_those_who_may_travel() -> None:
    small = world_of(*PEOPLE)
    found = outcome_of(small, [], {c.cohort_id: c.worker_ids for c in book_of(small).cohorts})
    assert dict(found.refused) == {0: 2}
    assert [level.value for level in found.levels_of_eligible] == [5, 0, 2, 0]
    assert [level.unit for level in found.levels_of_eligible] == ["persons"] * 3 + ["fen"]


def test_what_is_refused_counts_in_its_tier_alone() -> None:
    found = outcome_of(world_of(*PEOPLE), [], {c.cohort_id: c.worker_ids for c in book_of(world_of(*PEOPLE)).cohorts})
    assert {level.name: found.refused_of(level) for level in found.objective if found.refused_of(level)} == {
        "unserved_tier_0": 2
    }


def test_who_pays_is_told_where_the_rules_say_it() -> None:
    assert outcome_of(world_of(), [], {}).cost_shares == {}


def test_an_empty_campaign_is_a_plan_of_nothing() -> None:
    found = outcome_of(world_of(), [], {})
    assert [level.name for level in found.objective][:3] == ["unserved_tier_0", "lateness", "fairness"]
    assert {level.value for level in found.objective} == {0}
    assert (found.unserved, found.residuals, found.manifest) == ((), (), ())


def test_a_refusal_keeps_its_words() -> None:
    book = book_of(world_of(*PEOPLE))
    causes = {why.reason: why for why in map(cause_of_refusal, book.refusals.values())}
    assert set(causes) == {"CODE_NOT_GREEN", "WITHDRAWN"}
    assert {(why.rule, why.rule_version) for why in causes.values()} == {("eligibility", "test@2020-02-11")}
    assert causes["WITHDRAWN"].release == reasons()["WITHDRAWN"].release_en


def test_the_funnel_is_told_step_by_step() -> None:
    found = [f for f in outcome_of(world_of(*PEOPLE), [], {}).findings if f.code == "FUNNEL"]
    assert [(f.subject, f.value, f.limit) for f in found] == [
        ("registered", "9", "9"), ("WITHDRAWN", "1", "8"), ("CODE_NOT_GREEN", "1", "7"), ("eligible", "7", "7"),
    ]  # fmt: skip


def test_a_missed_promise_is_no_proof_that_somebody_stays_in_every_plan() -> None:
    small = small_world(rules(promise_s=3_600), workers=(worker("W1", requested_at=moment(-1)),))
    found = outcome_of(small, [], {c.cohort_id: c.worker_ids for c in book_of(small).cohorts})
    assert [(row.reason, row.rule) for row in found.unserved] == [("PROMISE_MISSED", "windows")]
    assert dict(found.refused) == {}

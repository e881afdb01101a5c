"""Who is left by name, what kept cohorts have in common today, and one list of cohorts."""

from __future__ import annotations

from dataclasses import replace

from planner.demand.cohorts import CohortBook, build_cohorts
from planner.demand.eligibility import Funnel, Refusal
from planner.domain.demand import Cohort
from planner.domain.plan import Load, Plan, Seat, Status
from planner.domain.scenario import Scenario
from planner.keeping.kept import Kept
from planner.keeping.people import beside, standing_cohorts, workers_left
from tests.builders.small_world import FUNAN, firm, moment, small_world, worker

EMPTY = Plan("P", "", "0", 1, Status.FEASIBLE, "")
COUNTY = "341225"


def kept(*cohorts: Cohort, riding: dict[str, int] | None = None) -> Kept:
    """Cohorts of which all ride, or so many; members in order."""
    loads, seats = [], []
    for cohort in cohorts:
        persons = (riding or {}).get(cohort.cohort_id, cohort.persons)
        loads.append(Load(cohort.cohort_id, f"P-{cohort.cohort_id}", 1, "T000001", 1, 2, persons))
        seats += [
            Seat(name, cohort.cohort_id, f"P-{cohort.cohort_id}", 1, "T000001", 1, 2, "1A")
            for name in cohort.worker_ids[:persons]
        ]
    return Kept(replace(EMPTY, cohorts=cohorts, loads=tuple(loads), manifest=tuple(seats)), 1, 1, 1)


def scenario_of(**facts: object) -> Scenario:
    return replace(small_world().scenario, **facts)  # type: ignore[arg-type]


def test_a_group_that_goes_without_a_member_keeps_its_tier_and_needs() -> None:
    pair = (worker("W1", group_id="G", tier=0), worker("W2", group_id="G", stage="withdrawn", needs="infant"))
    single = worker("W3")
    scenario = scenario_of(workers=(*pair, single))
    riding = Cohort("C000001", "named", "E1", "S1", COUNTY, FUNAN, 0, 9, 0, "green", 1, (), ("W1",))
    left = workers_left(scenario, kept(riding), {"E1": 2, "E2": 2})
    assert [(w.worker_id, w.tier, w.needs) for w in left] == [("W2", 0, "infant"), ("W3", None, None)]


def test_standing_cohorts_have_the_tier_and_the_due_moment_of_today() -> None:
    world = small_world(workers=(worker("W1"), worker("W2", due_at=moment(6))), enterprises=(firm("E1", 0), firm("E2")))
    ids = ("W1", "W2", "a", "b", "c")
    old = Cohort("C000007", "named", "E1", "S1", COUNTY, FUNAN, moment(0), moment(9), 1, "green", 5, (), ids)
    found = standing_cohorts(
        world.scenario, world.policy, kept(old, riding={"C000007": 2}), {"E1": 0, "E2": 1},
        Funnel(world.scenario, world.policy),
    )  # fmt: skip
    (one,) = found
    assert (one.cohort_id, one.tier, one.persons, one.worker_ids) == ("C000007", 0, 2, ("W1", "W2"))
    assert one.due_at == moment(6)


def test_whoever_is_like_a_kept_cohort_stays_in_it_and_the_others_get_free_numbers() -> None:
    world = small_world(workers=(worker("W1"), worker("W2"), worker("W3", site_id="S2", enterprise_id="E2")))
    book = build_cohorts(world.scenario, world.policy)
    same = next(cohort for cohort in book.cohorts if "W1" in cohort.worker_ids)
    riding = replace(same, cohort_id="C000001", persons=1, worker_ids=("W2",))
    anew = build_cohorts(replace(world.scenario, workers=(worker("W1"), world.scenario.workers[2])), world.policy)
    whole, rest = beside((riding,), anew, world.scenario)
    assert [(cohort.cohort_id, cohort.worker_ids) for cohort in whole.cohorts] == [
        ("C000001", ("W1", "W2")), ("C000002", ("W3",)),
    ]  # fmt: skip
    assert [(cohort.cohort_id, cohort.worker_ids) for cohort in rest.cohorts] == [
        ("C000001", ("W1",)), ("C000002", ("W3",)),
    ]  # fmt: skip


def test_those_refused_never_join_a_kept_cohort() -> None:
    world = small_world(workers=(worker("W1"), worker("W2")))
    (cohort,) = build_cohorts(world.scenario, world.policy).cohorts
    refusal = Refusal("CODE_NOT_GREEN", "", "W1", "eligibility", "")
    alone = CohortBook((replace(cohort, persons=1, worker_ids=("W1",)),), {cohort.cohort_id: refusal})
    riding = replace(cohort, persons=1, worker_ids=("W2",))
    whole, _ = beside((riding,), alone, world.scenario)
    assert [c.persons for c in whole.cohorts] == [1, 1] and set(whole.refusals) == {"C000002"}

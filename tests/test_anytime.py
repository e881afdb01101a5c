"""A verified plan early, then better ones, never a worse one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from planner.anytime import Anytime, Measured, Placed, Proven
from planner.domain.limits import Incumbent, Progress
from planner.domain.violation import Violation
from planner.ingest import read_scenario
from planner.judge import Judge
from planner.optimise.quick_bounds import RESTATED
from planner.options import PlanOptions
from planner.pipeline import prepare, search_once, settle
from planner.policy import load_policy
from planner.publish.tables import read_plan
from planner.recipes import build_scenario
from planner.run_clock import RunClock
from planner.second_core import Trouble
from planner.shelf import Shelf, rank, shelf
from planner.signals import TimeUp
from planner.travel import travel_source
from planner.verify import verify_bounds, verify_folder


class House:
    """A run of the toy that is taken step by step, in this process alone."""

    def __init__(self, source: Path, place: Shelf, limit_s: float = 30.0) -> None:
        self.source, self.place, self.told = source, place, list[Progress]()
        self.clock = RunClock(PlanOptions(limit_s, threads=1), self.told.append)
        self.prepared = prepare(place.scenario, load_policy(place.scenario), travel_source(place.scenario), self.clock)
        self.run = Anytime(self.prepared, self.clock, place)
        self.said = list[object]()

    def heard(self, *kinds: type) -> list[object]:
        return [word for word in self.said if isinstance(word, kinds)]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    source = build_scenario("toy", None, 7, "lists", tmp_path / "s")
    with shelf(read_scenario(source), tmp_path / "out", Judge(source)) as place:
        yield House(source, place)


def test_the_first_plan_stands_verified_before_its_bounds_are_proven(house: House) -> None:
    house.run._second.forks = True  # so that it proves bounds, as it does where time is not its own
    house.run._first(house.said.append)
    first, with_bounds = house.heard(Placed)
    assert isinstance(first, Placed) and isinstance(with_bounds, Placed)
    assert first.bound_cents is None and with_bounds.bound_cents is not None
    assert (first.rank, first.incumbent) == (with_bounds.rank, with_bounds.incumbent)
    assert [type(word) for word in house.said] == [Placed, Measured, Proven, Placed]
    assert verify_folder(house.source, house.place.out) == ()
    assert verify_bounds(house.source, house.place.out) == ()


def test_another_answer_is_put_in_place_with_the_bounds_of_earlier_duals(house: House) -> None:
    house.run._second.forks = True
    house.run._first(house.said.append)
    for word in house.said:
        house.run._heed(word)
    house.run._best = None
    carried, _ = search_once(house.prepared, house.clock, 0.5)
    house.run._better(carried, house.said.append)
    assert verify_folder(house.source, house.place.out) == ()
    assert verify_bounds(house.source, house.place.out) == ()
    found = read_plan(house.place.out)
    assert all(bound.method.endswith(RESTATED) for bound in found.bounds) and found.bounds
    last = house.heard(Placed)[-1]
    assert isinstance(last, Placed) and rank(found) == last.rank


def test_a_worse_plan_is_not_put_in_place(house: House) -> None:
    house.run._best = Placed((-1,), Incumbent(1.0, (60,), 1), None)
    house.run._first(house.said.append)
    assert house.heard(Placed) == [] and not house.place.out.exists()


def test_a_refused_plan_on_the_way_is_told_and_not_put_in_place(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = verify_folder(house.source, build_scenario("toy", None, 8, "lists", house.source.parent / "other"))
    monkeypatch.setattr("planner.judge.verify_folder", lambda *_: broken)
    house.run._first(house.said.append)
    assert broken and house.heard(Placed) == [] and not house.place.out.exists()
    (trouble,) = house.heard(Trouble)
    house.run._heed(trouble)
    assert "given up: the verifier found" in house.told[-1].message


def test_a_last_plan_that_the_verifier_refuses_leaves_the_one_in_place(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.run._first(house.said.append)
    for word in house.said:
        house.run._heed(word)
    fault = Violation("capacity", "T000001", "25", "24", "persons", "one too many")
    monkeypatch.setattr("planner.judge.verify_folder", lambda *_: (fault,))
    carried, _ = search_once(house.prepared, house.clock, 0.5)
    found = house.run._finish(carried)
    assert found.violations == () and found.receipt is not None
    assert verify_folder(house.source, house.place.out) == ()
    assert "the verifier found 1 violations, the first: one too many" in house.told[-1].message


def test_what_the_first_plan_took_is_kept_for_the_last_one(house: House) -> None:
    house.run._heed(Measured(1.0, 10.0))
    assert house.clock.kept_s == 11.0


def test_when_there_is_only_time_left_for_a_plan_the_search_ends_with_its_last_answer(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, _ = search_once(house.prepared, house.clock, 0.5)

    def endless(*_: object, found: Callable[[object], None]) -> None:
        found(answer)
        house.run._heed(Measured(0.0, 1_000.0))
        time.sleep(60)

    monkeypatch.setattr("planner.anytime.search", endless)
    assert house.run._searched(lambda: 100.0) is answer
    house.run._bettering = answer
    house.run._heed(Placed((0,), Incumbent(1.0, (60,), 1), None))
    assert house.run._searched(lambda: 100.0) is None  # that answer stands in its place by now


def test_an_endless_search_without_an_answer_is_left_to_the_hard_end(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.anytime.search", lambda *_, found: time.sleep(60))
    with pytest.raises(TimeUp):
        house.run._searched(lambda: 0.2 - house.clock.elapsed_s())


def test_where_there_is_no_time_for_a_last_plan_the_one_in_place_is_the_last(house: House) -> None:
    house.run._first(house.said.append)
    for word in (*house.said, Measured(0.0, 1_000.0)):
        house.run._heed(word)
    standing = read_plan(house.place.out)
    carried, _ = search_once(house.prepared, house.clock, 0.5)
    assert house.run._finish(carried).plan_id == standing.plan_id == read_plan(house.place.out).plan_id


def test_bounds_are_restated_where_there_is_no_time_to_prove_them(house: House) -> None:
    house.run._second.forks = True
    house.run._first(house.said.append)
    for word in (*house.said, Proven(1_000.0, 1)):
        house.run._heed(word)
    carried, _ = search_once(house.prepared, house.clock, 0.5)
    outcome = settle(house.prepared, carried, house.clock)
    assert all(bound.method.endswith(RESTATED) for bound in house.run._certify(outcome).certificate.bounds)
    house.run._proven = False
    assert house.run._certify(outcome).certificate.bounds == ()
    house.run._prove_s = 0.1
    assert all(not bound.method.endswith(RESTATED) for bound in house.run._certify(outcome).certificate.bounds)

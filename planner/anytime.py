"""A first verified plan early, then better ones, and the best of all when the time is over.

The first plan is searched for shortly, put together, written, verified and put in its place by a second process while
the search goes on here; then so is every better answer that the search has on its way. What these steps take tells how
much time to keep for them at the end. A plan replaces another only when it is verified and no worse by the levels of
the objective.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from planner.carrying import Carried
from planner.domain.limits import Incumbent, Progress
from planner.domain.plan import Plan
from planner.optimise.quick_bounds import restated_bounds
from planner.outcome import Outcome
from planner.pipeline import UNPROVEN, Prepared, Proof, plan_of, prove, search, search_once, settle
from planner.run_clock import RunClock
from planner.second_core import Say, SecondCore, Trouble, give_way, uncut
from planner.shelf import Draft, Shelf, rank
from planner.signals import TimeUp, hard_end

FIRST_SHARE, FIRST_MOST_S = 0.015, 2.0
"""Search for the first plan: a share of the time limit, and seconds at most."""
FIRST_FROM_S = 5.0
"""With less time left than this there is no first plan of its own: the search ends soon enough."""
TURNS = 1
"""Times that clocks and vehicles are given once the search is over; after it the same steps as of the first plan take
no longer than they did beside the search."""
PROVE_PER_COHORT_S = 0.001
"""Time that proving bounds is expected to take before it was measured."""
PROVE_ANYWAY_S = 0.5
"""Bounds that take no longer than this are proven even when the time is over."""
LATE_SHARE = 0.02
"""Share of the limit by which the last plan may be late: where it would be later, the one in its place is the last."""
ASK_SHARE = 0.03
"""Share of the limit for asking what blocks those left behind, at most."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A verified plan was put in its place; ``bound_cents``: bound of its cost, where one is proven."""

    rank: tuple[int, ...]
    incumbent: Incumbent
    bound_cents: int | None


@dataclass(frozen=True, slots=True)
class Proven:
    """Bounds are proven for the plan in its place and kept for others; what it took."""

    seconds: float
    bound_cents: int | None


@dataclass(frozen=True, slots=True)
class Measured:
    """What a plan took: seconds of giving clocks and vehicles after the search, and from there to the verdict."""

    turn_s: float
    finish_s: float


class Anytime:
    """One run with incumbents.

    Parameters
    ----------
    shelf : Shelf
        Where plans are put.
    """

    def __init__(self, prepared: Prepared, clock: RunClock, shelf: Shelf) -> None:
        self._prepared, self._clock, self._shelf = prepared, clock, shelf
        self._second = SecondCore(clock.options.threads)
        self._last: Carried | None = None
        self._waiting: Carried | None = None
        self._bettering: Carried | None = None
        self._placed: Carried | None = None
        self._best: Placed | None = None
        self._measured: Measured | None = None
        self._prove_s = len(prepared.eligible) * PROVE_PER_COHORT_S
        self._proven = False
        self._proof = shelf.drafts / "proof"

    def run(self, left_s: Callable[[], float]) -> Plan:
        """Search until the time is over; the plan that then stands in its place, or the refused one if none does.

        Parameters
        ----------
        left_s : callable
            Seconds until the hard end of the run.
        """
        self._clock.keep_for(len(self._prepared.eligible))
        self._clock.tick = self._listen
        try:
            if self._clock.left_s() >= FIRST_FROM_S:
                self._second.start(self._first)
            carried = self._searched(left_s)
            return self._shelf.standing() if carried is None else self._finish(carried)
        finally:
            self._clock.tick = lambda: None
            self._second.stop()

    def _searched(self, left_s: Callable[[], float]) -> Carried | None:
        """The answer of the search, or its last one on the way when there is only time left to make a plan of that;
        ``None`` when the second process has done so."""

        def search_left_s() -> float:
            return left_s() if self._last is None else min(left_s(), self._clock.left_s() - self._finish_s)

        try:
            with hard_end(search_left_s):
                return search(self._prepared, self._clock, found=self._found)
        except TimeUp:
            if self._last is None or left_s() <= 0:
                raise
            return None if self._placed_by_second(self._last) else self._last

    def _placed_by_second(self, carried: Carried) -> bool:
        """Whether the second process has put an answer in its place, or does so in the time that is left."""
        while carried is self._bettering and self._second.busy and self._second.wait(self._clock.left_s()):
            self._listen()
        return carried is self._placed

    # What the run itself does.

    def _found(self, carried: Carried) -> None:
        """A whole answer on the way: the newest waits until the second process has time for it.

        The plan in its place being written again, now with bounds, is nothing to wait for.
        """
        self._last = carried
        if self._second.forks:
            self._waiting = carried
        self._listen()
        if self._proven and self._bettering is None and self._time_for_another():
            self._second.stop()
            self._listen()

    def _listen(self) -> None:
        for word in self._second.heard():
            self._heed(word)
        if self._waiting is not None and not self._second.busy and self._time_for_another():
            carried, self._waiting = self._waiting, None
            self._bettering = carried
            self._second.start(lambda say: self._better(carried, say))

    def _time_for_another(self) -> bool:
        """Whether one more answer would be verified in time, by what the first one took."""
        return self._measured is None or self._clock.left_s() > self._measured.finish_s

    def _heed(self, word: object) -> None:
        if isinstance(word, Placed):
            self._best, self._placed = word, self._bettering
            self._clock.bound_cents = word.bound_cents if word.bound_cents is not None else self._clock.bound_cents
            if word.incumbent not in self._clock.incumbents:
                self._clock.incumbents = (*self._clock.incumbents, word.incumbent)
        elif isinstance(word, Measured):
            self._measured = word
            self._clock.keep(word.finish_s + TURNS * word.turn_s)
        elif isinstance(word, Proven):
            self._proven, self._prove_s = True, word.seconds
            self._clock.bound_cents = word.bound_cents
        elif isinstance(word, Trouble):
            self._clock.report(Progress("routing", 0.0, message=f"a plan on the way was given up: {word.message}"))

    def _finish(self, carried: Carried) -> Plan:
        """The last answer as a plan in its place, unless a better one stands there or the time is over."""
        self._waiting = None
        self._listen()
        if self._best is not None and self._bettering is not None and self._bettering is not carried:
            self._second.stop()  # an earlier answer: what follows needs the cores
            self._listen()
        if self._best is not None and self._spare_s < -LATE_SHARE * self._limit_s:
            return self._shelf.standing()
        ask_s = 0.0 if self._clock.options.stopped() else min(self._spare_s, self._limit_s * ASK_SHARE)
        with self._shelf.draft() as draft:
            outcome = settle(self._prepared, carried, self._clock, ask_s, early=self._begun(draft))
            plan = plan_of(self._prepared, outcome, self._certify(outcome), self._clock)
            judged = self._shelf.judge(plan, self._clock, draft)
        self._second.stop()
        self._listen()
        if self._best is not None and judged.incumbent is None:
            count, first = len(judged.plan.violations), judged.plan.violations[0].message
            self._heed(Trouble(f"the verifier found {count} violations, the first: {first}"))
        elif self._best is None or rank(plan) <= self._best.rank:
            self._shelf.put(judged)
            return judged.plan
        return self._shelf.standing()

    def _certify(self, outcome: Outcome) -> Proof:
        """Bounds proven for this plan while there is time, else by the duals of an earlier one, else none."""
        if self._spare_s >= self._prove_s and not self._clock.options.stopped():
            return prove(self._prepared, outcome, self._clock)
        while not self._proven and self._second.busy and self._second.wait(self._spare_s):
            self._listen()
        if not self._proven and self._prove_s <= PROVE_ANYWAY_S:
            return prove(self._prepared, outcome, self._clock)
        with self._clock.stage("bound"):
            return self._restated(outcome)

    @property
    def _finish_s(self) -> float:
        """Seconds to be kept for making a plan of an answer."""
        return self._clock.kept_s if self._measured is None else self._measured.finish_s

    @property
    def _spare_s(self) -> float:
        """Seconds left beyond what making a plan of an answer took."""
        return self._clock.left_s() - (0.0 if self._measured is None else self._measured.finish_s)

    @property
    def _limit_s(self) -> float:
        return self._clock.options.time_limit_s

    # What the second process does.

    def _first(self, say: Say) -> None:
        """The first plan: a short search, one rotation; bounds are proven when it stands."""
        clock, told_s = self._clock.quiet(), list[float]()
        clock.tick = lambda: told_s.append(clock.elapsed_s())
        carried, known = search_once(self._prepared, clock, min(FIRST_MOST_S, self._limit_s * FIRST_SHARE))
        found_s, turn_s = clock.elapsed_s(), clock.elapsed_s() - told_s[-1]
        with self._shelf.draft() as draft:
            outcome = settle(self._prepared, carried, clock, 0.0, known, self._begun(draft))
            self._offer(outcome, UNPROVEN, clock, say, draft)
        say(Measured(turn_s, clock.elapsed_s() - found_s))
        if self._second.forks and clock.options.bounds:
            give_way()  # a plan stands: from here on the search is as urgent
            began_s = clock.elapsed_s()
            proof = prove(self._prepared, outcome, clock)
            self._proof.write_bytes(pickle.dumps(proof))
            say(Proven(clock.elapsed_s() - began_s, _cost_bound(proof)))
            self._offer(outcome, proof, clock, say)

    def _better(self, carried: Carried, say: Say) -> None:
        """A better answer, with the bounds that earlier duals prove."""
        if self._second.forks:
            give_way()
        clock = self._clock.quiet()
        with self._shelf.draft() as draft:
            outcome = settle(self._prepared, carried, clock, 0.0, early=self._begun(draft))
            self._offer(outcome, self._restated(outcome), clock, say, draft)

    def _restated(self, outcome: Outcome) -> Proof:
        if not self._proven:
            return UNPROVEN
        # The file was written by this run's own second process.
        earlier: Proof = pickle.loads(self._proof.read_bytes())
        return replace(earlier, certificate=restated_bounds(earlier.certificate, outcome.levels_of_eligible))

    def _begun(self, draft: Draft) -> Callable[[Mapping[str, Sequence[Any]]], None]:
        """Has what is known early of a plan written."""
        return partial(draft.begin, self._prepared.whole.campaign.clock)

    def _offer(
        self, outcome: Outcome, proof: Proof, clock: RunClock, say: Say, draft: Draft | None = None
    ) -> None:
        """Put a plan in its place if the verifier finds nothing and no better one stands there."""
        plan = plan_of(self._prepared, outcome, proof, clock)
        judged = self._shelf.judge(plan, clock, draft)
        if judged.incumbent is None:
            count, first = len(judged.plan.violations), judged.plan.violations[0].message
            say(Trouble(f"the verifier found {count} violations, the first: {first}"))
            return
        if self._best is not None and rank(plan) > self._best.rank:
            return
        clock.incumbents = judged.plan.trail
        with uncut():
            self._shelf.put(judged)
            say(Placed(rank(plan), clock.incumbents[-1], _cost_bound(proof)))


def _cost_bound(proof: Proof) -> int | None:
    return next((bound.value for bound in proof.certificate.bounds if bound.name == "cost"), None)

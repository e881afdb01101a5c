"""The window that a cohort travels in: what the funnel leaves of the wish, shared by a travel group."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from planner.demand.eligibility import PROMISE_RULE, Funnel, Refusal, Verdict
from planner.demand.spans import Span, chosen, meet
from planner.domain.demand import Worker

CODES = ("green", "yellow", "red")
"""Health codes, the best first."""
MIXING_RULE = "mixing"


@dataclass(frozen=True, slots=True)
class Window:
    """Boarding in ``[ready_at, board_by]``, arrival by ``due_at`` (moments).

    ``narrowed``: other moments would have let them travel too. ``refusal``: why they may not at all.
    """

    ready_at: int
    due_at: int
    board_by: int
    narrowed: bool = False
    refusal: Refusal | None = None


def window_of(verdict: Verdict, ready_at: int, due_at: int, spans: Sequence[Span] | None = None) -> Window:
    """The window of a verdict, out of the ``spans`` that a group shares, else of its own.

    Of several spans the earliest that leaves room is taken (see ``planner.demand.spans.chosen``). An empty wish
    stays as it is.
    """
    spans = verdict.spans if spans is None else spans
    if verdict.refusal is not None or not spans:
        return Window(ready_at, due_at, due_at, refusal=verdict.refusal)
    span = chosen(spans)
    return Window(span.board_from, span.arrive_by, span.board_by, len(spans) > 1)


class NamedWindows:
    """Windows of named workers: a travel group takes moments at which all its members who may travel can.

    Its code is the worst of theirs. Where codes may not be mixed, members of several cannot travel together.
    """

    def __init__(self, funnel: Funnel, workers: Iterable[tuple[Worker, int]]) -> None:
        """``workers`` come with the last moment of their arrival."""
        self._funnel = funnel
        self._codes: dict[str, set[str]] = {}
        self._verdicts: dict[str, tuple[Verdict, int]] = {}
        self._alone: dict[tuple[int, int, int], Window] = {}
        grouped: dict[str, list[tuple[Span, ...]]] = {}
        for worker, due_at in workers:
            verdict = funnel.worker(worker, due_at)
            self._verdicts[worker.worker_id] = (verdict, due_at)
            if worker.group_id and verdict.refusal is None:
                grouped.setdefault(worker.group_id, []).append(verdict.spans)
                self._codes.setdefault(worker.group_id, set()).add(worker.health_code)
        self._shared: dict[str, Sequence[Span]] = {key: reduce(meet, spans) for key, spans in grouped.items()}

    def code(self, worker: Worker) -> str:
        """Health class of a worker who may travel: the worst code in the travel group."""
        return max(self._codes.get(worker.group_id or "", ()) or (worker.health_code,), key=CODES.index)

    def of(self, worker: Worker, start_at: int) -> Window:
        """Window of a worker inside the campaign that begins at ``start_at``."""
        verdict, due_at = self._verdicts[worker.worker_id]
        ready_at = max(worker.ready_at, start_at)
        if not worker.group_id or verdict.refusal is not None:
            # verdicts of those alike are one object, and all are kept here
            key = (id(verdict), ready_at, due_at)
            found = self._alone.get(key)
            if found is None:
                found = self._alone[key] = window_of(verdict, ready_at, due_at)
            return found
        codes = self._codes[worker.group_id]
        if len(codes) > 1 and any(self._funnel.unmixed_codes):
            detail = f"members of group {worker.group_id} have the codes {', '.join(sorted(codes))}"
            refusal = Refusal("MIXING_LIMIT", detail, worker.group_id, MIXING_RULE, "")
            return Window(ready_at, due_at, due_at, not all(self._funnel.unmixed_codes), refusal)
        shared = self._shared[worker.group_id]
        if shared or not verdict.spans:
            return window_of(verdict, ready_at, due_at, shared)
        detail = f"no moment lets all of group {worker.group_id} travel"
        refusal = Refusal("WINDOW_TOO_SHORT", detail, worker.group_id, PROMISE_RULE, "")
        return Window(ready_at, due_at, due_at, refusal=refusal)

"""When somebody may travel: spans of boarding and arrival moments, met and chosen from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from planner.units import DAY_S

ROOM_S = DAY_S
"""Time from first boarding to last arrival that is taken to leave room for any journey."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Journeys that board in ``[board_from, board_by]`` and arrive in ``[arrive_from, arrive_by]`` (moments).

    Boarding after ``arrive_by`` or arriving before ``board_from`` is no journey; spans are kept so that
    ``board_from ≤ board_by ≤ arrive_by`` and ``board_from ≤ arrive_from ≤ arrive_by``.
    """

    board_from: int
    board_by: int
    arrive_from: int
    arrive_by: int

    @classmethod
    def of(cls, board_from: int, board_by: int, arrive_from: int, arrive_by: int) -> Span | None:
        """The span of these limits, or ``None`` when no journey fits."""
        arrive_from, board_by = max(arrive_from, board_from), min(board_by, arrive_by)
        if board_from > board_by or arrive_from > arrive_by:
            return None
        return cls(board_from, board_by, arrive_from, arrive_by)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order; those that follow each other without a gap and arrive in the same time are one."""
    found: list[Span] = []
    for span in sorted(spans):
        last = found[-1] if found else None
        if last is not None and span.board_from == last.board_by + 1 and _arrives_alike(last, span):
            found[-1] = replace(last, board_by=span.board_by)
        else:
            found.append(span)
    return tuple(found)


def _arrives_alike(first: Span, second: Span) -> bool:
    return first.arrive_by == second.arrive_by and max(first.arrive_from, second.board_from) == second.arrive_from


def meet(first: Sequence[Span], second: Sequence[Span]) -> tuple[Span, ...]:
    """Journeys that both allow."""
    both = (
        Span.of(
            max(a.board_from, b.board_from),
            min(a.board_by, b.board_by),
            max(a.arrive_from, b.arrive_from),
            min(a.arrive_by, b.arrive_by),
        )
        for a in first
        for b in second
    )
    return tuple(sorted(span for span in both if span is not None))


def chosen(spans: Sequence[Span]) -> Span:
    """The span that a cohort travels in: the earliest that leaves ``ROOM_S`` from first boarding to last arrival,
    else the longest."""
    roomy = (span for span in spans if span.arrive_by - span.board_from >= ROOM_S)
    return next(roomy, max(spans, key=lambda span: (span.arrive_by - span.board_from, -span.board_from)))

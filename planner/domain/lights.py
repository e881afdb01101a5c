"""Three-colour lights (三色亮灯): which light an enterprise shows on a day, and what that leaves of its intake."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from planner.domain.demand import Enterprise, Inspection
from planner.domain.rule import LightRules, RuleSet
from planner.units import LocalClock

GREEN, YELLOW, RED = "green", "yellow", "red"


@dataclass(frozen=True, slots=True)
class LightSpan:
    """A light from local day ``from_day`` (days since 1970-01-01; ``None``: since ever) until the next span."""

    from_day: int | None
    light: str


def light_spans(start: str, visits: Sequence[tuple[int, Inspection]], rules: LightRules) -> tuple[LightSpan, ...]:
    """The lights of one enterprise in order of days.

    It starts as ``start``. A visit is green when resolved or when fewer than ``yellow_items`` items are missing, else
    yellow; ``red_after`` yellow visits in a row are red; red stays until a visit is resolved. What a visit finds
    holds from its whole day on; of several on one day the last one counts for the day, each for the row
    (Ninghai 2020: three consecutive yellow lights are red, red unresolved stops production).

    Parameters
    ----------
    visits : sequence of (int, Inspection)
        Local day number and inspection, in order of days.

    Examples
    --------
    >>> visits = [(day, Inspection("E1", day * 86_400, 1, False)) for day in (5, 6, 7)]
    >>> [(span.from_day, span.light) for span in light_spans("green", visits, LightRules())]
    [(None, 'green'), (5, 'yellow'), (7, 'red')]
    """
    spans, light, yellows = [LightSpan(None, start)], start, 0
    for day, visit in visits:
        missed = not visit.resolved and visit.missing_items >= rules.yellow_items
        yellows = yellows + 1 if missed else 0
        if visit.resolved:
            light = GREEN
        elif light != RED:
            light = RED if yellows >= rules.red_after else YELLOW if missed else GREEN
        if spans[-1].from_day == day:
            spans.pop()
        if not spans or spans[-1].light != light:
            spans.append(LightSpan(day, light))
    return tuple(spans)


class LightBook:
    """Lights of all enterprises by day; spans are worked out once for each enterprise and sequence."""

    def __init__(
        self, enterprises: Iterable[Enterprise], inspections: Iterable[Inspection], clock: LocalClock
    ) -> None:
        self._start = {firm.enterprise_id: firm.light for firm in enterprises}
        self._visits: dict[str, list[tuple[int, Inspection]]] = defaultdict(list)
        for visit in sorted(inspections, key=lambda v: v.at):
            self._visits[visit.enterprise_id].append((clock.day(visit.at), visit))
        self._spans: dict[tuple[str, int, int], tuple[LightSpan, ...]] = {}

    def spans(self, enterprise_id: str, rules: LightRules) -> tuple[LightSpan, ...]:
        """Lights of an enterprise in order of days."""
        key = (enterprise_id, rules.yellow_items, rules.red_after)
        if key not in self._spans:
            visits = self._visits.get(enterprise_id, ())
            self._spans[key] = light_spans(self._start[enterprise_id], visits, rules)
        return self._spans[key]

    def light(self, enterprise_id: str, day: int, rules: LightRules) -> str:
        """Light of an enterprise on a local day."""
        shown = [span for span in self.spans(enterprise_id, rules) if span.from_day is None or span.from_day <= day]
        return shown[-1].light

    def intake_factor(self, enterprise_id: str, day: int, rules: RuleSet) -> Fraction:
        """Share of the daily intake that is left on a local day: 0 under a light that closes, 1 where none is given."""
        light = self.light(enterprise_id, day, rules.lights)
        if light in rules.lights_closed:
            return Fraction(0)
        return rules.lights.intake_factor.get(light, Fraction(1))

    def open_days(self, enterprise_id: str, rules: RuleSet) -> tuple[tuple[int | None, int | None], ...]:
        """Spans of local days ``[from, until)`` whose light lets people in; ``None``: since ever, for ever."""
        spans = self.spans(enterprise_id, rules.lights)
        found: list[tuple[int | None, int | None]] = []
        for number, span in enumerate(spans):
            until = spans[number + 1].from_day if number + 1 < len(spans) else None
            if span.light in rules.lights_closed:
                continue
            if found and found[-1][1] == span.from_day and span.from_day is not None:
                found[-1] = (found[-1][0], until)
            else:
                found.append((span.from_day, until))
        return tuple(found)

    def open_since(self, enterprise_id: str, day: int, rules: RuleSet) -> int | None:
        """First local day of the open span that holds a day; ``None``: since ever, or the light is closed that day."""
        for first, until in self.open_days(enterprise_id, rules):
            if (first is None or first <= day) and (until is None or day < until):
                return first
        return None

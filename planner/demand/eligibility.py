"""Who may travel at all, and when: the funnel before any seat is given, with the reason for each refusal."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import partial

from planner.demand.papers import Bar, Papers
from planner.demand.spans import Span, joined
from planner.domain.demand import Enterprise, Worker
from planner.domain.lights import LightBook
from planner.domain.place import Level, within
from planner.domain.rule import Policy, RuleSet
from planner.domain.scenario import Scenario
from planner.domain.zones import ZoneBook

FUNNEL_RULE, PROMISE_RULE = "eligibility", "windows"
"""Rules that the funnel cites."""
FIRM_REASONS = frozenset({"LIGHT_RED", "NEGATIVE_LISTED", "NOT_WHITELISTED", "NOT_RESUMED"})
"""Reasons that an enterprise gives; the others lie with the person."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody cannot travel: a code of ``reasons.csv``, the fact, the blocking object, and what forces it."""

    reason: str
    detail: str
    blocking_id: str
    rule: str
    rule_version: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """When somebody may travel; ``refusal`` says why never. Neither: the window itself is empty."""

    spans: tuple[Span, ...] = ()
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    """Boarding moments ``[begin, end)`` under one rule set and one level of the origin."""

    begin: int
    end: int
    rules: RuleSet
    level: Level


class Funnel:
    """The rules of a campaign asked about persons and firms.

    A journey is judged by the rule set and the origin's level at its boarding; the enterprise's light and its
    resumption count on arrival. A person is refused only if no boarding moment of the window lets them travel;
    otherwise the verdict holds the spans that do: papers that grow too old end one, a light that turns or a rule set
    that drops a demand begins one, a promise to one who asked ends boarding or arrival. What is refused is told by
    the first thing that bars the first part of the window; a missed promise, which alone bars, goes before.
    """

    def __init__(self, scenario: Scenario, policy: Policy) -> None:
        self._campaign = scenario.campaign
        self._policy = policy
        self._scenario = scenario
        self._firms = {firm.enterprise_id: firm for firm in scenario.enterprises}
        self._lights = LightBook(scenario.enterprises, scenario.inspections, scenario.campaign.clock)
        self._zones = ZoneBook(scenario.zones)
        self._pieces: dict[str, tuple[_Piece, ...]] = {}
        self._arrivals: dict[tuple[str, str], tuple[tuple[int, int], ...] | Bar] = {}
        self._verdicts: dict[Hashable, Verdict] = {}
        rulesets = policy.rulesets
        self._ages = any(rules.code_max_age_s is not None or rules.test_max_age_s is not None for rules in rulesets)
        self._promises = any(rules.promise_s is not None for rules in rulesets)
        ends = (*(rules.effective_from for rules in rulesets[1:]), self._campaign.end_at)
        in_force = [r for r, end in zip(rulesets, ends, strict=True) if end > self._campaign.start_at]
        self.unmixed_codes = tuple(rules.unmixed_codes for rules in in_force)
        """Whether health codes may not be mixed, by rule set that is in force in the campaign."""

    def worker(self, worker: Worker, due_at: int) -> Verdict:
        """When a named worker may travel between being ready and ``due_at``."""
        key = self._alike(worker, due_at)
        if key not in self._verdicts:
            papers = Papers(worker.origin_adcode, worker)
            self._verdicts[key] = self._judged(papers, worker.enterprise_id, worker.ready_at, due_at)
        found = self._verdicts[key]
        if found.refusal is None or found.refusal.reason in FIRM_REASONS:
            return found
        return Verdict(refusal=replace(found.refusal, blocking_id=worker.worker_id))

    def _alike(self, worker: Worker, due_at: int) -> Hashable:
        """What makes two workers alike to the funnel; dates count only where some rule set looks at them."""
        dates = (worker.health_code_at, worker.test_at) if self._ages else None
        return (
            worker.origin_adcode, worker.enterprise_id, worker.ready_at, due_at, worker.stage, worker.health_code,
            worker.origin_proof, worker.health_certificate, worker.test_result, dates,
            worker.requested_at if self._promises else None,
        )  # fmt: skip

    def heat(self, origin_adcode: str, enterprise_id: str, ready_at: int, due_at: int) -> Verdict:
        """When anonymous workers, green with papers in order, may travel."""
        key = (origin_adcode, enterprise_id, ready_at, due_at)
        if key not in self._verdicts:
            self._verdicts[key] = self._judged(Papers(origin_adcode), enterprise_id, ready_at, due_at)
        return self._verdicts[key]

    def closed_firms(self) -> dict[str, Refusal]:
        """Firms that nobody may travel to on any day of the campaign, with the reason."""
        first, last = self._campaign.start_at, self._campaign.end_at - 1
        verdicts = {key: self._judged(Papers(""), key, first, last) for key in self._firms}
        return {key: verdict.refusal for key, verdict in verdicts.items() if verdict.refusal is not None}

    def _judged(self, papers: Papers, enterprise_id: str, ready_at: int, due_at: int) -> Verdict:
        ready, firm = max(ready_at, self._campaign.start_at), self._firms[enterprise_id]
        spans: list[Span] = []
        refusals: list[Refusal] = []
        for piece in self._pieces_of(papers.origin_adcode):
            begin, end = max(piece.begin, ready), min(piece.end - 1, due_at)
            if begin > end:
                continue
            found = self._in_piece(papers, firm, piece, (begin, end, due_at))
            if isinstance(found, Bar):
                refusals.append(_refusal(found, papers, firm, piece.rules))
            else:
                spans += found
        if spans or not refusals:
            return Verdict(joined(spans))
        return Verdict(refusal=next((r for r in refusals if r.rule == PROMISE_RULE), refusals[0]))

    def _in_piece(
        self, papers: Papers, firm: Enterprise, piece: _Piece, window: tuple[int, int, int]
    ) -> list[Span] | Bar:
        """Spans of journeys that board in ``[begin, end]`` and arrive by ``due``, or what bars them all."""
        (begin, end, due), rules = window, piece.rules
        barred = papers.bar(rules, piece.level, begin)
        if barred is not None:
            return barred
        arrivals = self._arrivals_of(firm, rules)
        if isinstance(arrivals, Bar):
            return arrivals
        valid_until = papers.valid_until(rules, piece.level)
        end = end if valid_until is None else min(end, valid_until)
        open_spans = [span for low, high in arrivals if (span := Span.of(begin, end, low, min(high, due))) is not None]
        if not open_spans:
            return _closed_on_arrival(firm, rules, due)
        board_by, arrive_by = papers.promised_by(rules)
        kept = [
            Span.of(
                span.board_from,
                span.board_by if board_by is None else min(span.board_by, board_by),
                span.arrive_from,
                span.arrive_by if arrive_by is None else min(span.arrive_by, arrive_by),
            )
            for span in open_spans
        ]
        promised = [span for span in kept if span is not None]
        return promised or Bar("PROMISE_MISSED", f"the promised {rules.promise_to} is over before the worker can go")

    def _arrivals_of(self, firm: Enterprise, rules: RuleSet) -> tuple[tuple[int, int], ...] | Bar:
        """Spans of moments at which a firm takes people in, first and last moment each, or what closes it."""
        key = (firm.enterprise_id, rules.version)
        if key not in self._arrivals:
            barred = _list_bar(firm, rules)
            self._arrivals[key] = self._open_spans(firm, rules) if barred is None else barred
        return self._arrivals[key]

    def _open_spans(self, firm: Enterprise, rules: RuleSet) -> tuple[tuple[int, int], ...]:
        midnight, campaign = self._campaign.clock.midnight, self._campaign
        spans = []
        for first, until in self._lights.open_days(firm.enterprise_id, rules):
            low = campaign.start_at if first is None else max(midnight(first), campaign.start_at)
            high = campaign.end_at - 1 if until is None else min(midnight(until), campaign.end_at) - 1
            low = max(low, firm.resume_from or low)
            if low <= high:
                spans.append((low, high))
        return tuple(spans)

    def _pieces_of(self, origin: str) -> tuple[_Piece, ...]:
        """The campaign cut where the rule set or the level of an origin changes."""
        if origin not in self._pieces:
            start, end = self._campaign.start_at, self._campaign.end_at
            edges = {rules.effective_from for rules in self._policy.rulesets}
            for zone in self._scenario.zones:
                if within(origin, zone.adcode):
                    edges |= {zone.from_at, end if zone.until_at is None else zone.until_at}
            cuts = [start, *sorted(edge for edge in edges if start < edge < end), end]
            piece = partial(self._piece, origin)
            self._pieces[origin] = tuple(piece(*cut) for cut in zip(cuts, cuts[1:], strict=False))
        return self._pieces[origin]

    def _piece(self, origin: str, begin: int, end: int) -> _Piece:
        return _Piece(begin, end, self._policy.at(begin), self._zones.level(origin, begin))


def _list_bar(firm: Enterprise, rules: RuleSet) -> Bar | None:
    if rules.negative_list_closed and firm.negative_listed:
        return Bar("NEGATIVE_LISTED", "on the negative list")
    if rules.white_list_required and not firm.whitelisted:
        return Bar("NOT_WHITELISTED", "not on the white list")
    return None


def _closed_on_arrival(firm: Enterprise, rules: RuleSet, due: int) -> Bar:
    """Why a firm of no list takes nobody in by ``due``: it has not resumed, or its light is shut."""
    if firm.resume_from is not None and firm.resume_from > due:
        return Bar("NOT_RESUMED", "resumes after the last arrival")
    return Bar("LIGHT_RED", f"every day of arrival in the window has the light {' or '.join(rules.lights_closed)}")


def _refusal(bar: Bar, papers: Papers, firm: Enterprise, rules: RuleSet) -> Refusal:
    personal = papers.worker is not None and bar.reason not in FIRM_REASONS
    blocking = papers.worker.worker_id if personal and papers.worker is not None else firm.enterprise_id
    rule = PROMISE_RULE if bar.reason == "PROMISE_MISSED" else FUNNEL_RULE
    return Refusal(bar.reason, bar.detail, blocking, rule, rules.version)

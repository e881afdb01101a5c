"""What people have to do on arrival: by the level of their origin and the rule set of the moment they board."""

from __future__ import annotations

from collections.abc import Sequence

from planner.domain.place import Zone
from planner.domain.rule import ArrivalAction, ArrivalRule, Policy
from planner.domain.zones import ZoneBook


class ArrivalBook:
    """Arrival rules by origin and moment of the first boarding."""

    def __init__(self, policy: Policy, zones: Sequence[Zone]) -> None:
        self._policy, self._zones = policy, ZoneBook(zones)
        ends = [zone.until_at for zone in zones if zone.until_at is not None]
        begins = [*(zone.from_at for zone in zones), *(rules.effective_from for rules in policy.rulesets)]
        self._edges = tuple(sorted({*begins, *ends}))
        self._known: dict[tuple[str, int, int], frozenset[ArrivalRule]] = {}
        self.asks = any(
            rule.action is not ArrivalAction.NONE for rules in policy.rulesets for rule in rules.arrivals
        )
        """Whether any rule set asks anything of anybody on arrival."""

    def at(self, adcode: str, moment: int) -> ArrivalRule:
        """What those from a county do who board at a moment."""
        return self._policy.at(moment).arrival(self._zones.level(adcode, moment))

    def within(self, adcode: str, from_at: int, until_at: int) -> frozenset[ArrivalRule]:
        """Everything that may be asked of those from a county who board at some moment of ``[from_at, until_at]``."""
        key = (adcode, from_at, until_at)
        if key not in self._known:
            moments = [from_at, *(edge for edge in self._edges if from_at < edge <= until_at)]
            self._known[key] = frozenset(self.at(adcode, moment) for moment in moments)
        return self._known[key]

"""Who may not sit together: classes of level and health code where a rule set of the pack keeps them apart."""

from __future__ import annotations

from bisect import bisect_right

from planner.domain.demand import Cohort
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.domain.zones import ZoneBook


class MixBook:
    """Classes of cohorts; a vehicle or carriage carries one class only, and "" stands for all where nothing is kept
    apart.

    The origin counts as it stands when the journey begins. Where the level changes within the window, the county is a
    class of its own; the timetable then looks at the very moment of boarding.
    """

    def __init__(self, scenario: Scenario, policy: Policy) -> None:
        self._zones = ZoneBook(scenario.zones)
        self._limits = sorted({r.unmixed_from for r in policy.rulesets if r.unmixed_from is not None})
        self._codes = any(rules.unmixed_codes for rules in policy.rulesets)
        self._edges = self._zones.edges() if self._limits else ()
        self.keeps_apart = bool(self._limits) or self._codes
        """Whether anybody is kept apart from anybody at all."""

    def of(self, cohort: Cohort, from_at: int, until_at: int) -> str:
        """Class of a cohort whose journey begins within ``[from_at, until_at]``."""
        levels = self._classes(cohort.origin_adcode, from_at, until_at)
        parts = [] if not self._limits else ["/".join(levels.pop()) if len(levels) == 1 else f"?{cohort.origin_adcode}"]
        return "|".join([*parts, *([cohort.health_class] if self._codes else [])])

    def steady(self, cohort: Cohort, from_at: int, until_at: int, ride_s: int) -> tuple[int, int]:
        """The part of a window of beginnings in which the class does not change.

        The part after the last change, since feeders leave late; the one before where the ride no longer fits.

        Parameters
        ----------
        ride_s : int
            Time that the ride to the hub takes; it ends at ``until_at`` at the latest.
        """
        if len(self._classes(cohort.origin_adcode, from_at, until_at)) < 2:
            return from_at, until_at
        edges = [from_at, *(edge for edge in self._edges if from_at < edge <= until_at)]
        start = edges[bisect_right(edges, until_at - ride_s) - 1] if until_at - ride_s >= from_at else from_at
        after = [edge for edge in edges if edge > start]
        return start, (after[0] - 1 if after else until_at)

    def _classes(self, adcode: str, from_at: int, until_at: int) -> set[tuple[str, ...]]:
        """Every class that the county has at some moment of the window."""
        moments = [from_at, *(edge for edge in self._edges if from_at < edge <= until_at)]
        levels = {self._zones.level(adcode, moment) for moment in moments}
        return {
            tuple(f"{'from' if level >= limit else 'below'} {limit.name.lower()}" for limit in self._limits)
            for level in levels
        }

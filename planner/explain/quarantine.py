"""Who leaves quarantine when: people whom somebody has to bring on to their sites."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from planner.domain.plan import Dwell, Finding
from planner.domain.scenario import Scenario
from planner.units import day_text


def release_findings(scenario: Scenario, dwells: Sequence[Dwell]) -> tuple[Finding, ...]:
    """Persons by place and day of release, where the place is not a site: they need a shuttle."""
    sites, clock = {site.site_id for site in scenario.sites}, scenario.campaign.clock
    released: Counter[tuple[int, str]] = Counter()
    for dwell in dwells:
        if dwell.purpose == "quarantine" and dwell.place_id not in sites:
            released[clock.day(dwell.to_at), dwell.place_id] += dwell.persons
    return tuple(_finding(persons, place_id, day_text(day)) for (day, place_id), persons in sorted(released.items()))


def _finding(persons: int, place_id: str, day: str) -> Finding:
    message = f"{persons} persons leave {place_id} on {day} and need a shuttle to their sites"
    return Finding("QUARANTINE_RELEASE", place_id, str(persons), day, "persons", "", message)

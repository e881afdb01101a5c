"""Named people who go along: listed drivers, medics and liaison officers."""

from __future__ import annotations

from planner.recipes.amounts import scaled
from planner.recipes.carrier_facts import DriverListFacts, EscortFacts
from planner.recipes.facts import Facts
from planner.recipes.fleets import HOMEWARD_DAYS, days_after
from planner.recipes.tables import TableData, from_rows


def driver_table(facts: Facts, workers: int) -> TableData:
    """The ``drivers`` table; lists grow with the number of workers as the fleets do."""
    factor = workers / facts.sized_for
    columns = ("driver_id", "fleet_id", "whitelisted", "health_code")
    return from_rows("drivers", columns, [row for listed in facts.drivers for row in _drivers(listed, factor)])


def _drivers(listed: DriverListFacts, factor: float) -> list[tuple[object, ...]]:
    """Rows of one fleet: first those off the white list, then those with a yellow code, then the rest."""
    off, yellow = scaled(listed.not_whitelisted, factor), scaled(listed.yellow, factor)
    return [
        (f"{listed.fleet_id}-D{i + 1:03d}", listed.fleet_id, i >= off, "yellow" if off <= i < off + yellow else "green")
        for i in range(scaled(listed.count, factor))
    ]


def escort_table(facts: Facts, workers: int) -> TableData:
    """The ``escorts`` table: at hand from the moment of planning until the coaches are home."""
    factor = workers / facts.sized_for
    until = days_after(facts.campaign.end, HOMEWARD_DAYS)
    columns = ("escort_id", "kind", "base_adcode", "available_from", "available_to")
    rows = [row for team in facts.escorts for row in _escorts(facts, team, factor, until)]
    return from_rows("escorts", columns, rows)


def _escorts(facts: Facts, team: EscortFacts, factor: float, until: str) -> list[tuple[object, ...]]:
    return [
        (f"{team.prefix}{i + 1}", team.kind, team.base_adcode, facts.campaign.as_of, until)
        for i in range(scaled(team.count, factor))
    ]

"""What is in force where: zones that change by day, links, dated capacities, visits to enterprises."""

from __future__ import annotations

import numpy as np

from planner.recipes.facts import CapacityFacts, Facts, InspectionFacts, LinkFacts, ZoneDraw
from planner.recipes.geography import Origins
from planner.recipes.tables import TableData, from_rows
from planner.units import day_number, day_text


def zone_table(facts: Facts, origins: Origins | None, rng: np.random.Generator) -> TableData:
    """The ``zones`` table: rows that a source gives, then origin counties lowered one after another."""
    rows: list[tuple[str, str, str, str | None]] = [
        (zone.adcode, zone.level, zone.valid_from, zone.valid_to) for zone in facts.zones
    ]
    if facts.zone_draw is not None and origins is not None:
        given = tuple(zone.adcode for zone in facts.zones)
        free = [adcode for adcode in origins.adcodes if not adcode.startswith(given)]
        rows += _lowered(facts.zone_draw, free, rng)
    return from_rows("zones", ("adcode", "level", "valid_from", "valid_to"), rows)


def _lowered(draw: ZoneDraw, adcodes: list[str], rng: np.random.Generator) -> list[tuple[str, str, str, str | None]]:
    """A share of the counties at each level until a drawn day; what was high is medium for a week after."""
    order = rng.permutation(len(adcodes)).tolist()
    first, last = (day_number(text) for text in draw.lowered)
    rows: list[tuple[str, str, str, str | None]] = []
    taken = 0
    for level, share in draw.shares.items():
        count = round(share * len(adcodes))
        for position in sorted(order[taken : taken + count]):
            until = int(rng.integers(first, last + 1))
            rows.append((adcodes[position], level, draw.valid_from, day_text(until)))
            if level == "high":
                rows.append((adcodes[position], "medium", day_text(until + 1), day_text(until + 7)))
        taken += count
    return rows


def link_table(links: tuple[LinkFacts, ...]) -> TableData:
    """The ``links`` table."""
    columns = ("from_adcode", "to_adcode", "kind", "distance_m", "drive_s", "opens", "closes")
    rows = [
        (row.from_adcode, row.to_adcode, row.kind, row.distance_m, row.drive_s, row.opens, row.closes) for row in links
    ]
    return from_rows("links", columns, rows)


def capacity_table(capacities: tuple[CapacityFacts, ...]) -> TableData:
    """The ``capacities`` table, one row per day of each span."""
    rows = [
        (row.kind, row.place_id, day_text(day), row.amount)
        for row in capacities
        for day in range(day_number(row.date_from), day_number(row.date_to) + 1)
    ]
    return from_rows("capacities", ("kind", "place_id", "date", "amount"), rows)


def inspection_table(inspections: tuple[InspectionFacts, ...]) -> TableData:
    """The ``inspections`` table."""
    rows = [(row.enterprise_id, row.date, row.missing_items, row.resolved) for row in inspections]
    return from_rows("inspections", ("enterprise_id", "date", "missing_items", "resolved"), rows)

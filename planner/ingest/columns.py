"""The column contracts of every table of a scenario: one source for reading, headers and the data dictionary."""

from __future__ import annotations

from planner.ingest.contracts import carriers, people, places
from planner.ingest.contracts.column import Choice, Column, Kind, Table

__all__ = ["SCENARIO_SHEET_ZH", "TABLES", "Choice", "Column", "Kind", "Table", "table", "zh_headers"]

TABLES: tuple[Table, ...] = (
    people.WORKERS,
    people.HEAT,
    people.DEMAND,
    people.ENTERPRISES,
    people.INSPECTIONS,
    places.SITES,
    places.STOPS,
    places.LINKS,
    places.ZONES,
    places.MODE_BANS,
    places.INTAKE_WINDOWS,
    carriers.COACHES,
    carriers.DRIVERS,
    carriers.SERVICES,
    carriers.SERVICE_STOPS,
    carriers.CAPACITIES,
    carriers.ESCORTS,
    people.NO_SHOW,
    people.PINS,
    carriers.EVENTS,
    carriers.MATRIX,
)
"""Every table of ``contract.md`` section 1, in its order."""

SCENARIO_SHEET_ZH = "方案"
"""Chinese name of the workbook sheet that holds ``scenario.toml`` as rows of key and value."""


def table(name: str) -> Table:
    """Contract of a table.

    Raises
    ------
    KeyError
        There is no table of that name.
    """
    for contract in TABLES:
        if contract.name == name:
            return contract
    raise KeyError(f"there is no table {name!r}; known: {', '.join(contract.name for contract in TABLES)}")


def zh_headers(name: str) -> dict[str, str]:
    """Column name → Chinese header of a table, in the order of the columns."""
    return {column.name: column.zh for column in table(name).columns}

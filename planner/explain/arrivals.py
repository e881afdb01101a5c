"""How many have arrived by each day, beside how many could have in any plan, and what holds the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from planner.domain.plan import Finding
from planner.units import day_text

CODE = "ARRIVALS_BY_DAY"
MOST_CITED = 8
KINDS = {
    "people": "persons who are ready and have a way by then",
    "coaches": "vehicles and crews",
    "permits": "permits",
    "service": "seats of service",
    "hub": "throughput of",
    "intake": "daily intake of site",
    "map": "resumption map at site",
    "tests": "laboratories for",
    "own_beds": "beds of site",
    "beds": "quarantine beds for",
}
"""First part of the name of what holds persons back → words."""


class Limit(Protocol):
    """A bound of one day."""

    @property
    def day(self) -> int:
        """Local day number."""

    @property
    def persons(self) -> int:
        """Most who can have arrived by its end."""

    @property
    def held(self) -> Mapping[str, int]:
        """Persons whom each part of the bottleneck lets pass."""


def arrival_findings(
    limits: Iterable[Limit], arrivals: Sequence[tuple[int, int]], persons: int
) -> tuple[Finding, ...]:
    """One finding a day.

    Parameters
    ----------
    arrivals : sequence of (int, int)
        Local day of arrival and persons of every part that travels.
    persons : int
        Persons of the campaign who may travel.
    """
    found = []
    for limit in limits:
        date, come = day_text(limit.day), sum(number for day, number in arrivals if day <= limit.day)
        parts = bottleneck_of(limit.held)
        cites = ";".join(f"{name}={number}" for name, number in parts[:MOST_CITED])
        message = f"by the end of {date} {come} have arrived; no plan brings more than {limit.persons} of {persons}"
        message += f": {', '.join(said(name, number) for name, number in parts[:MOST_CITED])}" if parts else ""
        found.append(Finding(CODE, date, str(come), str(limit.persons), "persons", cites, message))
    return tuple(found)


def bottleneck_of(held: Mapping[str, int]) -> list[tuple[str, int]]:
    """Parts of a bottleneck, the largest first; days of one site and classes of coach rides together."""
    sums: dict[str, int] = {}
    for name, persons in held.items():
        kind, _, rest = name.partition(":")
        if kind in ("intake", "map", "own_beds", "beds"):
            name = f"{kind}:{rest.rpartition(':')[0]}"
        elif kind == "coaches":
            name = kind
        sums[name] = sums.get(name, 0) + persons
    return sorted(sums.items(), key=lambda part: (-part[1], part[0]))


def said(name: str, persons: int) -> str:
    """A part of a bottleneck in words.

    >>> said("intake:S1", 30)
    'daily intake of site S1 (30)'
    """
    kind, _, rest = name.partition(":")
    return f"{KINDS[kind]}{' ' if rest else ''}{rest} ({persons})"

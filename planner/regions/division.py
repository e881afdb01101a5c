"""Which persons are planned together: cities of destination, and corridors of origin where a city is too large."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

Atom = tuple[str, str]
"""City of destination and city of origin (four digits, two for municipalities)."""
MOST_PERSONS = 60_000
"""Persons of a region unless the user says otherwise: a run of that size takes about half a gigabyte."""
LEAST_PER_SITE = 12
"""A site weighs as much as so many persons at least: matrices grow with the square of the sites, not with persons."""


@dataclass(frozen=True, slots=True)
class Region:
    """Persons planned in one run: all who go from and to certain cities."""

    region_id: str
    atoms: frozenset[Atom]
    persons: int


def divide(persons: Mapping[Atom, int], most: int, sites: Mapping[Atom, int] | None = None) -> tuple[Region, ...]:
    """Regions of at most ``most`` persons, wherever single corridors between two cities allow it.

    Cities of one province are taken together in the order of their codes as long as they fit. A city that is too
    large is cut by origin, into near-equal runs of neighbouring codes. Depends on the counts alone.

    Parameters
    ----------
    sites : mapping, optional
        Sites that the persons of an atom go to: few persons to many sites make a small region too.
    """
    weighs = {atom: max(count, LEAST_PER_SITE * (sites or {}).get(atom, 0)) for atom, count in persons.items()}
    cities: dict[str, dict[Atom, int]] = defaultdict(dict)
    for atom in sorted(atom for atom, count in persons.items() if count):
        cities[atom[0]][atom] = weighs[atom]
    parts: list[dict[Atom, int]] = []
    for city, atoms in cities.items():
        pieces = _cut(atoms, most)
        before = parts[-1] if parts else {}
        same = bool(before) and {atom[0][:2] for atom in before} == {city[:2]}
        if len(pieces) == 1 and same and sum(before.values()) + sum(atoms.values()) <= most:
            parts[-1] = before | atoms
        else:
            parts += pieces
    return tuple(Region(f"R{n:02d}", frozenset(part), sum(persons[a] for a in part)) for n, part in enumerate(parts, 1))


def _cut(atoms: Mapping[Atom, int], most: int) -> list[dict[Atom, int]]:
    """Consecutive atoms in as few pieces as the limit asks for, of near-equal weight."""
    total = sum(atoms.values())
    pieces = -(-total // most)
    cut: list[dict[Atom, int]] = [{}]
    before = 0
    for atom, count in atoms.items():
        if before >= total * len(cut) / pieces and cut[-1]:
            cut.append({})
        cut[-1][atom] = count
        before += count
    return cut

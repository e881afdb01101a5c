"""Which administrative codes exist, and what to say about one that does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from planner.domain.place import County, area_prefix


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Codes of February 2020.

    Attributes
    ----------
    counties : mapping
        Six-digit code → county.
    prefixes : frozenset of str
        Every 2-, 4- and 6-digit prefix that holds a county.
    later : mapping
        Code given after February 2020 → the codes that it replaced.
    """

    counties: Mapping[str, County]
    prefixes: frozenset[str]
    later: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, counties: Mapping[str, County], changes: Iterable[tuple[str, str]]) -> Gazetteer:
        """Gazetteer of counties by code, and of pairs (later code, code it replaced)."""
        prefixes = frozenset(code[:digits] for code in counties for digits in (2, 4, 6))
        later: dict[str, tuple[str, ...]] = {}
        for new, old in changes:
            if new not in counties:
                later[new] = (*later.get(new, ()), old)
        return cls(counties, prefixes, later)

    def holds(self, code: str) -> bool:
        """Whether an area code selects at least one county."""
        return area_prefix(code) in self.prefixes

    def advice(self, code: str) -> str:
        """What to do about a code that is not a county."""
        if code in self.later:
            return f"is a code given after February 2020; use {' or '.join(self.later[code])}"
        prefix = area_prefix(code)
        if len(prefix) < 6 and prefix in self.prefixes:
            return "names a city or province; name one of its counties"
        near = sorted(known for known in self.counties if known[:4] == code[:4])[:3]
        known = f"; counties nearby: {', '.join(f'{c} {self.counties[c].name}' for c in near)}" if near else ""
        return f"is not a county code of February 2020{known}"

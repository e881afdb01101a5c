"""What a run over many small instances found: how often the plan is the best, and what the others are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Protocol


class Values(Protocol):
    """Bound, best and found of an instance: persons left behind by tier and then cost, fen."""

    @property
    def seed(self) -> int: ...
    @property
    def bound(self) -> tuple[int, ...]: ...
    @property
    def best(self) -> tuple[int, ...]: ...
    @property
    def found(self) -> tuple[int, ...]: ...
    @property
    def faults(self) -> tuple[str, ...]: ...


def kind_of(one: Values) -> str:
    """In what a plan differs from the best: the first level in which it is worse."""
    if one.found == one.best:
        return "the best plan"
    if sum(one.found[:-1]) > sum(one.best[:-1]):
        return "leaves more behind"
    if one.found[:-1] != one.best[:-1]:
        return "leaves as many behind, but of a better tier"
    return "best service, dearer"


@dataclass(slots=True)
class Tally:
    """What a run has found so far. ``told``: the instances to look at, a line each."""

    count: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    worst: tuple[float, int] = (0.0, 0)
    told: list[str] = field(default_factory=list)

    def add(self, one: Values) -> None:
        """Count one instance."""
        self.count += 1
        self.told += one.faults
        self.seen["faults"] += len(one.faults)
        kind = kind_of(one)
        self.seen[kind] += 1
        self.seen["bound is the best service"] += one.bound[:-1] == one.best[:-1]
        self.seen["bound is the best service and its cost"] += one.bound == one.best
        if one.found[:-1] == one.best[:-1]:
            self.worst = max(self.worst, (one.found[-1] / max(one.best[-1], 1) - 1, one.seed))
        else:
            self.told.append(f"seed {one.seed}: the plan {one.found}, the best {one.best}: {kind}")

    def text(self, seconds: float) -> str:
        """The figures in a line."""
        shares = "; ".join(f"{name} {number} ({number / self.count:.2%})" for name, number in self.seen.items())
        dearest = f"dearest plan of best service {self.worst[0]:.2%} above the best (seed {self.worst[1]})"
        return f"{self.count} instances in {seconds:.0f} s: {shares}; {dearest}"

    def document(self) -> dict[str, object]:
        """The figures for a file."""
        return {"count": self.count, "seen": dict(self.seen), "dearest_share": self.worst[0], "told": self.told}

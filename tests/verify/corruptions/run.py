"""Corrupt, verify, count: ``python -m tests.verify.corruptions.run 200`` prints a table over all rules."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from planner.verify import verify_folder
from tests.verify.corruptions import kinds
from tests.verify.corruptions.draft import Base, Draft
from tests.verify.corruptions.registry import CORRUPTIONS, Corruption
from tests.verify.corruptions.worlds import make_bases

ATTEMPTS = 40
"""Draws for each corrupted plan asked for; repeated and empty ones are not counted."""

assert kinds.LOADED


@dataclass(slots=True)
class Tally:
    """What became of the corrupted plans of a rule; ``missed`` tells each that its rule did not name."""

    plans: int = 0
    alone: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)


def corrupted(rule_id: str, bases: Sequence[Base], count: int) -> Iterator[tuple[str, Draft]]:
    """Up to ``count`` different corrupted plans of a rule, each with what was done; seeded by rule and number."""
    every = CORRUPTIONS.get(rule_id, [])
    seen: set[str] = set()
    for number in range(count * ATTEMPTS if every else 0):
        rng = Random(f"{rule_id} {number}")
        corruption: Corruption = every[number % len(every)]
        draft = Draft(rng.choice(bases))
        done = corruption(draft, rng)
        what = f"{draft.base.name}: {corruption.__name__}: {done}"
        if done is None or what in seen:
            continue
        seen.add(what)
        yield what, draft
        if len(seen) == count:
            return


def tally_of(rule_id: str, bases: Sequence[Base], count: int, folder: Path) -> Tally:
    """Verify corrupted plans of a rule and count how often the rule spoke up, and how often it alone."""
    tally = Tally()
    for number, (what, draft) in enumerate(corrupted(rule_id, bases, count)):
        here = folder / f"{rule_id}-{number}"
        found = {violation.rule for violation in verify_folder(*draft.write(here))}
        shutil.rmtree(here)
        tally.plans += 1
        tally.kinds[what.split(": ")[1]] += 1
        tally.alone += found == {rule_id}
        if rule_id not in found:
            tally.missed.append(f"{what} → {', '.join(sorted(found)) or 'nothing'}")
    return tally


def main(count: int) -> int:
    """Print one line a rule; exit code 1 when a plan was missed or a rule has too few."""
    wrong = 0
    with TemporaryDirectory() as name:
        bases = make_bases(Path(name) / "bases")
        print(f"{'rule':<14}{'kinds':>6}{'plans':>7}{'caught':>8}{'alone':>7}")
        for rule_id in sorted(CORRUPTIONS):
            tally = tally_of(rule_id, bases, count, Path(name))
            caught = tally.plans - len(tally.missed)
            print(f"{rule_id:<14}{len(tally.kinds):>6}{tally.plans:>7}{caught:>8}{tally.alone:>7}", flush=True)
            for line in tally.missed:
                print(f"    missed: {line}")
            wrong += len(tally.missed) + (tally.plans < min(count, 20))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))

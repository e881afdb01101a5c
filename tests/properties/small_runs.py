"""Small instances planned and laid beside the best of all plans; ``python -m tests.properties.small_runs 10000``."""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from unittest.mock import patch

from planner.domain.plan import Plan
from planner.pipeline import PlanOptions, plan_scenario
from planner.travel import travel_source
from planner.travel.ground import lay_ground
from tests.properties.small_instances import Instance, Metres, best_value, draw

ITERATIONS = 1_000
SAID_EVERY = 500


@dataclass(frozen=True, slots=True)
class Compared:
    """Bound, best and found, each as persons left behind by tier and then cost, fen.

    ``bound`` holds for the cost of plans that leave no more behind than the found one; it is laid beside the best
    only where both leave the same.
    """

    seed: int
    bound: tuple[int, ...]
    best: tuple[int, ...]
    found: tuple[int, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        """What must never be."""
        found = []
        if self.found < self.best:
            found.append(f"seed {self.seed}: the plan {self.found} is better than the best {self.best}")
        for number, (bound, best) in enumerate(zip(self.bound, self.best, strict=True)):
            if bound > best and self.found[:number] == self.best[:number]:
                found.append(f"seed {self.seed}: bound {self.bound} above the best {self.best}")
            if bound > self.found[number]:
                found.append(f"seed {self.seed}: bound {self.bound} above the plan {self.found}")
        return tuple(found)


def plan_of(instance: Instance, iterations: int = ITERATIONS) -> Plan:
    """A plan by counted work; nobody is asked what blocks those left behind."""
    options = PlanOptions(seed=1, threads=1, deterministic=True, iterations=iterations)
    with patch("planner.releasing.MOST_ASKED", 0):
        return plan_scenario(instance.scenario, instance.policy, travel_source(instance.scenario), options)


def value_of(plan: Plan) -> tuple[int, ...]:
    """Persons left behind by tier, then cost."""
    return tuple(level.value for level in plan.objective if level.name.startswith("unserved") or level.name == "cost")


def compare(seed: int, iterations: int = ITERATIONS) -> Compared:
    """The instance of a seed, planned, bounded and solved by trying everything."""
    instance = draw(seed)
    plan = plan_of(instance, iterations)
    ground = lay_ground(instance.scenario, instance.policy, travel_source(instance.scenario))
    best = best_value(instance, Metres.of(ground.places, ground.matrices[0].distance_m))
    return Compared(seed, tuple(bound.value for bound in plan.bounds), best, value_of(plan))


@dataclass(slots=True)
class Tally:
    """What a run has found so far."""

    count: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    worst: tuple[float, int] = (0.0, 0)

    def add(self, one: Compared) -> None:
        """Count one instance and print its faults."""
        self.count += 1
        for fault in one.faults:
            print(fault)
        serves = one.found[:-1] == one.best[:-1]
        if not serves:
            print(f"seed {one.seed}: the plan {one.found} leaves more behind than the best {one.best}")
        self.seen["faults"] += len(one.faults)
        self.seen["best plans"] += one.found == one.best
        self.seen["plans of best service"] += serves
        self.seen["bounds that are the best service"] += one.bound[:-1] == one.best[:-1]
        if serves:
            self.worst = max(self.worst, (one.found[-1] / max(one.best[-1], 1) - 1, one.seed))

    def say(self, seconds: float) -> None:
        """Print the figures."""
        shares = "; ".join(f"{name} {number} ({number / self.count:.2%})" for name, number in self.seen.items())
        dearest = f"dearest plan of best service {self.worst[0]:.2%} above the best (seed {self.worst[1]})"
        print(f"{self.count} instances in {seconds:.0f} s: {shares}; {dearest}", flush=True)


def main(count: int) -> int:
    """Print what a run over so many instances finds; 1 where something was found that must never be."""
    start, tally = time.monotonic(), Tally()
    for seed in range(count):
        tally.add(compare(seed))
        if (seed + 1) % SAID_EVERY == 0 or seed + 1 == count:
            tally.say(time.monotonic() - start)
    return int(tally.seen["faults"] > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))

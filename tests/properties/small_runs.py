"""Small instances planned and laid beside the best of all plans; ``python -m tests.properties.small_runs 10000``."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from unittest.mock import patch

from planner.commands.bench_machine import machine_here, made_now
from planner.domain.plan import Plan
from planner.pipeline import PlanOptions, plan_scenario
from planner.travel import travel_source
from planner.travel.ground import lay_ground
from tests.properties.small_instances import Instance, Metres, best_value, draw
from tests.properties.small_tally import Tally

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


def kept(path: Path) -> dict[int, Compared]:
    """Instances compared before, by seed, from a file with one JSON row each."""
    if not path.is_file():
        return {}
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    done = (Compared(seed, *(tuple(values) for values in triple)) for seed, *triple in rows)
    return {one.seed: one for one in done}


def main(arguments: Sequence[str]) -> int:
    """Print what a run finds; 1 where something was found that must never be."""
    asked = _parser().parse_args(arguments)
    files: Sequence[Path] = asked.keep or []
    before = {seed: one for path in files for seed, one in kept(path).items()}
    start, tally = time.monotonic(), Tally()
    with files[0].open("a", encoding="utf-8") if files else nullcontext() as stream:
        for seed in range(asked.first, asked.first + asked.count):
            one = before.get(seed) or compare(seed)
            if stream is not None and seed not in before:
                stream.write(json.dumps([one.seed, one.bound, one.best, one.found]) + "\n")
                stream.flush()
            tally.add(one)
            if tally.count % SAID_EVERY == 0:
                print(tally.text(time.monotonic() - start), flush=True)
    for line in (*tally.told, tally.text(time.monotonic() - start)):
        print(line)
    if asked.json is not None:
        made = made_now(f"python -m tests.properties.small_runs {asked.count} --first {asked.first}")
        document = {"machine": asdict(machine_here()), "made": asdict(made), **tally.document()}
        asked.json.write_text(json.dumps(document, ensure_ascii=False, indent=2), encoding="utf-8")
    return int(tally.seen["faults"] > 0)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m tests.properties.small_runs", description=__doc__)
    parser.add_argument("count", type=int, help="instances: seeds FIRST, FIRST + 1, …")
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="first seed")
    parser.add_argument(
        "--keep", type=Path, action="append", metavar="FILE",
        help="file of results: seeds in it are not run again, others are added to the first one named",
    )  # fmt: skip
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Where, when and by which code the figures of a benchmark were made."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("numba", "numpy", "scipy", "shapely")
OWN_WORDS = {"-o": 2, "--out": 2, "--json": 1, "--resume": 1}
"""Options that say where figures go, not what is measured, and the words that each takes."""
PATHS = {"--instances": "DIR", "--best": "FILE"}
"""Options whose path is of one machine alone, and the word told instead."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Where it was measured. ``busy`` is the load average of the minute before: other work slows every figure."""

    cores: int
    model: str
    memory_bytes: int
    system: str
    python: str
    busy: float

    def __str__(self) -> str:
        cores = f"{self.cores} cores, {self.model}, {self.memory_bytes / 1e9:.0f} GB"
        return f"{cores}, {self.system}, Python {self.python}, load before {self.busy:.1f}"


@dataclass(frozen=True, slots=True)
class Made:
    """When figures were made, by which command, and by which code and libraries."""

    on: str
    command: str
    code: str
    libraries: dict[str, str]


def machine_here() -> Machine:
    """The machine as the operating system describes it."""
    return Machine(
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        model=_processor(),
        memory_bytes=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        busy=round(os.getloadavg()[0], 2),
    )


def made_now(command: str | None = None) -> Made:
    """Today, the command (that of this process when none is given), and the versions that are installed."""
    from planner.regions.sources import code_version

    words = asked(sys.argv[1:]) if command is None else command
    return Made(date.today().isoformat(), words, code_version(), {name: version(name) for name in LIBRARIES})


def asked(arguments: list[str]) -> str:
    """The command without the options that say where figures go."""
    words, kept = iter(arguments), ["returnline"]
    for word in words:
        for _ in range(OWN_WORDS.get(word, 0) - 1):
            next(words, None)
        if word not in OWN_WORDS:
            kept.append(word)
        if word in PATHS and next(words, None) is not None:
            kept.append(PATHS[word])
    return " ".join(kept)


def _processor() -> str:
    """Name of the processor, where the system tells it."""
    described = Path("/proc/cpuinfo")
    if described.is_file():
        for line in described.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"

"""An engine without processes, for tests of what is planned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from planner.regions.engines import Numbered, Work


@dataclass
class Inline:
    """Runs tasks here, the last one first, so that nobody relies on their order."""

    name: str = "inline"
    workers: int = 1

    @contextmanager
    def crew(self) -> Iterator[Inline]:
        """See ``Engine.crew``: itself."""
        yield self

    def warm(self, work: Work, task: bytes) -> None:
        """Nothing is to be loaded here."""

    def run(self, work: Work, tasks: Iterable[bytes]) -> Iterator[Numbered]:
        """See ``Engine.run``."""
        for number, task in reversed(list(enumerate(tasks))):
            yield number, work(task)

"""Generated requests to every operation that the API describes, sent in process in the name of several people.

``python -m tests.api.trust.fuzz 10000`` prints how many were sent and what was wrong; exit 1 if anything was.
"""

from __future__ import annotations

import math
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, product
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.python import asgi
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.described import EVENTS
from api.operation.logs import set_up_logs
from tests.api.people import BASE
from tests.api.trust.household import Household, household

CHECKS_OF_STREAMS = [not_a_server_error, status_code_conformance, content_type_conformance]
"""The description tells of a stream as a whole, as typed clients read it; the checker would ask that of each event."""
CHECKS = [*CHECKS_OF_STREAMS, response_schema_conformance]
NAMES = ("bureau", "enterprise A", "administrator", "logistics", "anonymous")
SHOWN = 20
PATIENCE_S = 300
"""Time is measured elsewhere."""
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
schemathesis.serializer.alias("application/toml", "text/plain")
LAST_WITH_ACCOUNT = "DELETE /api/v1/sessions/current"


@dataclass
class Found:
    """What a run has seen: statuses, and one example of each kind of failure."""

    cases: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    failures: dict[str, str] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """The figures as text."""
        by_status = ", ".join(f"{status}: {times}" for status, times in sorted(self.statuses.items()))
        broken = sum(times for status, times in self.statuses.items() if status >= 500)
        yield f"{self.cases:,} generated requests ({by_status}); {broken} × 5xx, {len(self.failures)} kinds of failure"
        yield from (f"- {name}\n{text}" for name, text in list(self.failures.items())[:SHOWN])


def fuzz(home: Household, cases: int, names: Sequence[str] = NAMES, only: str = "", number: int = 1) -> Found:
    """Send about so many requests, spread evenly over operations, people, and well or ill formed input.

    Parameters
    ----------
    only : str
        Part of the label of the operations that are wanted.
    number : int
        Seed of what is generated.
    """
    app, found = home.house.app.app, Found()
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers={"host": "127.0.0.1"})
    operations = [result.ok() for result in schema.get_all_operations()]
    chosen = [operation for operation in operations if only in operation.label]
    each = math.ceil(cases / (len(chosen) * len(names) * len(MODES)))
    with asgi.get_client(app, max_stream_events=1_000) as client:
        for what in product(chosen, names, MODES):
            _run(home, client, what, (each, number), found)
    return found


def _run(
    home: Household, client: Any, what: tuple[Any, str, GenerationMode], size: tuple[int, int], found: Found
) -> None:
    """Requests to one operation by one person; half of them name objects that are there."""
    operation, who, mode = what
    objects = home.objects(who, "own")
    known = {p.name: objects[p.name] for p in operation.path_parameters if p.name in objects}
    plain = operation.as_strategy(generation_mode=mode)
    cases = st.one_of(plain, operation.as_strategy(generation_mode=mode, path_parameters=known)) if known else plain
    tries, token = count(), home.token(who)
    ends_session = operation.label == LAST_WITH_ACCOUNT

    @seed(size[1])
    @settings(
        max_examples=size[0], phases=[Phase.generate], database=None, deadline=None, derandomize=False,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=cases)
    def send(case: Case) -> None:
        nonlocal token
        sent = {"idempotency-key": f"{operation.label} {who} {mode} {next(tries)}", "if-match": '"v1"'}
        if ends_session:
            token = home.token(who, fresh=True)
        if token is not None:
            sent["authorization"] = f"Bearer {token}"
        answer = case.call(base_url=BASE, session=client, headers=sent, timeout=PATIENCE_S)
        found.cases += 1
        found.statuses[answer.status_code] += 1
        streams = EVENTS in str(answer.headers.get("content-type"))
        try:
            case.validate_response(answer, checks=CHECKS_OF_STREAMS if streams else CHECKS)
        except FailureGroup as group:
            for failure in group.exceptions:
                name = f"{operation.label}: {type(failure).__name__} at {answer.status_code}"
                found.failures.setdefault(name, f"{who}: {failure}"[:600])

    try:
        send()
    except Unsatisfiable:
        # an operation that takes anything has no ill formed input
        assert mode is GenerationMode.NEGATIVE, operation.label


def main(cases: int) -> int:
    """Run and print; 1 where anything was wrong."""
    set_up_logs("critical")
    with tempfile.TemporaryDirectory(prefix="returnline-fuzz-") as folder, household(Path(folder)) as home:
        found = fuzz(home, cases)
    print(*found.lines(), sep="\n")
    return 1 if found.failures else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))

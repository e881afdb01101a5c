from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from planner.domain.scenario import Scenario
from planner.domain.violation import Violation
from planner.errors import NoPlan
from planner.ingest import read_scenario
from planner.keeping.kept import Kept, kept_of
from planner.keeping.today import require_known, require_lawful
from planner.publish.tables import read_plan
from tests.builders.toy_plan import toy_plan
from tests.builders.toy_scenario import toy_scenario

Change = Callable[[Scenario], Scenario]


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return kept_of(read_plan(toy_plan(tmp_path)), ("L1",))


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    return read_scenario(toy_scenario(tmp_path))


def without(table: str, name: str) -> Change:
    """The scenario without the row whose id is this name."""

    def change(scenario: Scenario) -> Scenario:
        rows = tuple(row for row in getattr(scenario, table) if name not in (getattr(row, f, None) for f in IDS))
        return replace(scenario, **{table: rows})

    return change


IDS = ("fleet_id", "service_id", "worker_id", "site_id", "escort_id", "stop_id", "enterprise_id")
GONE: dict[str, tuple[Change, str]] = {
    "fleet": (without("fleets", "GZ"), "trip F1: fleet GZ is gone"),
    "smaller fleet": (
        lambda s: replace(s, fleets=tuple(replace(fleet, count=0) for fleet in s.fleets)),
        "trip D1: it runs on vehicle 1, fleet NB has 0",
    ),
    "service": (without("services", "SV1"), "trip SV1#1: service SV1 is gone"),
    "carriages": (
        lambda s: replace(s, services=tuple(replace(service, units=0) for service in s.services)),
        "trip SV1#1: it is unit 1, service SV1 has 0",
    ),
    "worker": (without("workers", "W12"), "trip F1: worker W12 is not on the lists any more"),
    "site": (without("sites", "S2"), "site S2 is gone"),
    "enterprise": (without("enterprises", "E2"), "enterprise E2 is gone"),
    "stop": (without("stops", "TS1"), "trip D1: stop TS1 is gone"),
    "escort": (without("escorts", "M2"), "trip F1: escort M2 is gone"),
}


def test_a_scenario_that_has_everything_lets_all_run(kept: Kept, scenario: Scenario) -> None:
    require_known(kept, scenario)
    require_lawful(kept, ())


@pytest.mark.parametrize("name", GONE)
def test_a_trip_whose_means_or_people_are_gone_is_refused_by_name(name: str, kept: Kept, scenario: Scenario) -> None:
    change, told = GONE[name]
    with pytest.raises(NoPlan) as found:
        require_known(kept, change(scenario))
    assert told in str(found.value) and "toy-plan" in str(found.value)


@pytest.mark.parametrize(
    ("subject", "trip"),
    [("D1 seq 3", "D1"), ("W12", "F1"), ("C3/1", "F1"), ("NB#1 duty 4", "D1"), ("S2 2020-02-25", "F1"), ("GT1", "D1")],
)
def test_what_the_verifier_finds_is_told_of_the_trip(subject: str, trip: str, kept: Kept) -> None:
    broken = Violation("sealed", subject, "1", "0", "m", "it runs through a sealed county")
    with pytest.raises(NoPlan, match=f"trip {trip}: sealed: it runs through a sealed county"):
        require_lawful(kept, (broken,))


def test_of_many_faults_the_first_are_named_and_the_others_counted(kept: Kept) -> None:
    broken = tuple(Violation("hubs", "elsewhere", "1", "0", "persons", f"fault {number}") for number in range(7))
    with pytest.raises(NoPlan, match=r"the kept trips: hubs: fault 0; .*fault 4; and 2 more"):
        require_lawful(kept, broken)

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.explain.arrivals import CODE, arrival_findings, bottleneck_of, said
from planner.units import day_number


@dataclass(frozen=True)
class Bound:
    """A bound of a day."""

    day: int
    persons: int
    held: Mapping[str, int] = field(default_factory=dict)


DAY = day_number("2020-02-24")


def test_a_finding_lays_the_plan_beside_what_any_plan_could_bring() -> None:
    held = {"people": 12, f"intake:S1:{DAY}": 30, f"intake:S1:{DAY - 1}": 20, "service:SV1": 5}
    (found,) = arrival_findings([Bound(DAY, 67, held)], [(DAY - 1, 20), (DAY, 10), (DAY + 1, 99)], 200)
    assert (found.code, found.subject, found.value, found.limit) == (CODE, "2020-02-24", "30", "67")
    assert found.cites == "intake:S1=50;people=12;service:SV1=5"
    assert "30 have arrived; no plan brings more than 67 of 200: daily intake of site S1 (50)" in found.message


def test_days_of_a_site_and_classes_of_coach_rides_are_one_part() -> None:
    assert bottleneck_of({"map:S1:5": 3, "map:S1:6": 4, "coaches": 2, "coaches:7200": 6, "permits": 8}) == [
        ("coaches", 8), ("permits", 8), ("map:S1", 7)
    ]  # fmt: skip


def test_every_part_has_words() -> None:
    for name in ("people", "coaches", "permits", "service:A", "hub:B", "intake:S", "map:S", "tests:3", "own_beds:S",
                 "beds:3"):
        assert said(name, 4).endswith("(4)")

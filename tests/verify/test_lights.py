from __future__ import annotations

import pytest

from planner.domain.demand import Inspection
from planner.domain.rule import LightRules
from planner.verify.lights import light_after, light_on
from planner.verify.world import World

RULES = LightRules(yellow_items=2, red_after=3)


def _visits(*facts: tuple[int, bool]) -> list[Inspection]:
    return [Inspection("E1", number, missing, resolved) for number, (missing, resolved) in enumerate(facts)]


@pytest.mark.parametrize(
    ("start", "facts", "light"),
    [
        ("yellow", (), "yellow"),
        ("green", ((1, False),), "green"),
        ("green", ((2, False),), "yellow"),
        ("green", ((2, False), (0, False)), "green"),
        ("green", ((2, False), (3, False), (2, False)), "red"),
        ("green", ((2, False), (0, False), (2, False), (2, False)), "yellow"),
        ("green", ((2, False), (2, True), (2, False), (2, False)), "yellow"),
        ("red", ((0, False),), "red"),
        ("red", ((5, True),), "green"),
        ("yellow", ((2, False), (2, False)), "yellow"),
    ],
)
def test_a_light_follows_its_visits(start: str, facts: tuple[tuple[int, bool], ...], light: str) -> None:
    assert light_after(start, _visits(*facts), RULES) == light


def test_a_visit_counts_for_the_whole_of_its_day(toy_world: World) -> None:
    day = toy_world.clock.day(toy_world.inspections["E1"][0].at)
    assert light_on(toy_world, "E1", day - 1, RULES) == "green"
    assert light_on(toy_world, "E1", day, RULES) == "yellow"

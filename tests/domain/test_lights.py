"""The three-colour sequence: visits change the light, the light leaves a share of the intake."""

from __future__ import annotations

from fractions import Fraction

from planner.domain.demand import Inspection
from planner.domain.lights import LightBook, LightSpan, light_spans
from planner.domain.rule import LightRules
from tests.builders.small_world import CLOCK, FIRST_DAY, firm, moment, rules

THREE = LightRules(yellow_items=1, red_after=3, intake_factor={"yellow": Fraction(1, 2)})


def visit(day: int, missing: int = 1, resolved: bool = False, enterprise_id: str = "E1") -> Inspection:
    """An inspection at noon of a day of the campaign."""
    return Inspection(enterprise_id, moment(day, 12), missing, resolved)


def lights(*visits: Inspection, start: str = "green", sequence: LightRules = THREE) -> list[str]:
    """Lights of E1 on the first eight days of the campaign."""
    book = LightBook([firm("E1", light=start)], visits, CLOCK)
    return [book.light("E1", FIRST_DAY + day, sequence) for day in range(8)]


def test_without_visits_the_light_stays_as_given() -> None:
    assert set(lights(start="yellow")) == {"yellow"}


def test_three_yellow_visits_in_a_row_are_red_until_one_is_resolved() -> None:
    found = lights(visit(1), visit(2), visit(4), visit(5, 0), visit(6, 0, resolved=True))
    assert found == ["green", "yellow", "yellow", "yellow", "red", "red", "green", "green"]


def test_a_clean_visit_breaks_the_row() -> None:
    found = lights(visit(1), visit(2), visit(3, 0), visit(4), visit(5))
    assert found == ["green", "yellow", "yellow", "green", "yellow", "yellow", "yellow", "yellow"]


def test_a_light_that_begins_red_stays_red_until_resolved() -> None:
    assert lights(visit(1, 0), visit(3, 2, resolved=True), start="red") == ["red"] * 3 + ["green"] * 5


def test_few_missing_items_are_green_where_the_rules_allow_some() -> None:
    assert set(lights(visit(1, 2), visit(2, 2), sequence=LightRules(yellow_items=3))) == {"green"}


def test_the_last_visit_of_a_day_gives_its_light() -> None:
    visits = [(5, visit(0)), (5, visit(0, 0, resolved=True))]
    assert light_spans("yellow", visits, THREE) == (LightSpan(None, "yellow"), LightSpan(5, "green"))


def test_the_factor_of_intake_follows_the_light() -> None:
    book = LightBook([firm("E1"), firm("E2")], [visit(1), visit(2), visit(3)], CLOCK)
    ruleset = rules(lights=THREE, lights_closed=("red",))
    factors = [book.intake_factor("E1", FIRST_DAY + day, ruleset) for day in range(4)]
    assert factors == [1, Fraction(1, 2), Fraction(1, 2), 0]
    assert book.intake_factor("E2", FIRST_DAY + 3, ruleset) == 1

"""The light of an enterprise on a day, followed again through its inspections."""

from __future__ import annotations

from collections.abc import Iterable

from planner.domain.demand import Inspection
from planner.domain.rule import LightRules
from planner.verify.world import World

GREEN, YELLOW, RED = "green", "yellow", "red"


def light_on(world: World, enterprise_id: str, day: int, rules: LightRules) -> str:
    """Light in force on a local day: an inspection counts for the whole of its day. 三色亮灯, Ninghai 2020."""
    visits = (row for row in world.inspections.get(enterprise_id, ()) if world.clock.day(row.at) <= day)
    return light_after(world.enterprises[enterprise_id].light, visits, rules)


def light_after(start: str, visits: Iterable[Inspection], rules: LightRules) -> str:
    """Light after visits in order of date.

    A resolved visit is green; one that misses ``yellow_items`` or more is yellow, any other green; ``red_after``
    yellows in a row are red, and red stays until a resolved visit.
    """
    light, yellows = start, 0
    for visit in visits:
        if visit.resolved:
            light, yellows = GREEN, 0
        elif light == RED:
            continue
        elif visit.missing_items >= rules.yellow_items:
            yellows += 1
            light = RED if yellows >= rules.red_after else YELLOW
        else:
            light, yellows = GREEN, 0
    return light

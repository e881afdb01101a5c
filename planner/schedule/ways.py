"""Where a coach is when: counties, rests and points along the way of a run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, count

from planner.domain.place import SEAT_PREFIX
from planner.domain.plan import PathStepRow
from planner.domain.travel import Route
from planner.schedule.clock import Halt, Run
from planner.schedule.sorties import Sortie

WayKey = tuple[int, str, str]
"""Epoch of sealed ground, from place, to place."""


def ways_needed(sorties: Iterable[Sortie], depots: Sequence[str]) -> tuple[WayKey, ...]:
    """Ways that the tables need: every loaded leg, and the empty runs long enough to hold a rest.

    Parameters
    ----------
    depots : sequence of str
        Depot place id of each fleet.
    """
    keys: set[WayKey] = set()
    for sortie in sorties:
        stops, epoch, depot = sortie.timed.stops, sortie.timed.epoch, depots[sortie.fleet]
        keys.update((epoch, a, b) for a, b in zip(stops, stops[1:], strict=False))
        if _rests(sortie.out):
            keys.add((epoch, depot, stops[0]))
        if _rests(sortie.home):
            keys.add((epoch, stops[-1], depot))
    return tuple(sorted(keys))


def _rests(run: Run) -> bool:
    return any(not halt.arrive for halt in run.halts)


def county_after(route: Route, done_s: int) -> str:
    """County of a way after ``done_s`` day-time driving seconds."""
    if not route.steps:
        return ""
    for step in route.steps:
        if step.drive_s > done_s:
            return step.adcode
        done_s -= step.drive_s
    return route.steps[-1].adcode


def metres_after(route: Route, done_s: int) -> int:
    """Metres of a way driven after ``done_s`` day-time driving seconds."""
    metres = 0
    for step in route.steps:
        if done_s >= step.drive_s:
            metres += step.distance_m
            done_s -= step.drive_s
        else:
            return metres + step.distance_m * done_s // max(step.drive_s, 1)
    return metres


def rest_place(route: Route, done_s: int) -> str:
    """Place id of a rest on a way."""
    return SEAT_PREFIX + county_after(route, done_s)


def path_rows(trip_id: str, run: Run, routes: Sequence[Route], last_leave_s: int, offset_s: int) -> list[PathStepRow]:
    """Counties that a trip runs through with the moments of entry and exit.

    Standing time belongs to the county that the coach stands in, so the rows cover the trip without gaps.
    """
    rows: list[PathStepRow] = []
    depart, halts = run.depart_s - offset_s, run.halts
    for leg, route in enumerate(routes):
        mine = [halt for halt in halts if halt.leg == leg]
        last_s = (mine[-1].to_s if leg < len(routes) - 1 else last_leave_s) - offset_s
        leaves = [*_moments(_anchors(depart, route, mine, offset_s), route), last_s]
        rows += [
            PathStepRow(trip_id, seq, step.adcode, entered, left, step.distance_m, step.motorway_m, step.drive_s)
            for seq, step, entered, left in zip(
                count(len(rows) + 1), route.steps, [depart, *leaves[:-1]], leaves, strict=False
            )
        ]
        depart = mine[-1].to_s - offset_s
    return rows


def _anchors(depart: int, route: Route, halts: Sequence[Halt], offset_s: int) -> list[tuple[int, int]]:
    """(done seconds, moment) pairs along a leg; a rest gives two with the same progress."""
    anchors = [(0, depart)]
    for halt in halts:
        anchors.append((route.drive_s if halt.arrive else halt.done_s, halt.from_s - offset_s))
        if not halt.arrive:
            anchors.append((halt.done_s, halt.to_s - offset_s))
    return anchors


def _moments(anchors: Sequence[tuple[int, int]], route: Route) -> list[int]:
    """When each county of a way but the last is left, linear between anchors."""
    reached = accumulate([step.drive_s for step in route.steps[:-1]])
    if len(anchors) == 2 and route.drive_s:
        (_, from_at), (whole_s, until_at) = anchors
        return [from_at + (until_at - from_at) * done // whole_s for done in reached]
    moments, passed = [], 0
    for done in reached:
        while passed + 1 < len(anchors):
            (done_a, at_a), (done_b, at_b) = anchors[passed], anchors[passed + 1]
            if done_a <= done <= done_b and done_b > done_a:
                moments.append(at_a + (at_b - at_a) * (done - done_a) // (done_b - done_a))
                break
            passed += 1
        else:
            moments.append(anchors[-1][1])
    return moments

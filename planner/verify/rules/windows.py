"""Not before ready, not after due, within opening hours and the campaign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from planner.domain.demand import Worker
from planner.domain.plan import Load, StopTime
from planner.domain.violation import Violation
from planner.verify.journeys import first_rules
from planner.verify.world import World, boarding_moments

broken = partial(Violation, "windows")


def windows(world: World) -> Iterator[Violation]:
    """ready ≤ departure from the home door; arrival at the factory door ≤ due, both per worker; opening hours; horizon;
    boarding or arrival ≤ requested_at + promise_s of workers who asked.

    model.md, "Binds"; domain.md E.4 (3, 15); Cixi 2020 (the promise to applicants).
    """
    for legs in world.parts.values():
        yield from _part(world, legs)
    for halts in world.halts.values():
        for halt in halts:
            if halt.board or halt.alight:
                yield from _hours(world, halt)
        yield from _horizon(world, halts)


def _part(world: World, legs: Sequence[Load]) -> Iterator[Violation]:
    cohort = world.cohorts[legs[0].cohort_id]
    depart, arrive = world.board_halt(legs[0]).depart_at, world.alight_halt(legs[-1]).arrive_at
    yield from _window(world, cohort.cohort_id, cohort.ready_at, cohort.due_at, (depart, arrive))
    for worker_id in world.members.get((cohort.cohort_id, legs[0].part_id), ()):
        worker = world.workers[worker_id]
        due = world.due_of(worker.enterprise_id, worker.due_at)
        if depart < worker.ready_at or arrive > due:
            yield from _window(world, worker_id, worker.ready_at, due, (depart, arrive))
        if worker.requested_at is not None:
            yield from _promise(world, worker, legs, (depart, arrive))


def _window(world: World, subject: str, ready: int, due: int, journey: tuple[int, int]) -> Iterator[Violation]:
    depart, arrive = journey
    iso = world.clock.iso
    if depart < ready:
        yield broken(subject, iso(depart), iso(ready), "moment", f"{subject} departs {iso(depart)}, before ready")
    if arrive > due:
        yield broken(subject, iso(arrive), iso(due), "moment", f"{subject} arrives {iso(arrive)}, after due")


def _promise(world: World, worker: Worker, legs: Sequence[Load], journey: tuple[int, int]) -> Iterator[Violation]:
    rules = first_rules(world, legs)
    if rules.promise_s is None or worker.requested_at is None:
        return
    kept, limit = journey[rules.promise_to == "arrival"], worker.requested_at + rules.promise_s
    if kept > limit:
        found, needed = world.clock.iso(kept), world.clock.iso(limit)
        message = f"worker {worker.worker_id} was promised {rules.promise_to} by {needed}, it is {found}"
        yield broken(worker.worker_id, found, needed, f"moment of {rules.promise_to}", message)


def _hours(world: World, halt: StopTime) -> Iterator[Violation]:
    """People pass the door of a site or stop while it is open; opening hours may run past midnight."""
    place = world.sites.get(halt.stop_id) or world.stops.get(halt.stop_id)
    if place is None or place.opens_s is None or place.closes_s is None or place.opens_s == place.closes_s:
        return
    opens, closes = place.opens_s, place.closes_s
    for moment in boarding_moments(halt):
        second = world.clock.second_of_day(moment)
        is_open = opens <= second <= closes if opens < closes else second >= opens or second <= closes
        if not is_open:
            hours = f"{_clock(opens)}–{_clock(closes)}"
            message = f"trip {halt.trip_id} is at {halt.stop_id} at {_clock(second)}, open {hours}"
            yield broken(f"{halt.trip_id} seq {halt.seq}", _clock(second), hours, "time of day", message)


def _clock(second: int) -> str:
    return f"{second // 3600:02d}:{second % 3600 // 60:02d}"


def _horizon(world: World, halts: Sequence[StopTime]) -> Iterator[Violation]:
    campaign, iso = world.scenario.campaign, world.clock.iso
    begin, end = halts[0].depart_at, halts[-1].arrive_at
    if begin < campaign.start_at or end >= campaign.end_at:
        yield broken(
            halts[0].trip_id,
            f"{iso(begin)} – {iso(end)}",
            f"{iso(campaign.start_at)} – {iso(campaign.end_at)}",
            "moments",
            f"trip {halts[0].trip_id} runs outside the campaign",
        )

"""Who needs a place to get in and out with a wheelchair or an infant finds one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial

from planner.domain.plan import Seat, Trip
from planner.domain.violation import Violation
from planner.verify.world import World, is_coach

broken = partial(Violation, "access")


def access(world: World) -> Iterator[Violation]:
    """Persons with needs aboard a coach between two halts ≤ accessible_seats of its fleet; needs as listed.

    Rail and air are taken as accessible. model.md, "Binds".
    """
    for trip in world.plan.trips:
        if is_coach(trip):
            yield from _aboard(world, trip)
    yield from _listed(world)


def _listed(world: World) -> Iterator[Violation]:
    """A cohort has the needs of its members, and no others but those of their travel groups, which are never split."""
    groups: dict[str, frozenset[str]] = {}
    for worker in world.scenario.workers:
        if worker.group_id:
            groups[worker.group_id] = groups.get(worker.group_id, frozenset()) | _words(worker.needs or "")
    for (cohort_id, _), ids in world.members.items():
        needs = world.cohorts[cohort_id].needs
        for worker_id in ids:
            worker = world.workers[worker_id]
            own = _words(worker.needs or "")
            if not own <= _words(needs) <= own | groups.get(worker.group_id or "", own):
                found = worker.needs or ""
                message = f"worker {worker_id} needs {found or 'nothing'}, its cohort {cohort_id} {needs or 'nothing'}"
                yield broken(worker_id, needs, found, "needs", message)


@lru_cache(maxsize=1024)
def _words(needs: str) -> frozenset[str]:
    return frozenset(word.strip() for word in needs.replace("；", ";").split(";") if word.strip())


def _aboard(world: World, trip: Trip) -> Iterator[Violation]:
    seats = world.fleets[str(trip.fleet_id)].accessible_seats
    rows = [row for row in world.seats.get(trip.trip_id, ()) if world.workers[row.worker_id].needs]
    if len(rows) <= seats:
        return
    for seq, found in enumerate(_counts(rows, len(world.halts[trip.trip_id])), 1):
        if found > seats:
            yield broken(
                f"{trip.trip_id} seq {seq}",
                str(found),
                str(seats),
                "accessible seats",
                f"trip {trip.trip_id} carries {found} persons with needs from seq {seq} on {seats} accessible seats",
            )


def _counts(rows: Sequence[Seat], halts: int) -> Iterator[int]:
    """Persons aboard from each halt to the next."""
    change = [0] * (halts + 1)
    for row in rows:
        change[row.board_seq] += 1
        change[row.alight_seq] -= 1
    now = 0
    for step in change[1:-1]:
        now += step
        yield now

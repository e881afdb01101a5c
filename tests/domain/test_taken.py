"""A book that begins with what kept trips take is the book that they were entered in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from planner.domain.fleet import Capacity
from planner.domain.hubs import QUARTER_S, Passage
from planner.domain.plan import Reservation
from planner.domain.taken import Taken
from planner.schedule.books.beds import BedBook
from planner.schedule.books.claims import Book
from planner.schedule.books.crew_beds import CrewBedBook
from planner.schedule.books.escorts import EscortBook
from planner.schedule.books.gates import GateBook
from planner.schedule.books.hubs import HubBook
from planner.schedule.books.intake import IntakeBook
from planner.schedule.books.permits import PermitBook
from planner.schedule.books.tests import LabBook
from planner.schedule.linehaul import admit
from planner.schedule.world import World
from tests.builders.small_schedule import at_hour, options
from tests.schedule.books import test_beds as beds
from tests.schedule.books import test_crew_beds as crew_beds
from tests.schedule.books import test_escorts as escorts
from tests.schedule.books import test_gates as gates
from tests.schedule.books import test_hubs as hubs
from tests.schedule.books import test_intake as intake
from tests.schedule.books import test_permits as permits
from tests.schedule.books import test_tests as tests

WORLDS: dict[str, tuple[Callable[[World], Book], Callable[[], World], int]] = {
    "permits": (PermitBook, lambda: permits.permit_world((0, 1), (2, 1)), 2),
    "intake": (IntakeBook, lambda: intake.intake_world(**intake.sites(intake_per_day=45)), 2),
    "tests": (LabBook, lambda: tests.lab_world(tests.lab("T1"), rows=(Capacity("test", "T1", tests.DAY, 45),)), 2),
    "own beds": (BedBook, lambda: beds.bed_world(beds=45), 2),
    "crew beds": (CrewBedBook, lambda: crew_beds.crew_world(*crew_beds.beds("LA", 4, 0, 1)), 2),
    "hubs": (HubBook, lambda: hubs.hub_world(160, at_hour(3, 8, 20, "NBH")), 2),
    "gates": (GateBook, lambda: gates.gate_world(40), 3),
    "gates by day": (GateBook, lambda: gates.gate_world(None, gates.row(45)), 2),
    "escorts": (EscortBook, lambda: escorts.escort_world(*map(escorts.medic, ("M1", "M2", "M3", "M4"))), 2),
}
"""Book, world, and how many like trips it takes."""


def begun(world: World, taken: Taken) -> World:
    """The world beside kept trips."""
    scenario = replace(world.scenario, taken=taken)
    return replace(world, scenario=scenario, linehaul=admit(scenario, world.policy, world.places))


@pytest.mark.parametrize("name", WORLDS)
def test_what_kept_trips_take_is_gone_and_the_rest_is_there(name: str) -> None:
    book_of, world_of, most = WORLDS[name]
    world = world_of()
    timed, entered, offset_s = options(world, 0)[0], book_of(world), world.offset_s
    rows, arrivals, out = [], dict[tuple[str, int], int](), []
    for _ in range(most):
        claims = entered.find(timed)
        assert isinstance(claims, tuple) and claims
        assert book_of(begun(world, Taken(tuple(rows), arrivals, tuple(out)))).find(timed) == claims
        entered.take(timed, claims)
        for claim in claims:
            if claim.holder is not None:
                out.append((claim.holder, (claim.from_s or 0) - offset_s, (claim.to_s or 0) - offset_s))
            elif claim.kind == "intake":
                arrivals[claim.place_id, claim.day] = arrivals.get((claim.place_id, claim.day), 0) + claim.amount
            else:
                from_at = None if claim.from_s is None else claim.from_s - offset_s
                rows.append(Reservation(claim.kind, claim.place_id, claim.day, claim.amount, "T1", None, from_at))
    short = entered.find(timed)
    assert not isinstance(short, tuple)
    assert book_of(begun(world, Taken(tuple(rows), arrivals, tuple(out)))).find(timed) == short


def test_rows_are_found_by_kind_and_quarters_by_local_time() -> None:
    hub = Reservation("hub", "H", 1, 3, "T1", None, 10 * QUARTER_S)
    taken = Taken((hub, Reservation("permit", "PO", 1, 1, "T1")))
    assert list(taken.of_kind("permit")) == [Reservation("permit", "PO", 1, 1, "T1")]
    assert taken.passages("hub", 8 * 3_600) == (Passage("H", 42 * QUARTER_S, 3),)

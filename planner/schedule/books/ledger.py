"""All books of scarce places and papers, asked together."""

from __future__ import annotations

from collections.abc import Sequence

from planner.schedule.books.access import AccessBook
from planner.schedule.books.beds import BedBook
from planner.schedule.books.claims import Book, Claim, Shortage
from planner.schedule.books.crew_beds import CrewBedBook
from planner.schedule.books.escorts import EscortBook
from planner.schedule.books.gates import GateBook
from planner.schedule.books.hubs import HubBook
from planner.schedule.books.intake import IntakeBook
from planner.schedule.books.mixing import MixingBook
from planner.schedule.books.permits import PermitBook
from planner.schedule.books.tests import LabBook
from planner.schedule.timetable import TimedTrip
from planner.schedule.world import World


class Ledger:
    """Every book of a rotation; a trip goes only if each has what it needs."""

    def __init__(self, books: Sequence[tuple[str, Book]]) -> None:
        self._books = tuple(books)

    @classmethod
    def of(cls, world: World) -> Ledger:
        """Empty books of a scenario, each under the id of the rule that it keeps."""
        return cls(
            (
                ("access", AccessBook(world)),
                ("mixing", MixingBook(world)),
                ("intake", IntakeBook(world)),
                ("tests", LabBook(world)),
                ("beds", BedBook(world)),
                ("beds", CrewBedBook(world)),
                ("permits", PermitBook(world)),
                ("hubs", HubBook(world)),
                ("hubs", GateBook(world)),
                ("escorts", EscortBook(world)),
            )
        )

    def find(
        self, timed: TimedTrip, released: frozenset[str] = frozenset()
    ) -> tuple[tuple[Claim, ...], ...] | Shortage:
        """Claims on each book, or the first shortage; books of ``released`` rules are not asked."""
        found = []
        for rule, book in self._books:
            claims = () if rule in released else book.find(timed)
            if isinstance(claims, Shortage):
                return claims
            found.append(claims)
        return tuple(found)

    def take(self, timed: TimedTrip, claims: tuple[tuple[Claim, ...], ...]) -> tuple[Claim, ...]:
        """Enter the claims of every book and return them as one row."""
        for (_, book), mine in zip(self._books, claims, strict=True):
            if mine:
                book.take(timed, mine)
        return tuple(claim for mine in claims for claim in mine)

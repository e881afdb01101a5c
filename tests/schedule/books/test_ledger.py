from __future__ import annotations

from dataclasses import dataclass, field

from planner.schedule.books.claims import Claim, Shortage
from planner.schedule.books.ledger import Ledger
from planner.schedule.timetable import TimedTrip
from tests.builders.small_schedule import at_hour, options, schedule_world


@dataclass
class Shelf:
    """A book that always answers the same and remembers what was taken."""

    answer: tuple[Claim, ...] | Shortage
    taken: list[tuple[Claim, ...]] = field(default_factory=list)

    def find(self, timed: TimedTrip) -> tuple[Claim, ...] | Shortage:
        """The one answer."""
        return self.answer

    def take(self, timed: TimedTrip, claims: tuple[Claim, ...]) -> None:
        """Remember."""
        self.taken.append(claims)


def departure() -> TimedTrip:
    """Some coach."""
    return options(schedule_world([at_hour(3, 8)]))[0]


def test_the_first_shortage_stops_a_trip() -> None:
    short = Shortage("NO_PERMIT", "PO")
    ledger = Ledger([("permits", Shelf(())), ("intake", Shelf(short)), ("beds", Shelf(Shortage("NO_BED", "Q")))])
    assert ledger.find(departure()) == short
    assert ledger.find(departure(), frozenset({"intake"})) == Shortage("NO_BED", "Q")
    assert isinstance(ledger.find(departure(), frozenset({"intake", "beds"})), tuple)


def test_each_book_takes_its_own_claims() -> None:
    one, none, two = (Claim("permit", "PO", 1, 1),), (), (Claim("hub", "H", 1, 5), Claim("hub", "H", 1, 6))
    shelves = (Shelf(one), Shelf(none), Shelf(two))
    ledger, timed = Ledger([("permits", shelf) for shelf in shelves]), departure()
    found = ledger.find(timed)
    assert isinstance(found, tuple)
    assert ledger.take(timed, found) == (*one, *two)
    assert [shelf.taken for shelf in shelves] == [[one], [], [two]]


def test_a_scenario_without_scarce_things_takes_nothing() -> None:
    world = schedule_world([at_hour(3, 8)])
    found = Ledger.of(world).find(options(world)[0])
    assert isinstance(found, tuple)
    assert not any(found)

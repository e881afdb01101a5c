"""What kept trips take of scarce things before anything else is planned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from planner.domain.hubs import QUARTER_S, Passage
from planner.domain.plan import Reservation


@dataclass(frozen=True, slots=True)
class Taken:
    """What trips that are kept from an earlier plan use; every book of scarce things begins with it.

    Attributes
    ----------
    reservations : tuple of Reservation
        Permits, tests, beds, and quarter-hours at hubs and gates.
    arrivals : mapping
        (site, local day) → persons who arrive there.
    escorts : tuple of (str, int, int)
        Escorts with the moments at which they leave their base and are back.
    """

    reservations: tuple[Reservation, ...] = ()
    arrivals: Mapping[tuple[str, int], int] = field(default_factory=dict)
    escorts: tuple[tuple[str, int, int], ...] = ()

    def of_kind(self, kind: str) -> Iterable[Reservation]:
        """Reservations of one kind."""
        return (row for row in self.reservations if row.kind == kind)

    def passages(self, kind: str, offset_s: int) -> tuple[Passage, ...]:
        """Quarter-hours taken at hubs or gates, in local seconds."""
        return tuple(
            Passage(row.place_id, (row.from_at + offset_s) // QUARTER_S * QUARTER_S, row.amount)
            for row in self.of_kind(kind)
            if row.from_at is not None
        )

"""People exchanged between coaches that run anyway, so that one positive puts fewer in quarantine.

Where coaches call at the same stops and a person's window fits both, nothing else of the plan depends on which of them
the person takes: service, lateness and cost stay. A coach is one close-contact unit: its share of the blast radius is
its load times the incidence of those aboard, so even loads are better, and those of high incidence with few others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from planner.domain.plan import LegRole
from planner.domain.routing import Ride, TripLoad
from planner.domain.service import Mode
from planner.schedule.books.claims import Shortage
from planner.schedule.books.intake import IntakeBook
from planner.schedule.books.mixing import MixingBook
from planner.schedule.parts import Part, shipment_of
from planner.schedule.sorties import Sortie
from planner.schedule.world import World
from planner.units import DAY_S

FREE_KINDS = frozenset({"permit", "intake"})
"""Claims that do not depend on who is aboard, as long as the day of arrival stays."""


def regroup(world: World, sorties: Sequence[Sortie]) -> tuple[Sortie, ...]:
    """The same sorties with people exchanged among those that call at the same stops, one at a time, best first."""
    alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, sortie in enumerate(sorties):
        if _is_free(sortie):
            routed = sortie.timed.routed
            alike[routed.role, routed.service_id, routed.pickups, routed.drops].append(number)
    out, intake, mixing = list(sorties), IntakeBook(world), MixingBook(world)
    for members in alike.values():
        coaches = [_Coach.of(world, sorties[number]) for number in members]
        if len(members) > 1 and all(coach.is_sure(world) for coach in coaches) and _settle(world, coaches):
            made = [one for coach in coaches if (one := _reloaded(coach, intake, mixing)) is not None]
            if len(made) == len(members):  # all of them or none: whoever left one coach is on another
                for number, reloaded in zip(members, made, strict=True):
                    out[number] = reloaded
    return tuple(out)


def coach_blast(world: World, rides: Sequence[Ride], sorties: Sequence[Sortie], parts: Sequence[Part]) -> int:
    """Share of coaches in the blast radius, persons × parts per million, with those whom parts really put aboard.

    Where the origin's level changes before a last mile, its people count as they stand on the day of the last mile.
    """
    aboard: dict[int, Counter[int]] = defaultdict(Counter)
    for part in parts:
        for index, leg in enumerate(part.legs):
            if leg.sortie is not None:
                aboard[leg.sortie][shipment_of(rides[part.ride], index)] += part.persons
    total = 0
    for number, persons in aboard.items():
        coach = replace(_Coach.of(world, sorties[number]), aboard=persons)
        total += coach.load * sum(coach.incidence(world, each) * count for each, count in persons.items())
    return total


def _is_free(sortie: Sortie) -> bool:
    """Whether nothing scarce that a trip takes depends on who is aboard."""
    timed = sortie.timed
    escorted = any(rule.mode in ("*", Mode.COACH.value) for rule in timed.rules.escorts)
    return not timed.labs and not escorted and all(claim.kind in FREE_KINDS for claim in sortie.claims)


@dataclass(slots=True)
class _Coach:
    """A sortie whose people may change: persons by shipment, and what limits them."""

    sortie: Sortie
    aboard: Counter[int]
    room: int
    leaves: dict[str, int]
    arrives: dict[str, int]
    known: dict[tuple[int, int], bool] = field(default_factory=dict)

    @classmethod
    def of(cls, world: World, sortie: Sortie) -> _Coach:
        aboard = Counter({load.shipment: load.persons for load in sortie.timed.routed.loads})
        stands = list(sortie.timed.stands())
        usable = sortie.timed.usable(world.scenario.fleets[sortie.fleet])
        return cls(
            sortie, aboard, usable, {stop: leave for stop, _, leave in stands},
            {stop: arrive for stop, arrive, _ in stands},
        )  # fmt: skip

    @property
    def load(self) -> int:
        """Persons aboard."""
        return sum(self.aboard.values())

    def incidence(self, world: World, number: int) -> int:
        """Parts per million at a shipment's origin as its people board here."""
        shipment = world.shipments[number]
        at = self.leaves[shipment.from_place] - world.offset_s
        level = world.zones.level(world.cohorts[shipment.cohort].origin_adcode, at)
        return self.sortie.timed.rules.incidence_ppm.get(level.name.lower(), 0)

    def weight(self, world: World) -> int:
        """Incidence of all aboard together."""
        return sum(persons * self.incidence(world, number) for number, persons in self.aboard.items())

    def is_sure(self, world: World) -> bool:
        """Whether the levels here are those that counted when people left home, which is earlier for a last mile."""
        if self.sortie.timed.routed.role is not LegRole.LAST_MILE:
            return True
        until = max(self.leaves.values()) - world.offset_s
        for number in self.aboard:
            cohort = world.cohorts[world.shipments[number].cohort]
            edges = (edge for edge in world.zones.edges() if cohort.ready_at < edge <= until)
            if len({world.zones.level(cohort.origin_adcode, at) for at in (cohort.ready_at, *edges)}) > 1:
                return False
        return True

    def fits(self, world: World, number: int, other: _Coach) -> bool:
        """Whether the window of a shipment aboard ``other`` lets its people ride here and arrive on the same day."""
        key = (number, id(other))
        if key not in self.known:
            shipment, rules = world.shipments[number], self.sortie.timed.rules
            leave, arrive = self.leaves[shipment.from_place], self.arrives[shipment.to_place]
            offset_s, longest = world.offset_s, rules.times.max_ride_s
            self.known[key] = (
                shipment.depart_from + offset_s <= leave <= shipment.depart_to + offset_s
                and shipment.arrive_from + offset_s <= arrive <= shipment.arrive_to + offset_s
                and (longest is None or arrive - leave <= longest)
                and arrive // DAY_S == other.arrives[shipment.to_place] // DAY_S
            )
        return self.known[key]

    def offers(self, world: World, other: _Coach) -> dict[tuple[int, int], int]:
        """A shipment of which a person may change to ``other``, for each pair of incidences here and there.

        No groups and nobody of whom more is asked on arrival; both stops stay in use, and mixing is kept.
        """
        shipments = world.shipments
        ups, downs = Counter[str](), Counter[str]()
        for number, persons in self.aboard.items():
            ups[shipments[number].from_place] += persons
            downs[shipments[number].to_place] += persons
        mixes, firms = {shipments[n].mix for n in other.aboard}, {shipments[n].enterprise_id for n in other.aboard}
        most = other.sortie.timed.rules.max_enterprises.get(Mode.COACH.value)
        found: dict[tuple[int, int], int] = {}
        for number in sorted(self.aboard):
            mine = shipments[number]
            bound = mine.group or mine.accessible or mine.tested or mine.quarantine_days
            if bound or min(ups[mine.from_place], downs[mine.to_place]) < 2 or mixes != {mine.mix}:
                continue
            if (most is None or len(firms | {mine.enterprise_id}) <= most) and other.fits(world, number, self):
                found.setdefault((self.incidence(world, number), other.incidence(world, number)), number)
        return found


@dataclass(frozen=True, slots=True, order=True)
class _Move:
    """One person of a shipment from a coach to another, perhaps for one of another shipment; ``gain`` is negative."""

    gain: int
    source: int
    target: int
    shipment: int
    back: int = -1


def _settle(world: World, coaches: list[_Coach]) -> bool:
    """Make the best exchange again and again until none helps; whether any was made."""
    changed = False
    while True:
        best = min(_moves(world, coaches), default=None)
        if best is None or best.gain >= 0:
            return changed
        changed = True
        source, target = coaches[best.source], coaches[best.target]
        _shift(source, target, best.shipment)
        if best.back >= 0:
            _shift(target, source, best.back)


def _shift(source: _Coach, target: _Coach, number: int) -> None:
    """Move one person."""
    source.aboard -= Counter({number: 1})
    target.aboard[number] += 1


def _moves(world: World, coaches: Sequence[_Coach]) -> Iterator[_Move]:
    """Moves and exchanges of single persons that are allowed, one for each pair of incidences, with their gain."""
    weights = [coach.weight(world) for coach in coaches]
    for a, source in enumerate(coaches):
        for b, target in enumerate(coaches):
            if a != b and (goes := source.offers(world, target)):
                yield from _with(goes, target.offers(world, source), (a, source, weights[a]), (b, target, weights[b]))


def _with(
    goes: Mapping[tuple[int, int], int],
    comes: Mapping[tuple[int, int], int],
    here: tuple[int, _Coach, int],
    there: tuple[int, _Coach, int],
) -> Iterator[_Move]:
    """One person goes; alone if there is room, or for somebody who comes back."""
    (a, source, weight), (b, target, other) = here, there
    before = source.load * weight + target.load * other
    for (out, into), number in goes.items():
        if target.load < target.room:
            after = (source.load - 1) * (weight - out) + (target.load + 1) * (other + into)
            yield _Move(after - before, a, b, number)
        for (gone, come), back in comes.items():
            after = source.load * (weight - out + come) + target.load * (other - gone + into)
            yield _Move(after - before, a, b, number, back)


def _reloaded(coach: _Coach, intake: IntakeBook, mixing: MixingBook) -> Sortie | None:
    """The sortie with the people who are aboard now; ``None`` where they may not sit together as they board."""
    sortie = coach.sortie
    loads = tuple(TripLoad(number, coach.aboard[number]) for number in sorted(coach.aboard) if coach.aboard[number])
    timed = replace(sortie.timed, routed=replace(sortie.timed.routed, loads=loads))
    arrivals = intake.find(timed)
    if isinstance(arrivals, Shortage) or isinstance(mixing.find(timed), Shortage):
        return None
    kept = tuple(claim for claim in sortie.claims if claim.kind != "intake")
    return replace(sortie, timed=timed, claims=(*kept, *arrivals))

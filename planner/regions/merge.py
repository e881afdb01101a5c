"""Plans of regions put together: every id numbered anew, vehicles and carriages counted on through the regions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from planner.domain.demand import Cohort
from planner.domain.plan import Offer, Plan, Seat, Unserved
from planner.domain.scenario import Scenario
from planner.schedule.crews import crews_of_vehicles
from planner.schedule.renaming import NewNames, append_renamed, seats_renamed
from planner.schedule.tables import Tables, offers_of

Elsewhere = Callable[[Unserved], bool]
"""Whether those of a row without a seat are planned once more, elsewhere."""


@dataclass(slots=True)
class Merger:
    """The whole plan as it grows, region by region; ``add`` in a fixed order gives the same plan every time.

    Vehicles of a fleet and carriages of a service are numbered in the order in which regions use them, so that no
    region needs to know the others' numbers and none is numbered beyond what there is.
    """

    scenario: Scenario
    tables: Tables = field(default_factory=Tables)
    cohorts: list[Cohort] = field(default_factory=list)
    unserved: list[Unserved] = field(default_factory=list)
    manifest: list[Seat] = field(default_factory=list)
    vehicles: Counter[str] = field(default_factory=Counter)
    crews: Counter[str] = field(default_factory=Counter)
    units: Counter[str] = field(default_factory=Counter)
    closed: dict[str, str] = field(default_factory=dict)
    parts: int = 0
    batches: int = 0
    coaches: int = 0
    parties: int = 0

    def add(self, plan: Plan, elsewhere: Elsewhere = lambda _: False) -> None:
        """Take in a region's plan, without those who are planned ``elsewhere``."""
        names = self._names(plan)
        self._people(plan, names, elsewhere)
        append_renamed(self.tables, plan, names)
        self.manifest += seats_renamed(plan.manifest, names)
        for offer in plan.offers:
            if not offer.opened:
                self.closed.setdefault(offer.service_id, offer.reason)

    def _names(self, plan: Plan) -> NewNames:
        """New names of everything in a plan."""
        batches = range(max((trip.batch_no for trip in plan.trips), default=0) + 1)
        names = NewNames(batches={number: self.batches + number for number in batches})
        self.batches += len(batches) - 1
        for trip in plan.trips:
            if trip.fleet_id is not None:
                self.coaches += 1
                names.trips[trip.trip_id] = f"T{self.coaches:06d}"
            else:
                service = str(trip.service_id)
                self.units[service] += 1
                names.units[trip.trip_id] = self.units[service]
                names.trips[trip.trip_id] = f"{service}#{self.units[service]}"
        for (fleet_id, number), crew in sorted(crews_of_vehicles(plan.trips).items()):
            self.vehicles[fleet_id] += 1
            self.crews[fleet_id] += crew
            names.vehicles[f"{fleet_id}#{number}"] = self.vehicles[fleet_id]
        for cohort in plan.cohorts:
            self.parties += 1
            names.cohorts[cohort.cohort_id] = f"C{self.parties:06d}"
        for load in plan.loads:
            if load.part_id not in names.parts:
                self.parts += 1
                names.parts[load.part_id] = f"P{self.parts:06d}"
        return names

    def _people(self, plan: Plan, names: NewNames, elsewhere: Elsewhere) -> None:
        gone = persons_of(row for row in plan.unserved if elsewhere(row))
        for cohort in plan.cohorts:
            kept = without(cohort, gone[cohort.cohort_id]) if cohort.cohort_id in gone else cohort
            if kept is not None:
                self.cohorts.append(replace(kept, cohort_id=names.cohorts[cohort.cohort_id]))
        self.unserved += [
            replace(row, cohort_id=names.cohorts[row.cohort_id]) for row in plan.unserved if not elsewhere(row)
        ]

    def offers(self) -> tuple[Offer, ...]:
        """What became of every service of the whole; one that no region was offered has too few people."""
        return tuple(offers_of(self.scenario.services, self.tables.trips, self.closed))


def without(cohort: Cohort, gone: Mapping[str | None, int]) -> Cohort | None:
    """The cohort without some of its people, whole groups at a time; ``None`` when nobody is left."""
    persons = cohort.persons - sum(gone.values())
    if persons <= 0:
        return None
    if not cohort.worker_ids:
        return replace(cohort, persons=persons)
    sizes: list[int] = []
    ids: list[str] = []
    start = 0
    for size in (*cohort.group_sizes, *[1] * (cohort.persons - sum(cohort.group_sizes))):
        members = cohort.worker_ids[start : start + size]
        start += size
        if not any(gone.get(member) for member in members):
            ids += members
            sizes += [size] if size > 1 else []
    return replace(cohort, persons=len(ids), group_sizes=tuple(sizes), worker_ids=tuple(ids))


def persons_of(rows: Iterable[Unserved]) -> dict[str, Counter[str | None]]:
    """Persons of rows by cohort and worker (``None``: anonymous ones)."""
    found: dict[str, Counter[str | None]] = {}
    for row in rows:
        found.setdefault(row.cohort_id, Counter())[row.worker_id] += row.persons
    return found

"""Who is to travel: named workers by party, heat as it was matched with demand; and which region each is of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.domain.demand import HeatFlow
from planner.domain.place import prefecture_of
from planner.domain.scenario import Scenario
from planner.regions.division import Atom, Region


@dataclass(frozen=True, slots=True)
class People:
    """The atoms of everybody in a scenario.

    Attributes
    ----------
    workers : tuple of Atom
        Atom of each worker, in the order of the scenario; a travel group goes with its first member.
    flows : tuple of HeatFlow
        Matched heat; ``demand`` indexes the scenario's rows.
    of_flow : tuple of Atom
        Atom of each flow.
    """

    workers: tuple[Atom, ...]
    flows: tuple[HeatFlow, ...]
    of_flow: tuple[Atom, ...]

    @classmethod
    def of(cls, scenario: Scenario, flows: Sequence[HeatFlow]) -> People:
        """Atoms of a scenario's people."""
        city = {site.site_id: prefecture_of(site.adcode) for site in scenario.sites}
        groups: dict[str, Atom] = {}
        workers = []
        for worker in sorted(scenario.workers, key=lambda w: w.worker_id):
            if worker.group_id:
                groups.setdefault(worker.group_id, (city[worker.site_id], prefecture_of(worker.origin_adcode)))
        for worker in scenario.workers:
            own = (city[worker.site_id], prefecture_of(worker.origin_adcode))
            workers.append(groups[worker.group_id] if worker.group_id else own)
        of_flow = (
            (city[scenario.demand[flow.demand].site_id], prefecture_of(flow.origin_adcode)) for flow in flows
        )
        return cls(tuple(workers), tuple(flows), tuple(of_flow))

    def persons(self) -> Counter[Atom]:
        """Head-count by atom."""
        found = Counter(self.workers)
        for flow, atom in zip(self.flows, self.of_flow, strict=True):
            found[atom] += flow.persons
        return found

    def sites_of_atoms(self, scenario: Scenario) -> Counter[Atom]:
        """Sites that the persons of each atom go to."""
        pairs = {(atom, worker.site_id) for worker, atom in zip(scenario.workers, self.workers, strict=True)}
        pairs |= {
            (atom, scenario.demand[flow.demand].site_id) for flow, atom in zip(self.flows, self.of_flow, strict=True)
        }
        return Counter(atom for atom, _ in pairs)

    def sites(self, scenario: Scenario, regions: Sequence[Region]) -> dict[str, Counter[int]]:
        """Persons of each site by the number of their region."""
        region_of = numbers(regions)
        found: dict[str, Counter[int]] = {}
        for worker, atom in zip(scenario.workers, self.workers, strict=True):
            found.setdefault(worker.site_id, Counter())[region_of[atom]] += 1
        for flow, atom in zip(self.flows, self.of_flow, strict=True):
            found.setdefault(scenario.demand[flow.demand].site_id, Counter())[region_of[atom]] += flow.persons
        return found


def numbers(regions: Sequence[Region]) -> Mapping[Atom, int]:
    """Number of the region of each atom."""
    return {atom: number for number, region in enumerate(regions) for atom in region.atoms}

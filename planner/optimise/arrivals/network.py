"""The network of one day: carriers, then persons alike, then outlets; its largest flow and the cut that binds it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from planner.optimise.arrivals.carriers import Carrier
from planner.optimise.arrivals.outlets import Outlet
from planner.optimise.engines.max_flow import Arc, min_cut

PEOPLE = "people"
"""Name of persons themselves where nothing else holds them."""


@dataclass(frozen=True, slots=True, order=True)
class Travellers:
    """Names of the carriers that may bring some persons and of the outlets that may take them in."""

    carriers: tuple[str, ...]
    outlets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """Everything that limits who has arrived by the end of a day."""

    carriers: Mapping[str, Carrier]
    people: Mapping[Travellers, int]
    outlets: Mapping[str, Outlet]

    @property
    def persons(self) -> int:
        """Persons who have some way by then."""
        return sum(self.people.values())


@dataclass(frozen=True, slots=True)
class Cut:
    """Carriers and outlets on the side of the source, and persons held back by name of what holds them."""

    side: frozenset[str]
    held: Mapping[str, int]

    @property
    def value(self) -> int:
        """Persons who pass at most."""
        return sum(self.held.values())


def bottleneck(network: Network) -> Cut:
    """The least cut of a network; where everybody with a way can pass, that of the persons themselves."""
    everybody = held_by(network, network.carriers)
    least = held_by(network, _least_side(network))
    return everybody if everybody.value <= least.value else least


def held_by(network: Network, side: Iterable[str]) -> Cut:
    """The cut whose source side holds these carriers and outlets, persons on whichever side is better.

    A carrier outside holds back what its parent inside (or the source) would hand on; persons reached by a carrier
    inside are held as themselves unless all their outlets are inside; an outlet inside holds back what it lets pass
    unless everything behind it is inside.
    """
    inside, held = frozenset(side), dict[str, int]()
    for name, carrier in network.carriers.items():
        if name not in inside and (carrier.parent is None or carrier.parent in inside):
            held[name] = carrier.persons
    for who, persons in network.people.items():
        if not inside.isdisjoint(who.carriers) and not inside.issuperset(who.outlets):
            held[PEOPLE] = held.get(PEOPLE, 0) + persons
    for name, outlet in network.outlets.items():
        if name in inside and not (outlet.onward and inside.issuperset(outlet.onward)):
            held[name] = network.persons if outlet.persons is None else outlet.persons
    return Cut(inside, held)


def _least_side(network: Network) -> frozenset[str]:
    """Carriers and outlets that the source still reaches once the flow is largest."""
    most = network.persons
    arcs: list[Arc] = []
    for name, carrier in network.carriers.items():
        arcs.append((carrier.parent or "source", name, carrier.persons))
    bundles = {carriers: f"bundle {n}" for n, carriers in enumerate(dict.fromkeys(w.carriers for w in network.people))}
    arcs += [(name, bundle, most) for carriers, bundle in bundles.items() for name in carriers]
    for number, (who, persons) in enumerate(network.people.items()):
        arcs.append((bundles[who.carriers], f"out {number}", persons))
        arcs += [(f"out {number}", name if name in network.outlets else "sink", most) for name in who.outlets]
    for name, outlet in network.outlets.items():
        arcs.append((name, f"past {name}", most if outlet.persons is None else outlet.persons))
        arcs += [(f"past {name}", after if after in network.outlets else "sink", most) for after in outlet.onward]
        if not outlet.onward:
            arcs.append((f"past {name}", "sink", most))
    reached = min_cut(arcs, "source", "sink")
    return frozenset(reached & (network.carriers.keys() | network.outlets.keys()))

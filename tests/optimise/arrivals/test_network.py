"""Cuts of small networks, and what they hold back."""

from __future__ import annotations

from itertools import chain, combinations

from planner.optimise.arrivals.carriers import Carrier
from planner.optimise.arrivals.network import Network, Travellers, bottleneck, held_by
from planner.optimise.arrivals.outlets import Outlet

NETWORK = Network(
    carriers={"hub": Carrier(50), "train": Carrier(40, "hub"), "flight": Carrier(30, "hub"), "coaches": Carrier(25)},
    people={
        Travellers(("train",), ("door",)): 60,
        Travellers(("flight", "train"), ("free",)): 20,
        Travellers(("coaches",), ("door", "side")): 30,
    },
    outlets={"door": Outlet(45, ("map",)), "map": Outlet(33), "side": Outlet(10)},
)


def test_the_bottleneck_is_the_least_of_all_cuts() -> None:
    names = [*NETWORK.carriers, *NETWORK.outlets]
    sides = chain.from_iterable(combinations(names, size) for size in range(len(names) + 1))
    assert bottleneck(NETWORK).value == min(held_by(NETWORK, side).value for side in sides)


def test_what_is_held_adds_up_by_name() -> None:
    cut = bottleneck(NETWORK)
    assert cut.held == {"people": 20, "map": 33, "side": 10} and cut.value == 63
    assert held_by(NETWORK, ()).held == {"hub": 50, "coaches": 25}


def test_where_everybody_passes_persons_themselves_are_named() -> None:
    wide = Network({"train": Carrier(60)}, {Travellers(("train",), ("free",)): 60}, {})
    assert bottleneck(wide).held == {"people": 60}


def test_an_outlet_without_a_limit_is_never_cut() -> None:
    network = Network({"train": Carrier(60)}, {Travellers(("train",), ("door",)): 90}, {"door": Outlet(None, ("map",))})
    assert bottleneck(network).held == {"train": 60}

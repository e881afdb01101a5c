"""Places for travel tests: county seats and seeded points around them."""

from __future__ import annotations

import numpy as np

from planner.domain.place import Place
from planner.travel.network import load_network


def seat(adcode: str) -> Place:
    """The county seat ``adcode:NNNNNN``."""
    network = load_network()
    node = network.node(adcode, "test")
    return Place(f"adcode:{adcode}", float(network.lon[node]), float(network.lat[node]), adcode)


def around(adcode: str, count: int, seed: int = 1, spread: float = 0.05) -> tuple[Place, ...]:
    """Seeded places scattered round a seat, in the county by their adcode."""
    draw = np.random.default_rng(seed)
    centre = seat(adcode)
    return tuple(
        Place(
            f"{adcode}-{number}",
            centre.lon + float(draw.normal(0, spread)),
            centre.lat + float(draw.normal(0, spread)),
            adcode,
        )
        for number in range(count)
    )
